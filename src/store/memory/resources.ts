/** Resources in memory. */
import type { Resource, ResourceChange, ResourceStore } from '../resource-store.ts';

/** Kind -> id -> resource. */
type Resources = ReadonlyMap<string, ReadonlyMap<string, Resource>>;

export class MemoryResources implements ResourceStore {
  #resources: Resources = new Map();

  async get(kind: string, scope: string, name: string): Promise<Resource | undefined> {
    return findByName(this.#resources, { kind, scope, name });
  }

  async getById(kind: string, id: string): Promise<Resource | undefined> {
    return this.#resources.get(kind)?.get(id);
  }

  async list(
    kind: string,
    { scope, after = '', limit }: { scope?: string; after?: string; limit?: number },
  ): Promise<readonly Resource[]> {
    return [...(this.#resources.get(kind)?.values() ?? [])]
      .filter((resource) => scope === undefined || resource.scope === scope)
      .filter((resource) => compareCodePoints(resource.name, after) > 0)
      .sort((a, b) => compareCodePoints(a.scope, b.scope) || compareCodePoints(a.name, b.name))
      .slice(0, limit);
  }

  async apply(changes: readonly ResourceChange[]): Promise<number | undefined> {
    let resources = this.#resources;
    for (const [index, change] of changes.entries()) {
      const changed = applyChange(resources, change);
      if (changed === undefined) return index;
      resources = changed;
    }
    this.#resources = resources;
    return undefined;
  }

  /** What a start of an execution checks, at once. */
  isActive(kind: string, id: string): boolean {
    return this.#resources.get(kind)?.get(id)?.status === 'ACTIVE';
  }
}

/** The resources after the change; undefined when its condition does not hold. */
function applyChange(resources: Resources, change: ResourceChange): Resources | undefined {
  const { kind, id } = change.type === 'create' ? change.resource : change;
  const ofKind = new Map(resources.get(kind));
  const current = ofKind.get(id);
  switch (change.type) {
    case 'create':
      if (current !== undefined || findByName(resources, change.resource) !== undefined) return undefined;
      ofKind.set(id, { ...change.resource, version: 1 });
      break;
    case 'update': {
      if (current?.version !== change.version) return undefined;
      const { status, data, name = current.name } = change;
      if ((findByName(resources, { ...current, name })?.id ?? id) !== id) return undefined;
      ofKind.set(id, { ...current, name, status, data, version: current.version + 1 });
      break;
    }
    case 'delete':
      ofKind.delete(id);
      break;
  }
  return new Map(resources).set(kind, ofKind);
}

function findByName(
  resources: Resources,
  { kind, scope, name }: Pick<Resource, 'kind' | 'scope' | 'name'>,
): Resource | undefined {
  for (const resource of resources.get(kind)?.values() ?? [])
    if (resource.scope === scope && resource.name === name) return resource;
  return undefined;
}

/** JavaScript compares UTF-16 units, which puts a surrogate pair before U+E000; bytes of UTF-8 are in order of code points. */
export function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
