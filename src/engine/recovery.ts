/**
 * Brings stored executions back into memory: all open ones at the start, and from then on those that waited long and whose
 * time comes.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { ExecutionStore, Fence, StoredExecution } from '../store/execution-store.ts';
import { inParallel } from './in-parallel.ts';

/** An execution that waits longer than this for anything leaves memory, and is back that long before its time. */
export const LONG_WAIT_MS = 60_000;
const DUE_SCAN_MS = 30_000;
const LISTING_PAGE = 500;
const AT_ONCE_MAX = 100;

export interface RecoveryOptions {
  readonly store: ExecutionStore;
  readonly clock: Clock;
  readonly fence: () => Fence;
  readonly isResident: (id: number) => boolean;
  /** Resolves when the execution has taken its first step, or could not. Never rejects. */
  readonly adopt: (stored: StoredExecution) => Promise<void>;
  readonly onDefect: (error: unknown) => void;
}

export class Recovery {
  readonly #options: RecoveryOptions;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  async bringBackOpen(): Promise<void> {
    for (let afterId = 0; ; ) {
      const { store, fence } = this.#options;
      const ids = await store.listOpen(fence(), { afterId, limit: LISTING_PAGE });
      await this.#bringBack(ids);
      const last = ids.at(-1);
      if (last === undefined) return;
      afterId = last;
    }
  }

  /** From now on, until it is closed. */
  watchDue(): void {
    if (this.#closed) return;
    this.#timer = this.#options.clock.schedule(DUE_SCAN_MS, () => {
      void this.#bringBackDue()
        .catch(this.#options.onDefect)
        .then(() => this.watchDue());
    });
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  /** Those in memory are listed too, so the listing grows until it holds all. */
  async #bringBackDue(): Promise<void> {
    const { store, clock, fence } = this.#options;
    const beforeMs = clock.nowMs() + LONG_WAIT_MS;
    for (let limit = LISTING_PAGE; ; limit *= 2) {
      const ids = await store.listDue(fence(), { beforeMs, limit });
      await this.#bringBack(ids);
      if (ids.length < limit) return;
    }
  }

  #bringBack(ids: readonly number[]): Promise<void> {
    const { store, isResident, adopt } = this.#options;
    const absent = ids.filter((id) => !isResident(id));
    return inParallel(absent, AT_ONCE_MAX, async (id) => {
      const stored = await store.load(id);
      if (stored !== undefined) await adopt(stored);
    });
  }
}
