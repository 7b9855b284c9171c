/**
 * Who waits for an environment of one function, in order of arrival. Callers, who wait for an answer, go before queued work,
 * for which nobody waits: a long queue of events never delays a call. Before both go those to whom a place was promised.
 */
import type { Lease } from './pool.ts';

export interface Wish {
  readonly resolve: (lease: Lease) => void;
  readonly reject: (error: Error) => void;
  readonly sinceMs: number;
  readonly isQueuedWork: boolean;
  readonly isPromised?: boolean;
}

export class Wishes {
  // Sets, so that a wish can be withdrawn.
  readonly #promised = new Set<Wish>();
  readonly #callers = new Set<Wish>();
  readonly #queuedWork = new Set<Wish>();

  add(wish: Wish): void {
    if (wish.isPromised) this.#promised.add(wish);
    else (wish.isQueuedWork ? this.#queuedWork : this.#callers).add(wish);
  }

  /** Whether it was there. */
  delete(wish: Wish): boolean {
    return this.#promised.delete(wish) || this.#callers.delete(wish) || this.#queuedWork.delete(wish);
  }

  get size(): number {
    return this.#promised.size + this.#callers.size + this.#queuedWork.size;
  }

  /** Whether somebody waits to whom nothing was promised. */
  get hasUnpromised(): boolean {
    return this.#callers.size + this.#queuedWork.size > 0;
  }

  /** Whose turn is next. */
  get first(): Wish | undefined {
    return firstOf(this.#promised) ?? firstOf(this.#callers) ?? firstOf(this.#queuedWork);
  }

  /** Whose turn is next of those who wait for an answer, and to whom nothing was promised. */
  get firstCaller(): Wish | undefined {
    return firstOf(this.#callers);
  }

  rejectAll(error: Error): void {
    for (const wish of [...this.#promised, ...this.#callers, ...this.#queuedWork]) wish.reject(error);
    this.#promised.clear();
    this.#callers.clear();
    this.#queuedWork.clear();
  }
}

function firstOf<T>(set: ReadonlySet<T>): T | undefined {
  for (const item of set) return item;
  return undefined;
}
