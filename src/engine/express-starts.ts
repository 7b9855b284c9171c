/**
 * The durable start records of asynchronous Express executions: written before the start is answered, removed after the end. A
 * record that is found when the server starts belongs to an execution that was interrupted.
 */
import type { StartedThrough } from '../asl/execution-state.ts';
import type { ResourceChange, ResourceStore } from '../store/resource-store.ts';

export interface ExpressStartRecord {
  /** Unique over all of them. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly revisionId: string;
  readonly startMs: number;
  /** JSON text. */
  readonly input: string;
  readonly through?: StartedThrough;
}

const KIND = 'expressStart';
const SCOPE = 'express';
const BATCH_CHANGES_MAX = 500;

interface Waiting {
  readonly change: ResourceChange;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class ExpressStarts {
  readonly #resources: ResourceStore;
  #gathering: Waiting[] = [];
  #inFlight = false;

  constructor(resources: ResourceStore) {
    this.#resources = resources;
  }

  /** Resolves once the record is durable. @throws when the store failed: whether there is a record is then unknown */
  add({ id, ...record }: ExpressStartRecord): Promise<void> {
    const { startMs: createdMs } = record;
    const resource = {
      kind: KIND,
      scope: SCOPE,
      name: id,
      id,
      status: 'ACTIVE',
      createdMs,
      data: JSON.stringify(record),
    };
    return this.#submit({ type: 'create', resource });
  }

  /** Resolves once the record is durably gone. @throws when the store failed: the execution may run once more */
  remove(id: string): Promise<void> {
    return this.#submit({ type: 'delete', kind: KIND, id });
  }

  async list(): Promise<readonly ExpressStartRecord[]> {
    const resources = await this.#resources.list(KIND, { scope: SCOPE });
    return resources.map(({ id, data }) => ({ id, ...(JSON.parse(data) as Omit<ExpressStartRecord, 'id'>) }));
  }

  #submit(change: ResourceChange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gathering.push({ change, resolve, reject });
      if (!this.#inFlight) void this.#run();
    });
  }

  /** While one transaction is in flight, the next one gathers. */
  async #run(): Promise<void> {
    this.#inFlight = true;
    // What is submitted in the same turn of the event loop goes together.
    await Promise.resolve();
    while (this.#gathering.length > 0) {
      const batch = this.#gathering.splice(0, BATCH_CHANGES_MAX);
      try {
        const failed = await this.#resources.apply(batch.map(({ change }) => change));
        if (failed !== undefined) throw new Error('a start record of an Express execution exists already');
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#inFlight = false;
  }
}
