/**
 * The distinct items of an array in the order in which Java's `new HashSet<>(list)` goes through them. States.ArrayUnique
 * answers in that order: `[true,false]` becomes `[false,true]`, `[[1,2],[2,1]]` becomes `[[2,1],[1,2]]` and `[null,1]` stays
 * (recorded), which fits the hash codes of Java's own classes and no other order we know.
 */
import { isJsonArray, isJsonNumber, isJsonObject, type Json, JsonNumber, jsonEquals } from '../../base/json.ts';

const CAPACITY_MIN = 16;
const LOAD_FACTOR = 0.75;

export function inHashSetOrder(items: readonly Json[]): readonly Json[] {
  const byHash = new Map<number, Json[]>();
  const distinct: { item: Json; hash: number }[] = [];
  for (const item of items) {
    const hash = hashCode(item);
    const known = byHash.get(hash) ?? [];
    if (known.some((other) => jsonEquals(other, item))) continue;
    byHash.set(hash, [...known, item]);
    distinct.push({ item, hash });
  }
  const mask = capacityFor(items.length) - 1;
  const bucket = (hash: number) => (hash ^ (hash >>> 16)) & mask;
  return distinct.sort((a, b) => bucket(a.hash) - bucket(b.hash)).map(({ item }) => item);
}

/** The table's size: the power of two that holds the list at its load factor. */
function capacityFor(length: number): number {
  let capacity = CAPACITY_MIN;
  while (capacity < Math.floor(length / LOAD_FACTOR) + 1) capacity *= 2;
  return capacity;
}

/** `hashCode()` of the Java value a JSON value is read as. */
function hashCode(value: Json): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (typeof value === 'string') return hashOfText(value);
  if (isJsonNumber(value)) return hashOfNumber(value);
  if (isJsonArray(value)) return value.reduce((hash: number, item) => (Math.imul(31, hash) + hashCode(item)) | 0, 1);
  if (!isJsonObject(value)) return 0;
  return Object.entries(value).reduce((hash, [key, member]) => (hash + (hashOfText(key) ^ hashCode(member))) | 0, 0);
}

function hashOfText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

/** Integer and Long where the text has no fraction, else Double. */
function hashOfNumber(value: number | JsonNumber): number {
  const text = value instanceof JsonNumber ? value.text : String(value);
  const bytes = new DataView(new ArrayBuffer(8));
  if (/^-?\d+$/.test(text)) {
    const number = Number(text);
    if ((number | 0) === number) return number | 0;
    bytes.setBigInt64(0, BigInt(text));
  } else bytes.setFloat64(0, Number(text));
  return bytes.getInt32(0) ^ bytes.getInt32(4);
}
