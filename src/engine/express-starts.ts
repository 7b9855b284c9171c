/**
 * The durable start records of asynchronous Express executions: written before the start is answered, removed after the end. A
 * record that is found when the server starts belongs to an execution that was interrupted.
 */
import type { StartedThrough } from '../asl/execution-state.ts';
import { ChangeBatches } from '../store/change-batches.ts';
import type { ResourceStore } from '../store/resource-store.ts';

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

export class ExpressStarts {
  readonly #resources: ResourceStore;
  readonly #changes: ChangeBatches;

  constructor(resources: ResourceStore) {
    this.#resources = resources;
    this.#changes = new ChangeBatches(resources);
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
    return this.#changes.submit({ type: 'create', resource });
  }

  /** Resolves once the record is durably gone. @throws when the store failed: the execution may run once more */
  remove(id: string): Promise<void> {
    return this.#changes.submit({ type: 'delete', kind: KIND, id });
  }

  async list(): Promise<readonly ExpressStartRecord[]> {
    const resources = await this.#resources.list(KIND, { scope: SCOPE });
    return resources.map(({ id, data }) => ({ id, ...(JSON.parse(data) as Omit<ExpressStartRecord, 'id'>) }));
  }
}
