/**
 * Who waits for an environment of one function, in order of arrival. Callers, who wait for an answer, go before queued work,
 * for which nobody waits: a long queue of events never delays a call.
 */
import type { Lease } from './pool.ts';

export interface Wish {
  readonly resolve: (lease: Lease) => void;
  readonly reject: (error: Error) => void;
  readonly sinceMs: number;
  readonly isQueuedWork: boolean;
}

export class Wishes {
  // Sets, so that a wish can be withdrawn.
  readonly #callers = new Set<Wish>();
  readonly #queuedWork = new Set<Wish>();

  add(wish: Wish): void {
    (wish.isQueuedWork ? this.#queuedWork : this.#callers).add(wish);
  }

  /** Whether it was there. */
  delete(wish: Wish): boolean {
    return this.#callers.delete(wish) || this.#queuedWork.delete(wish);
  }

  get size(): number {
    return this.#callers.size + this.#queuedWork.size;
  }

  /** Whose turn is next. */
  get first(): Wish | undefined {
    return firstOf(this.#callers) ?? firstOf(this.#queuedWork);
  }

  rejectAll(error: Error): void {
    for (const wish of [...this.#callers, ...this.#queuedWork]) wish.reject(error);
    this.#callers.clear();
    this.#queuedWork.clear();
  }
}

function firstOf<T>(set: ReadonlySet<T>): T | undefined {
  for (const item of set) return item;
  return undefined;
}
