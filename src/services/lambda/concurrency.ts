/**
 * How many invocations of a function run on demand at the same time, and how many may. All its versions together count; what is
 * provisioned for one of them is not for the others. Where the account has a limit, functions that reserve nothing share what
 * the others leave.
 */
import type { ServiceError } from '../../base/service.ts';
import { accountConcurrencyExceeded, reservedConcurrencyExceeded } from './errors.ts';
import type { FunctionRow } from './function-data.ts';
import { provisionedTotal } from './provisioned/provisioning.ts';

/** What functions without a reservation may use together, in the account and region of one. Absent: no limit. */
export type UnreservedLimit = (row: FunctionRow) => number;

export class Concurrency {
  readonly #unreservedLimit: UnreservedLimit | undefined;
  /** By function id, and by scope for those that reserve nothing: invocations that run or wait for an environment. */
  readonly #counts = new Map<string, number>();

  constructor(unreservedLimit?: UnreservedLimit) {
    this.#unreservedLimit = unreservedLimit;
  }

  /** Whether the function has as many invocations as it may have. */
  isExhausted(row: FunctionRow): boolean {
    const { reservedConcurrency } = row.data;
    if (reservedConcurrency !== undefined) {
      return this.#countOf(row.id) >= reservedConcurrency - provisionedTotal(row.data);
    }
    return this.#unreservedLimit !== undefined && this.#countOf(row.scope) >= this.#unreservedLimit(row);
  }

  /** Counts one more invocation. @returns what ends it, to be called once; undefined when there may be no more */
  tryEnter(row: FunctionRow): (() => void) | undefined {
    if (this.isExhausted(row)) return undefined;
    const keys = row.data.reservedConcurrency === undefined ? [row.id, row.scope] : [row.id];
    for (const key of keys) this.#counts.set(key, this.#countOf(key) + 1);
    return () => {
      for (const key of keys) {
        const rest = this.#countOf(key) - 1;
        if (rest > 0) this.#counts.set(key, rest);
        else this.#counts.delete(key);
      }
    };
  }

  /** @throws ServiceError where `tryEnter` gives nothing */
  enter(row: FunctionRow): () => void {
    const leave = this.tryEnter(row);
    if (leave === undefined) throw this.refusal(row);
    return leave;
  }

  /** Why there can be no more. */
  refusal({ data }: FunctionRow): ServiceError {
    return data.reservedConcurrency === undefined ? accountConcurrencyExceeded() : reservedConcurrencyExceeded();
  }

  #countOf(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}
