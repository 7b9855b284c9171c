/**
 * All resources of one kind, held in memory over the durable store: reads are immediate, so that authorisation and function
 * lookup cost the hot path nothing; a change is visible only once it is durable.
 */
import type { Resource, ResourceChange, ResourceStore } from './resource-store.ts';

/** A resource with its data decoded. */
export interface Row<T> extends Omit<Resource, 'data'> {
  readonly data: T;
}

/** Somebody else created, changed or removed the resource first. */
export class ResourceConflictError extends Error {}

export interface NewRow<T> {
  readonly scope: string;
  readonly name: string;
  readonly id: string;
  readonly createdMs: number;
  readonly data: T;
}

export class ResourceTable<T> {
  readonly #store: ResourceStore;
  readonly #kind: string;
  /** Scope -> name -> row. */
  readonly #rows = new Map<string, Map<string, Row<T>>>();
  readonly #byId = new Map<string, Row<T>>();
  #revision = 0;

  private constructor(store: ResourceStore, kind: string) {
    this.#store = store;
    this.#kind = kind;
  }

  static async open<T>(store: ResourceStore, kind: string): Promise<ResourceTable<T>> {
    const table = new ResourceTable<T>(store, kind);
    for (const resource of await store.list(kind, {}))
      table.#set({ ...resource, data: JSON.parse(resource.data) as T });
    return table;
  }

  get(scope: string, name: string): Row<T> | undefined {
    return this.#rows.get(scope)?.get(name);
  }

  getById(id: string): Row<T> | undefined {
    return this.#byId.get(id);
  }

  /** Rises with every change, so that what was derived from the rows can be told to be stale. */
  get revision(): number {
    return this.#revision;
  }

  /** How many `list` would give. */
  count(scope: string): number {
    return this.#rows.get(scope)?.size ?? 0;
  }

  /** In order of name. */
  list(scope: string): readonly Row<T>[] {
    const rows = [...(this.#rows.get(scope)?.values() ?? [])];
    return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Of all scopes, in no order. */
  *all(): Iterable<Row<T>> {
    for (const rows of this.#rows.values()) yield* rows.values();
  }

  /**
   * `also`: changes to other kinds that belong to the same transaction.
   * @throws ResourceConflictError when the name is taken
   */
  async create(row: NewRow<T>, also: readonly ResourceChange[] = []): Promise<Row<T>> {
    const resource = { ...row, kind: this.#kind, status: 'ACTIVE', data: JSON.stringify(row.data) };
    await this.#apply([{ type: 'create', resource }, ...also]);
    const created: Row<T> = { ...row, kind: this.#kind, status: 'ACTIVE', version: 1 };
    this.#set(created);
    return created;
  }

  /** @throws ResourceConflictError when `row` is no longer the newest. */
  async update(row: Row<T>, data: T, status = row.status, also: readonly ResourceChange[] = []): Promise<Row<T>> {
    const { id, version } = row;
    await this.#apply([{ type: 'update', kind: this.#kind, id, version, status, data: JSON.stringify(data) }, ...also]);
    const updated: Row<T> = { ...row, data, status, version: row.version + 1 };
    this.#set(updated);
    return updated;
  }

  /**
   * Gives a row another name; it stays the same resource.
   * @throws ResourceConflictError when the name is taken, or `row` is no longer the newest
   */
  async rename(row: Row<T>, name: string, data: T): Promise<Row<T>> {
    const { id, version, status } = row;
    await this.#apply([{ type: 'update', kind: this.#kind, id, version, status, name, data: JSON.stringify(data) }]);
    this.#unset(row);
    const renamed: Row<T> = { ...row, name, data, version: version + 1 };
    this.#set(renamed);
    return renamed;
  }

  async remove(row: Row<T>, also: readonly ResourceChange[] = []): Promise<void> {
    await this.#apply([{ type: 'delete', kind: this.#kind, id: row.id }, ...also]);
    this.#unset(row);
  }

  async #apply(changes: readonly ResourceChange[]): Promise<void> {
    const failed = await this.#store.apply(changes);
    if (failed !== undefined) throw new ResourceConflictError(`${this.#kind} was changed by somebody else`);
  }

  #set(row: Row<T>): void {
    let rows = this.#rows.get(row.scope);
    if (rows === undefined) {
      rows = new Map();
      this.#rows.set(row.scope, rows);
    }
    rows.set(row.name, row);
    this.#byId.set(row.id, row);
    this.#revision++;
  }

  #unset({ scope, name, id }: Row<T>): void {
    const rows = this.#rows.get(scope);
    if (rows?.get(name)?.id === id) rows.delete(name);
    this.#byId.delete(id);
    this.#revision++;
  }
}
