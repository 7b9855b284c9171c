/** States.MathAdd and States.MathRandom. */
import { isJsonNumber, type Json } from '../../base/json.ts';
import { type IntrinsicFunction, int32, REFUSED, truncatedInt32 } from './intrinsic-function.ts';
import { JavaRandom } from './java-random.ts';

/** Rounds each argument half up before it adds: 1.49 + 1.5 is 3, -1.5 counts as -1 (recorded). 32 bits. */
export const mathAdd: IntrinsicFunction = (args) => {
  const [a, b] = args.map(roundedInt32);
  if (args.length !== 2 || a === undefined || b === undefined) return REFUSED;
  return int32(a + b) ?? REFUSED;
};

function roundedInt32(value: Json): number | undefined {
  return isJsonNumber(value) ? int32(Math.round(Number(value))) : undefined;
}

/** From the first argument up to, without, the second. Equal seeds give equal numbers, the very ones the service gives. */
export const mathRandom: IntrinsicFunction = (args, random) => {
  const [from, to] = [truncatedInt32(args[0]), truncatedInt32(args[1])];
  if (args.length < 2 || args.length > 3 || from === undefined || to === undefined || from >= to) return REFUSED;
  const seed = args[2];
  if (seed === undefined) return from + Math.floor(random().nextFraction() * (to - from));
  if (!isJsonNumber(seed) || !Number.isFinite(Number(seed))) return REFUSED;
  return new JavaRandom(Math.trunc(Number(seed))).nextIntBetween(from, to);
};
