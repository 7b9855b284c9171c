/** What every `ResourceStore` does. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Resource, ResourceStore } from './resource-store.ts';
import type { Store } from './store.ts';

const SCOPE = '123456789012/us-east-1';

function role(name: string, fields: Partial<Resource> = {}): Omit<Resource, 'version'> {
  return {
    kind: 'role',
    scope: SCOPE,
    name,
    id: `id-${name}`,
    status: 'ACTIVE',
    createdMs: 5,
    data: '{"a":1.0}',
    ...fields,
  };
}

export function resourceStoreContract(open: () => Promise<Store>): void {
  let store: Store;
  let resources: ResourceStore;

  beforeEach(async () => {
    store = await open();
    resources = store.resources;
  });
  afterEach(() => store.close());

  const create = (...created: Omit<Resource, 'version'>[]) =>
    resources.apply(created.map((resource) => ({ type: 'create', resource })));
  const update = (id: string, version: number, fields: { status?: string; data?: string; name?: string } = {}) =>
    ({ type: 'update', kind: 'role', id, version, status: 'ACTIVE', data: '{}', ...fields }) as const;

  it('finds a resource by name and by id, as it was created, at version 1', async () => {
    expect(await create(role('r', { data: '{"é":"\u{1f600}"}' }))).toBeUndefined();
    const expected = { ...role('r', { data: '{"é":"\u{1f600}"}' }), version: 1 };
    expect(await resources.get('role', SCOPE, 'r')).toStrictEqual(expected);
    expect(await resources.getById('role', 'id-r')).toStrictEqual(expected);
  });

  it('finds nothing under another kind, scope or name', async () => {
    await create(role('r'));
    expect(await resources.get('policy', SCOPE, 'r')).toBeUndefined();
    expect(await resources.get('role', '123456789012', 'r')).toBeUndefined();
    expect(await resources.get('role', SCOPE, 'R')).toBeUndefined();
    expect(await resources.getById('policy', 'id-r')).toBeUndefined();
    expect(await resources.getById('role', 'r')).toBeUndefined();
  });

  it('lets one name live in several kinds and scopes', async () => {
    const others = [role('r', { scope: 'other', id: 'b' }), role('r', { kind: 'policy' })];
    expect(await create(role('r'), ...others)).toBeUndefined();
  });

  describe('a creation', () => {
    it('needs the name to be free', async () => {
      await create(role('r'));
      expect(await create(role('r', { id: 'another' }))).toBe(0);
      expect(await resources.getById('role', 'another')).toBeUndefined();
    });

    it('needs the id to be free', async () => {
      await create(role('r'));
      expect(await create(role('another', { id: 'id-r' }))).toBe(0);
    });
  });

  describe('an update', () => {
    it('changes status and data and raises the version by one', async () => {
      await create(role('r'));
      expect(await resources.apply([update('id-r', 1, { status: 'DELETING', data: '[2]' })])).toBeUndefined();
      const expected = { ...role('r', { status: 'DELETING', data: '[2]' }), version: 2 };
      expect(await resources.get('role', SCOPE, 'r')).toStrictEqual(expected);
    });

    it('needs the resource to be at the version', async () => {
      await create(role('r'));
      await resources.apply([update('id-r', 1)]);
      expect(await resources.apply([update('id-r', 1)])).toBe(0);
      expect(await resources.apply([update('id-r', 3)])).toBe(0);
      expect(await resources.apply([update('unknown', 1)])).toBe(0);
    });

    it('with a name moves the resource, if the name is free', async () => {
      await create(role('r'));
      await create(role('taken'));
      expect(await resources.apply([update('id-r', 1, { name: 'taken' })])).toBe(0);
      expect(await resources.apply([update('id-r', 1, { name: 'moved' })])).toBeUndefined();
      expect(await resources.get('role', SCOPE, 'r')).toBeUndefined();
      expect(await resources.get('role', SCOPE, 'moved')).toMatchObject({ id: 'id-r', version: 2 });
      expect(await resources.apply([update('id-r', 2, { name: 'moved' })])).toBeUndefined();
    });
  });

  describe('a deletion', () => {
    it('frees the name; a resource made again is another one', async () => {
      await create(role('r'));
      expect(await resources.apply([{ type: 'delete', kind: 'role', id: 'id-r' }])).toBeUndefined();
      expect(await resources.get('role', SCOPE, 'r')).toBeUndefined();
      expect(await create(role('r', { id: 'another' }))).toBeUndefined();
      expect(await resources.getById('role', 'id-r')).toBeUndefined();
    });

    it('of what does not exist is fine', async () => {
      expect(await resources.apply([{ type: 'delete', kind: 'role', id: 'unknown' }])).toBeUndefined();
    });
  });

  describe('several changes', () => {
    it('are applied in order', async () => {
      await create(role('r'));
      const changes = [
        { type: 'delete', kind: 'role', id: 'id-r' },
        { type: 'create', resource: role('r', { id: 'another' }) },
        update('another', 1),
        update('another', 2, { data: 'last' }),
      ] as const;
      expect(await resources.apply(changes)).toBeUndefined();
      expect(await resources.get('role', SCOPE, 'r')).toMatchObject({ id: 'another', version: 3, data: 'last' });
    });

    it('are not applied at all when the condition of one does not hold; its index is told', async () => {
      await create(role('r'), role('s'));
      const changes = [
        { type: 'create', resource: role('t') },
        { type: 'delete', kind: 'role', id: 'id-s' },
        update('id-r', 1),
        update('id-r', 1),
        { type: 'create', resource: role('r') },
      ] as const;
      expect(await resources.apply(changes)).toBe(3);
      expect((await resources.list('role', {})).map(({ name, version }) => [name, version])).toStrictEqual([
        ['r', 1],
        ['s', 1],
      ]);
    });

    it('may be none', async () => {
      expect(await resources.apply([])).toBeUndefined();
    });
  });

  describe('a listing', () => {
    /** The last two: U+FF5E is one UTF-16 unit, above the surrogates that make up U+1F600. */
    const ordered = ['A', 'B-1', 'B1', 'a', 'é', '\uff5e', '\u{1f600}'];
    const names = async (query: Parameters<ResourceStore['list']>[1]) =>
      (await resources.list('role', query)).map(({ name }) => name);

    beforeEach(async () => {
      await create(...[...ordered].reverse().map((name) => role(name)));
      await create(role('A', { scope: '123456789012', id: 'other-scope' }), role('A', { kind: 'policy' }));
    });

    it('is in order of code points', async () => {
      expect(await names({ scope: SCOPE })).toStrictEqual(ordered);
    });

    it('starts after a name, whether it exists or not', async () => {
      expect(await names({ scope: SCOPE, after: 'B1' })).toStrictEqual(ordered.slice(3));
      expect(await names({ scope: SCOPE, after: 'B0' })).toStrictEqual(ordered.slice(2));
    });

    it('is limited', async () => {
      expect(await names({ scope: SCOPE, limit: 2 })).toStrictEqual(['A', 'B-1']);
      expect(await names({ scope: SCOPE, after: 'B-1', limit: 1 })).toStrictEqual(['B1']);
    });

    it('without a scope is of all scopes, in order of scope and name', async () => {
      expect(await names({})).toStrictEqual(['A', ...ordered]);
      expect((await resources.list('role', { limit: 1 }))[0]).toStrictEqual({
        ...role('A', { scope: '123456789012', id: 'other-scope' }),
        version: 1,
      });
    });

    it('of an unknown kind or scope is empty', async () => {
      expect(await resources.list('unknown', {})).toStrictEqual([]);
      expect(await names({ scope: 'unknown' })).toStrictEqual([]);
    });
  });
}
