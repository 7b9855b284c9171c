/**
 * Values on their way into the evaluator and out of it. It calculates with doubles and changes some of the arrays it is given,
 * so it gets copies; of what comes out untouched the original is taken, with the digits its numbers had.
 */
import { isJsonArray, isJsonObject, type Json, JsonNumber, setMember } from '../../base/json.ts';
import { LimitExceeded, RESULT_DEPTH_MAX } from './limits.ts';
import { isFunction } from './value-sizes.ts';

/** Copies of arrays and objects, and what they are copies of. */
export type Originals = Map<unknown, Json>;

export function toJsonata(value: Json, originals?: Originals): unknown {
  if (value instanceof JsonNumber) return value.valueOf();
  if (isJsonArray(value)) {
    const copy = value.map((item) => toJsonata(item, originals));
    originals?.set(copy, value);
    return copy;
  }
  if (!isJsonObject(value)) return value;
  const copy: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) setMember(copy, key, toJsonata(member, originals) as Json);
  originals?.set(copy, value);
  return copy;
}

/** Part of a result is a function, which JSON cannot hold. */
export class UnsupportedResult extends Error {}

/** `value` is not undefined. @throws UnsupportedResult, LimitExceeded */
export function fromJsonata(value: unknown, originals: Originals, depth = 0): Json {
  const original = originals.get(value);
  if (original !== undefined) return original;
  if (isFunction(value)) throw new UnsupportedResult();
  if (depth > RESULT_DEPTH_MAX)
    throw new LimitExceeded(`The result is nested more than ${RESULT_DEPTH_MAX} levels deep.`);
  if (Array.isArray(value))
    return value.map((item) => (item === undefined ? null : fromJsonata(item, originals, depth + 1)));
  if (typeof value === 'object' && value !== null) {
    const object: Record<string, Json> = {};
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) setMember(object, key, fromJsonata(member, originals, depth + 1));
    }
    return object;
  }
  // GUESS: what the service makes of 1/0 is not known
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return value as string | boolean | null;
}
