/** Resources and settings: their statements on the connection that writes and on the one that reads. */
import type { Resource, ResourceChange } from '../resource-store.ts';
import { type Database, first } from './driver.ts';
import type { Transaction } from './transaction.ts';

export interface ResourceWriter {
  apply(changes: readonly ResourceChange[]): number | undefined;
  setting(key: string, value: string): string;
}

export interface ResourceReader {
  getResource(kind: string, scope: string, name: string): Resource | undefined;
  getResourceById(kind: string, id: string): Resource | undefined;
  listResources(kind: string, query: { scope?: string; after?: string; limit?: number }): readonly Resource[];
}

export function resourceWriter(database: Database, transaction: Transaction): ResourceWriter {
  const create = database.prepare(`
    INSERT INTO resources (kind, scope, name, id, status, version, created_ms, data) VALUES (?, ?, ?, ?, ?, 1, ?, ?)
    ON CONFLICT DO NOTHING`);
  const update = database.prepare(`
    UPDATE OR IGNORE resources SET version = version + 1, status = ?, data = ?, name = coalesce(?, name)
    WHERE kind = ? AND id = ? AND version = ?`);
  const remove = database.prepare('DELETE FROM resources WHERE kind = ? AND id = ?');
  const insertSetting = database.prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const setting = database.prepare('SELECT value FROM settings WHERE key = ?');

  function applyChange(change: ResourceChange): boolean {
    switch (change.type) {
      case 'create': {
        const { kind, scope, name, id, status, createdMs, data } = change.resource;
        return create.run(kind, scope, name, id, status, createdMs, data).changes === 1;
      }
      case 'update': {
        const { kind, id, version, status, data, name = null } = change;
        return update.run(status, data, name, kind, id, version).changes === 1;
      }
      case 'delete':
        remove.run(change.kind, change.id);
        return true;
    }
  }

  return {
    apply: (changes) =>
      transaction(
        () => {
          const failed = changes.findIndex((change) => !applyChange(change));
          return failed === -1 ? undefined : failed;
        },
        (failed) => failed === undefined,
      ),
    setting: (key, value) =>
      transaction(() => {
        insertSetting.run(key, value);
        return first(setting, key)?.['value'] as string;
      }),
  };
}

const COLUMNS = 'kind, scope, name, id, status, version, created_ms AS createdMs, data';

export function resourceReader(database: Database): ResourceReader {
  const select = (rest: string) => database.prepare(`SELECT ${COLUMNS} FROM resources WHERE kind = ? AND ${rest}`);
  const byName = select('scope = ? AND name = ?');
  const byId = select('id = ?');
  const ofScope = select('scope = ? AND name > ? ORDER BY name LIMIT ?');
  const ofAllScopes = select('name > ? ORDER BY scope, name LIMIT ?');
  return {
    getResource: (kind, scope, name) => first(byName, kind, scope, name) as Resource | undefined,
    getResourceById: (kind, id) => first(byId, kind, id) as Resource | undefined,
    // A negative limit is none.
    listResources: (kind, { scope, after = '', limit = -1 }) =>
      (scope === undefined
        ? ofAllScopes.all(kind, after, limit)
        : ofScope.all(kind, scope, after, limit)) as unknown as Resource[],
  };
}
