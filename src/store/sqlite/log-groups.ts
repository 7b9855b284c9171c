/** Log groups and streams: their statements. */
import type { LogGroup, LogGroupListing, LogStream, LogStreamListing, NewLogGroup } from '../log-store.ts';
import { type Database, first, type Row } from './driver.ts';
import type { Transaction } from './transaction.ts';

export interface LogGroups {
  createGroup(group: NewLogGroup): boolean;
  findGroup(scope: string, name: string): LogGroup | undefined;
  listGroups(scope: string, listing: LogGroupListing): readonly LogGroup[];
  setRetention(groupId: number, days: number | undefined): void;
  replaceData(groupId: number, before: string, after: string): boolean;
  deleteGroup(groupId: number): void;
  createStream(groupId: number, name: string, createdMs: number): boolean;
  findStream(groupId: number, name: string): LogStream | undefined;
  listStreams(groupId: number, listing: LogStreamListing): readonly LogStream[];
  deleteStream(groupId: number, name: string): boolean;
}

const GROUP = `
  SELECT id, scope, name, created_ms AS createdMs, retention_days AS retentionDays, stored_bytes AS storedBytes, data
  FROM log_groups`;
const STREAM = `
  SELECT id, name, created_ms AS createdMs, first_event_ms AS firstEventMs, last_event_ms AS lastEventMs,
    last_ingestion_ms AS lastIngestionMs
  FROM log_streams`;

export function logGroups(database: Database, transaction: Transaction): LogGroups {
  return { ...groupStatements(database, transaction), ...streamStatements(database, transaction) };
}

function groupStatements(database: Database, transaction: Transaction) {
  const create = database.prepare(`
    INSERT INTO log_groups (scope, name, created_ms, stored_bytes, data) VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING`);
  const find = database.prepare(`${GROUP} WHERE scope = ? AND name = ?`);
  const list = database.prepare(`
    ${GROUP} WHERE scope = ? AND name > ? AND (
      ? IS NULL OR EXISTS (
        SELECT 1 FROM json_each(?) AS part
        WHERE iif(part.value ->> 'isPrefix', instr(name, part.value ->> 'text') = 1, instr(name, part.value ->> 'text') > 0)
      )
    )
    ORDER BY name LIMIT ?`);
  const setRetention = database.prepare('UPDATE log_groups SET retention_days = ? WHERE id = ?');
  const replaceData = database.prepare('UPDATE log_groups SET data = ? WHERE id = ? AND data = ?');
  const remove = database.prepare('DELETE FROM log_groups WHERE id = ?');
  const removeStreams = database.prepare('DELETE FROM log_streams WHERE group_id = ?');
  const leaveRemains = database.prepare('INSERT INTO log_remains (group_id) VALUES (?)');
  return {
    createGroup: ({ scope, name, createdMs, data }: NewLogGroup) =>
      create.run(scope, name, createdMs, data).changes === 1,
    findGroup(scope: string, name: string) {
      const row = first(find, scope, name);
      return row && groupOf(row);
    },
    listGroups(scope: string, { after = '', parts, limit }: LogGroupListing) {
      const wanted = parts === undefined ? null : JSON.stringify(parts);
      return list.all(scope, after, wanted, wanted, limit).map(groupOf);
    },
    setRetention: (groupId: number, days: number | undefined) => void setRetention.run(days ?? null, groupId),
    replaceData: (groupId: number, before: string, after: string) =>
      replaceData.run(after, groupId, before).changes === 1,
    deleteGroup: (groupId: number) =>
      transaction(() => {
        remove.run(groupId);
        removeStreams.run(groupId);
        leaveRemains.run(groupId);
      }),
  };
}

function streamStatements(database: Database, transaction: Transaction) {
  const create = database.prepare(`
    INSERT INTO log_streams (group_id, name, created_ms, stored_bytes)
    SELECT id, ?, ?, 0 FROM log_groups WHERE id = ?
    ON CONFLICT DO NOTHING`);
  const find = database.prepare(`${STREAM} WHERE group_id = ? AND name = ?`);
  const remove = database.prepare('DELETE FROM log_streams WHERE group_id = ? AND name = ? RETURNING id, stored_bytes');
  const takeBytes = database.prepare('UPDATE log_groups SET stored_bytes = stored_bytes - ? WHERE id = ?');
  const leaveRemains = database.prepare('INSERT INTO log_remains (stream_id) VALUES (?)');
  const lists = {
    name: {
      up: database.prepare(`
        ${STREAM} WHERE group_id = ? AND substr(name, 1, length(?)) = ? AND (? IS NULL OR name > ?)
        ORDER BY name LIMIT ?`),
      down: database.prepare(`
        ${STREAM} WHERE group_id = ? AND substr(name, 1, length(?)) = ? AND (? IS NULL OR name < ?)
        ORDER BY name DESC LIMIT ?`),
    },
    lastEvent: {
      up: database.prepare(`
        ${STREAM} WHERE group_id = ? AND substr(name, 1, length(?)) = ?
          AND (? IS NULL OR (coalesce(last_event_ms, 0), name) > (?, ?))
        ORDER BY coalesce(last_event_ms, 0), name LIMIT ?`),
      down: database.prepare(`
        ${STREAM} WHERE group_id = ? AND substr(name, 1, length(?)) = ?
          AND (? IS NULL OR (coalesce(last_event_ms, 0), name) < (?, ?))
        ORDER BY coalesce(last_event_ms, 0) DESC, name DESC LIMIT ?`),
    },
  };
  return {
    createStream: (groupId: number, name: string, createdMs: number) =>
      create.run(name, createdMs, groupId).changes === 1,
    findStream(groupId: number, name: string) {
      const row = first(find, groupId, name);
      return row && streamOf(row);
    },
    listStreams(groupId: number, { orderBy, descending, prefix = '', after, limit }: LogStreamListing) {
      const direction = descending ? 'down' : 'up';
      const name = after?.name ?? null;
      const rows =
        orderBy === 'name'
          ? lists.name[direction].all(groupId, prefix, prefix, name, name, limit)
          : lists.lastEvent[direction].all(groupId, prefix, prefix, name, after?.lastEventMs ?? 0, name, limit);
      return rows.map(streamOf);
    },
    deleteStream: (groupId: number, name: string) =>
      transaction(() => {
        const removed = first(remove, groupId, name) as { id: number; stored_bytes: number } | undefined;
        if (removed === undefined) return false;
        takeBytes.run(removed.stored_bytes, groupId);
        leaveRemains.run(removed.id);
        return true;
      }),
  };
}

function groupOf(row: Row): LogGroup {
  return withoutNulls(row) as unknown as LogGroup;
}

function streamOf(row: Row): LogStream {
  return withoutNulls(row) as unknown as LogStream;
}

function withoutNulls(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
