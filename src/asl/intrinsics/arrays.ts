/** States.Array, ArrayPartition, ArrayContains, ArrayRange, ArrayGetItem, ArrayLength, ArrayUnique. */
import { isJsonArray, type Json } from '../../base/json.ts';
import { javaText } from '../jsonpath/java-text.ts';
import { type IntrinsicFunction, REFUSED, truncatedInt32 } from './intrinsic-function.ts';
import { inHashSetOrder } from './java-hash-set.ts';

const RANGE_LENGTH_MAX = 1000;

export const array: IntrinsicFunction = (args) => args;

export const arrayPartition: IntrinsicFunction = (args) => {
  const [items, length] = [args[0], truncatedInt32(args[1])];
  if (args.length !== 2 || !isJsonArray(items) || length === undefined || length < 1) return REFUSED;
  const chunks: Json[] = [];
  for (let from = 0; from < items.length; from += length) chunks.push(items.slice(from, from + length));
  return chunks;
};

/** Compares texts: the string `true` is found by the value true, an object only with its members in the same order (recorded). */
export const arrayContains: IntrinsicFunction = (args) => {
  const [items, wanted] = args;
  if (args.length !== 2 || !isJsonArray(items) || wanted === undefined) return REFUSED;
  const text = javaText(wanted);
  return items.some((item) => javaText(item) === text);
};

export const arrayRange: IntrinsicFunction = (args) => {
  const [first, last, step] = args.map(truncatedInt32);
  if (args.length !== 3 || first === undefined || last === undefined || !step) return REFUSED;
  const length = Math.max(Math.floor((last - first) / step) + 1, 0);
  if (length > RANGE_LENGTH_MAX) return REFUSED;
  return Array.from({ length }, (_, i) => first + i * step);
};

/** An empty array answers null to every index (recorded); others refuse what they do not have. */
export const arrayGetItem: IntrinsicFunction = (args) => {
  const [items, index] = [args[0], truncatedInt32(args[1])];
  if (args.length !== 2 || !isJsonArray(items) || index === undefined) return REFUSED;
  if (items.length === 0) return null;
  return items[index] ?? (index in items ? null : REFUSED);
};

export const arrayLength: IntrinsicFunction = (args) => {
  const [items] = args;
  return args.length === 1 && isJsonArray(items) ? items.length : REFUSED;
};

/** In the order of Java's HashSet: `[true,false,true]` gives `[false,true]` (recorded). */
export const arrayUnique: IntrinsicFunction = (args) => {
  const [items] = args;
  return args.length === 1 && isJsonArray(items) ? inHashSetOrder(items) : REFUSED;
};
