/** What an intrinsic function is to the evaluator: one entry in the table of `functions.ts`. */
import { isJsonNumber, type Json } from '../../base/json.ts';
import type { RandomStream } from '../../base/random.ts';

/** The arguments do not suit the function. The text is the service's own, `Invalid arguments in NAME` unless given. */
export class Refusal {
  readonly text: string | undefined;
  constructor(text?: string) {
    this.text = text;
  }
}

/** The usual refusal (recorded for wrong types, wrong counts and values out of range alike). */
export const REFUSED = new Refusal();

/** Checks count and types of its arguments itself; never throws. */
export type IntrinsicFunction = (args: readonly Json[], random: () => RandomStream) => Json | Refusal;

/** The longest text Base64Encode, Base64Decode and Hash take, in UTF-16 units. */
export const TEXT_LENGTH_MAX = 10_000;

/** A number without its fraction, if that is a 32-bit integer. ArrayRange, ArrayPartition and MathRandom cut like this (recorded). */
export function truncatedInt32(value: Json | undefined): number | undefined {
  return isJsonNumber(value) ? int32(Math.trunc(Number(value))) : undefined;
}

export function int32(value: number): number | undefined {
  return (value | 0) === value ? value | 0 : undefined;
}
