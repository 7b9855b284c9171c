import { beforeEach, describe, expect, it } from 'vitest';
import { openMemoryStore } from './memory/index.ts';
import type { ResourceStore } from './resource-store.ts';
import { ResourceConflictError, ResourceTable } from './resource-table.ts';

interface Role {
  readonly path: string;
}

const row = (name: string, scope = '1') => ({
  scope,
  name,
  id: `id-${scope}-${name}`,
  createdMs: 5,
  data: { path: '/' },
});

describe('a table of resources', () => {
  let store: ResourceStore;
  let table: ResourceTable<Role>;

  beforeEach(async () => {
    store = openMemoryStore().resources;
    table = await ResourceTable.open(store, 'role');
  });

  it('holds what was created', async () => {
    const created = await table.create(row('r'));
    expect(created).toStrictEqual({ ...row('r'), kind: 'role', status: 'ACTIVE', version: 1 });
    expect(table.get('1', 'r')).toBe(created);
    expect(table.get('2', 'r')).toBeUndefined();
    expect(table.get('1', 's')).toBeUndefined();
  });

  it('shows a change only once it is durable', async () => {
    const creating = table.create(row('r'));
    expect(table.get('1', 'r')).toBeUndefined();
    const created = await creating;
    const updating = table.update(created, { path: '/new/' });
    expect(table.get('1', 'r')?.data.path).toBe('/');
    await updating;
    expect(table.get('1', 'r')?.data.path).toBe('/new/');
    const removing = table.remove(created);
    expect(table.get('1', 'r')).toBeDefined();
    await removing;
    expect(table.get('1', 'r')).toBeUndefined();
  });

  it('renames a row, which keeps its id', async () => {
    const created = await table.create(row('r'));
    await table.create(row('taken'));
    await expect(table.rename(created, 'taken', { path: '/' })).rejects.toThrow(ResourceConflictError);
    expect(table.get('1', 'r')).toBe(created);
    const renamed = await table.rename(created, 's', { path: '/s/' });
    expect(table.get('1', 'r')).toBeUndefined();
    expect(table.get('1', 's')).toBe(renamed);
    expect(table.getById(created.id)).toBe(renamed);
    await expect(table.rename(created, 't', { path: '/' })).rejects.toThrow(ResourceConflictError);
    const again = await ResourceTable.open<Role>(store, 'role');
    expect(again.list('1').map(({ name }) => name)).toStrictEqual(['s', 'taken']);
    expect(again.getById(created.id)).toStrictEqual(renamed);
  });

  it('tells that something changed', async () => {
    const before = table.revision;
    const created = await table.create(row('r'));
    const between = table.revision;
    expect(between).toBeGreaterThan(before);
    await table.remove(created);
    expect(table.revision).toBeGreaterThan(between);
    expect(table.getById(created.id)).toBeUndefined();
  });

  it('lists a scope in order of name', async () => {
    for (const name of ['b', 'C', 'a']) await table.create(row(name));
    await table.create(row('b', '2'));
    expect(table.list('1').map(({ name }) => name)).toStrictEqual(['C', 'a', 'b']);
    expect(table.list('3')).toStrictEqual([]);
  });

  it('has the same rows when it is opened again', async () => {
    const created = await table.create(row('r'));
    const updated = await table.update(created, { path: '/p/' }, 'DELETING');
    await table.create(row('s', '2'));
    const again = await ResourceTable.open<Role>(store, 'role');
    expect(again.get('1', 'r')).toStrictEqual(updated);
    expect(again.list('2')).toStrictEqual(table.list('2'));
    expect((await ResourceTable.open(store, 'policy')).list('1')).toStrictEqual([]);
  });

  it('refuses a name that is taken', async () => {
    await table.create(row('r'));
    await expect(table.create({ ...row('r'), id: 'another' })).rejects.toThrow(ResourceConflictError);
    expect(table.get('1', 'r')?.id).toBe('id-1-r');
  });

  it('lets one of two creations at once win', async () => {
    const results = await Promise.allSettled([table.create(row('r')), table.create({ ...row('r'), id: 'another' })]);
    expect(results.map(({ status }) => status).sort()).toStrictEqual(['fulfilled', 'rejected']);
    expect(await store.get('role', '1', 'r')).toMatchObject({ id: table.get('1', 'r')?.id });
  });

  it('refuses an update of a row that is no longer the newest', async () => {
    const created = await table.create(row('r'));
    const updated = await table.update(created, { path: '/first/' });
    expect(updated.version).toBe(2);
    await expect(table.update(created, { path: '/second/' })).rejects.toThrow(ResourceConflictError);
    expect(table.get('1', 'r')).toBe(updated);
  });

  it('keeps the status in an update unless told otherwise', async () => {
    const deleting = await table.update(await table.create(row('r')), { path: '/' }, 'DELETING');
    expect((await table.update(deleting, { path: '/x/' })).status).toBe('DELETING');
  });

  it('does not take away a resource that was made again under the same name', async () => {
    const created = await table.create(row('r'));
    await table.remove(created);
    const again = await table.create({ ...row('r'), id: 'another' });
    await table.remove(created);
    expect(table.get('1', 'r')).toBe(again);
  });
});
