/**
 * The durable records of queued events. Their texts are held in memory too as long as there is room: a queue of any length
 * takes a bounded amount of it, and a short one reads nothing back.
 */
import { ChangeBatches } from '../../../store/change-batches.ts';
import type { Resource, ResourceStore } from '../../../store/resource-store.ts';
import type { QueuedEvent } from './queued-event.ts';

const KIND = 'event';
const SCOPE = 'events';
const PAGE = 500;
/** UTF-16 units. */
const TEXTS_LENGTH_MAX = 32 * 1024 * 1024;

interface EventRecord extends Omit<QueuedEvent, 'id'> {
  /** The payload, JSON text. */
  readonly event: string;
}

export class EventStore {
  readonly #resources: ResourceStore;
  readonly #changes: ChangeBatches;
  readonly #texts = new Map<string, string>();
  #textsLength = 0;
  /** How often each record was written; the store asks for it. */
  readonly #versions = new Map<string, number>();

  constructor(resources: ResourceStore) {
    this.#resources = resources;
    this.#changes = new ChangeBatches(resources);
  }

  /** Resolves once the event is durable. */
  async add(queued: QueuedEvent, event: string): Promise<void> {
    const { id, ...data } = queued;
    const resource = {
      kind: KIND,
      scope: SCOPE,
      name: id,
      id,
      status: 'ACTIVE',
      createdMs: queued.acceptedMs,
      data: JSON.stringify({ ...data, event } satisfies EventRecord),
    };
    await this.#changes.submit({ type: 'create', resource });
    this.#remember(id, 1, event);
  }

  /** Writes down that the event is to be tried again. */
  async update(queued: QueuedEvent): Promise<void> {
    const { id, ...record } = queued;
    const version = this.#versions.get(id) ?? 1;
    const data = JSON.stringify({ ...record, event: await this.textOf(id) } satisfies EventRecord);
    await this.#changes.submit({ type: 'update', kind: KIND, id, version, status: 'ACTIVE', data });
    this.#versions.set(id, version + 1);
  }

  async remove(id: string): Promise<void> {
    await this.#changes.submit({ type: 'delete', kind: KIND, id });
    this.#textsLength -= this.#texts.get(id)?.length ?? 0;
    this.#texts.delete(id);
    this.#versions.delete(id);
  }

  /** The event's payload, JSON text. */
  async textOf(id: string): Promise<string> {
    const held = this.#texts.get(id);
    if (held !== undefined) return held;
    const resource = await this.#resources.getById(KIND, id);
    if (resource === undefined) throw new Error(`the queued event ${id} is missing`);
    return recordOf(resource).event;
  }

  /** All of them, in no order. */
  async *all(): AsyncIterable<QueuedEvent> {
    for (let after = ''; ; ) {
      const page = await this.#resources.list(KIND, { scope: SCOPE, after, limit: PAGE });
      for (const resource of page) {
        const { event, ...queued } = recordOf(resource);
        this.#remember(resource.id, resource.version, event);
        yield { id: resource.id, ...queued };
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last.name;
    }
  }

  #remember(id: string, version: number, event: string): void {
    this.#versions.set(id, version);
    if (this.#textsLength + event.length > TEXTS_LENGTH_MAX) return;
    this.#texts.set(id, event);
    this.#textsLength += event.length;
  }
}

function recordOf({ data }: Resource): EventRecord {
  return JSON.parse(data) as EventRecord;
}
