/**
 * Changes to resources gathered into transactions: while one is in flight the next one gathers, so that many small durable
 * records cost few flushes. For kinds whose changes do not depend on each other; they are made in the order of the calls.
 */
import type { ResourceChange, ResourceStore } from './resource-store.ts';

const BATCH_CHANGES_MAX = 500;

interface Waiting {
  readonly change: ResourceChange;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class ChangeBatches {
  readonly #resources: ResourceStore;
  #gathering: Waiting[] = [];
  #inFlight = false;

  constructor(resources: ResourceStore) {
    this.#resources = resources;
  }

  /** Resolves once the change is durable. @throws when the store failed: whether it was made is then unknown */
  submit(change: ResourceChange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gathering.push({ change, resolve, reject });
      if (!this.#inFlight) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#inFlight = true;
    // What is submitted in the same turn of the event loop goes together.
    await Promise.resolve();
    while (this.#gathering.length > 0) {
      const batch = this.#gathering.splice(0, BATCH_CHANGES_MAX);
      try {
        const failed = await this.#resources.apply(batch.map(({ change }) => change));
        if (failed !== undefined) throw new Error(`a record was changed by somebody else: ${describe(batch[failed])}`);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#inFlight = false;
  }
}

function describe(waiting: Waiting | undefined): string {
  if (waiting === undefined) return 'it is not in the batch';
  const { kind, id } = waiting.change.type === 'create' ? waiting.change.resource : waiting.change;
  return `${kind} ${id}`;
}
