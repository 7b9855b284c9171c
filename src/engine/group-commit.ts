/**
 * Group commit: while one commit is in flight the next batch gathers, and takes what has gathered. No timer: a lone write
 * goes out at once.
 */
import type { ExecutionStore, ExecutionWrite, Fence, WriteResult } from '../store/execution-store.ts';

const BATCH_WRITES_MAX = 500;

interface Waiting {
  readonly write: ExecutionWrite;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (error: unknown) => void;
}

export class GroupCommit {
  readonly #store: ExecutionStore;
  readonly #fence: () => Fence;
  #gathering: Waiting[] = [];
  #inFlight = false;

  constructor(store: ExecutionStore, fence: () => Fence) {
    this.#store = store;
    this.#fence = fence;
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
        const results = await this.#store.commit(
          this.#fence(),
          batch.map(({ write }) => write),
        );
        batch.forEach(({ resolve }, i) => {
          resolve(results[i] as WriteResult);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#inFlight = false;
  }
}
