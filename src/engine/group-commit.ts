/**
 * Group commit: while one commit is in flight the next batch gathers, and takes what has gathered. No timer: a lone write
 * goes out at once. The shards are taken again, under a new owner id, when somebody else had them meanwhile.
 */
import {
  type ExecutionStore,
  type ExecutionWrite,
  type Fence,
  FenceLostError,
  type WriteResult,
} from '../store/execution-store.ts';
import type { EngineObserver } from './observer.ts';

const BATCH_WRITES_MAX = 500;

export interface GroupCommitOptions {
  readonly store: ExecutionStore;
  readonly fence: Fence;
  readonly newOwner: () => string;
  /** Told when lost shards are ours again. */
  readonly onTakenAgain: () => void;
  readonly observer?: Pick<EngineObserver, 'committed'> | undefined;
}

interface Waiting {
  readonly write: ExecutionWrite;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: unknown) => void;
}

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  #fence: Fence;
  #fenceLost = false;
  #gathering: Waiting[] = [];
  #inFlight = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#fence = options.fence;
  }

  get fence(): Fence {
    return this.#fence;
  }

  /**
   * Resolves once the write is durable.
   * @throws what the store threw; whether the write was made is then unknown
   */
  submit(write: ExecutionWrite): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      this.#gathering.push({ write, resolve, reject });
      if (!this.#inFlight) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#inFlight = true;
    // What is submitted in the same turn of the event loop goes together.
    await Promise.resolve();
    while (this.#gathering.length > 0) {
      const batch = this.#gathering.splice(0, BATCH_WRITES_MAX);
      try {
        const results = await this.#commit(batch.map(({ write }) => write));
        batch.forEach(({ resolve }, i) => {
          resolve(results[i] as WriteResult);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#inFlight = false;
  }

  async #commit(writes: readonly ExecutionWrite[]): Promise<readonly WriteResult[]> {
    const { store, newOwner, onTakenAgain, observer } = this.#options;
    if (this.#fenceLost) {
      this.#fence = await store.acquireShards(newOwner());
      this.#fenceLost = false;
      onTakenAgain();
    }
    try {
      const startedMs = performance.now();
      const results = await store.commit(this.#fence, writes);
      observer?.committed(writes.length, performance.now() - startedMs);
      return results;
    } catch (error) {
      this.#fenceLost = error instanceof FenceLostError;
      throw error;
    }
  }
}
