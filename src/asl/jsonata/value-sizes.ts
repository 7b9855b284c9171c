/**
 * How long values are when they are written out. A value that holds another one twice counts it twice: `{"a": $x, "b": $x}`,
 * thirty times over, would take no room in memory and for ever to print.
 */
import { LimitExceeded, VALUE_LENGTH_MAX } from './limits.ts';

const SCALAR_LENGTH = 4;

export class ValueSizes {
  readonly #sizes = new WeakMap<object, number>();
  /** Sum of all that has been measured. */
  known = 0;

  /** Values are measured once: what an expression has made it does not change. @throws LimitExceeded */
  of(value: unknown): number {
    if (typeof value === 'string') return bounded(value.length);
    if (typeof value !== 'object' || value === null || isFunction(value)) return SCALAR_LENGTH;
    const measured = this.#sizes.get(value);
    if (measured !== undefined) return bounded(measured);
    // until its parts are measured, a value that holds itself has no end
    this.#sizes.set(value, Number.POSITIVE_INFINITY);
    const size = bounded(this.#sizeOfParts(value));
    this.#sizes.set(value, size);
    return size;
  }

  #sizeOfParts(value: object): number {
    let size = SCALAR_LENGTH;
    if (Array.isArray(value)) {
      for (const item of value) size += this.of(item);
      this.known += value.length;
    } else {
      for (const [key, member] of Object.entries(value)) size += key.length + this.of(member);
      this.known += size;
    }
    return size;
  }
}

function bounded(size: number): number {
  if (size > VALUE_LENGTH_MAX) throw new LimitExceeded(`A value is longer than ${VALUE_LENGTH_MAX} characters.`);
  return size;
}

/** The library's functions are objects with references to all they can see. */
export function isFunction(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'function';
  const { _jsonata_function, _jsonata_lambda } = value as Readonly<Record<string, unknown>>;
  return _jsonata_function === true || _jsonata_lambda === true;
}
