/** The Range of GetObject: one extent in bytes, as HTTP writes it. */
import type { ByteRange } from '../../buckets/buckets.ts';

/** Undefined for what is none; then S3 gives the whole object. */
export function parseRange(text: string): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  return last === '' ? { first: Number(first) } : { first: Number(first), last: Number(last) };
}
