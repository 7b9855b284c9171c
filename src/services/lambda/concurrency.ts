/**
 * How many invocations of a function run on demand at the same time, and how many may. All its versions together count; what is
 * provisioned for one of them is not for the others.
 */
import { reservedConcurrencyExceeded } from './errors.ts';
import type { FunctionRow } from './function-data.ts';
import { provisionedTotal } from './provisioned/provisioning.ts';

export class Concurrency {
  /** Function id to invocations that run or wait for an environment. */
  readonly #counts = new Map<string, number>();

  /** Whether the function has as many invocations as are reserved for it. */
  isExhausted({ id, data }: FunctionRow): boolean {
    const { reservedConcurrency } = data;
    if (reservedConcurrency === undefined) return false;
    return (this.#counts.get(id) ?? 0) >= reservedConcurrency - provisionedTotal(data);
  }

  /** Counts one more invocation. @returns what ends it, to be called once; undefined when there may be no more */
  tryEnter(row: FunctionRow): (() => void) | undefined {
    if (this.isExhausted(row)) return undefined;
    const { id } = row;
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
    return () => {
      const rest = (this.#counts.get(id) ?? 1) - 1;
      if (rest > 0) this.#counts.set(id, rest);
      else this.#counts.delete(id);
    };
  }

  /** @throws ServiceError where `tryEnter` gives nothing */
  enter(row: FunctionRow): () => void {
    const leave = this.tryEnter(row);
    if (leave === undefined) throw reservedConcurrencyExceeded();
    return leave;
  }
}
