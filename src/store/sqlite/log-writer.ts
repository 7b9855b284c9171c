/** Appends events: all that has gathered in one transaction, and what one stream got in few rows. */
import type { LogAppend, LogAppendResult, LogEvent } from '../log-store.ts';
import { type Database, first } from './driver.ts';
import { type LogChunk, toChunks } from './log-chunk.ts';
import type { Transaction } from './transaction.ts';

export interface LogWriter {
  append(ingestionMs: number, appends: readonly LogAppend[]): readonly LogAppendResult[];
}

/** What one stream gets in this transaction. */
interface Gathered {
  readonly groupId: number;
  readonly streamId: number;
  readonly events: LogEvent[];
}

export function logWriter(database: Database, transaction: Transaction): LogWriter {
  const statements = prepareStatements(database);

  function groupIdOf({ scope, group, creates }: LogAppend, ingestionMs: number): number | undefined {
    const found = first(statements.findGroup, scope, group);
    if (found !== undefined) return found['id'] as number;
    return creates === 'group' ? statements.createGroup.run(scope, group, ingestionMs).lastInsertRowid : undefined;
  }

  function streamIdOf(groupId: number, { stream, creates }: LogAppend, ingestionMs: number): number | undefined {
    const found = first(statements.findStream, groupId, stream);
    if (found !== undefined) return found['id'] as number;
    return creates === undefined
      ? undefined
      : statements.createStream.run(groupId, stream, ingestionMs).lastInsertRowid;
  }

  function gather(append: LogAppend, ingestionMs: number, streams: Map<string, Gathered>): LogAppendResult {
    const key = JSON.stringify([append.scope, append.group, append.stream]);
    let gathered = streams.get(key);
    if (gathered === undefined) {
      const groupId = groupIdOf(append, ingestionMs);
      if (groupId === undefined) return 'no-group';
      const streamId = streamIdOf(groupId, append, ingestionMs);
      if (streamId === undefined) return 'no-stream';
      gathered = { groupId, streamId, events: [] };
      streams.set(key, gathered);
    }
    for (const event of append.events) gathered.events.push(event);
    return 'appended';
  }

  function insert({ groupId, streamId, events }: Gathered, ingestionMs: number): number {
    const chunks = toChunks(events);
    if (chunks.length === 0) return 0;
    for (const { second, firstMs, lastMs, bytes, events: text } of chunks) {
      statements.insertChunk.run(groupId, streamId, second, firstMs, lastMs, ingestionMs, bytes, text);
    }
    const { firstMs, lastMs, bytes } = chunks.reduce(joined);
    statements.extendStream.run(firstMs, firstMs, lastMs, lastMs, ingestionMs, bytes, streamId);
    return bytes;
  }

  return {
    append: (ingestionMs, appends) =>
      transaction(() => {
        const streams = new Map<string, Gathered>();
        const results = appends.map((append) => gather(append, ingestionMs, streams));
        const grown = new Map<number, number>();
        for (const gathered of streams.values()) {
          const bytes = insert(gathered, ingestionMs);
          grown.set(gathered.groupId, (grown.get(gathered.groupId) ?? 0) + bytes);
        }
        for (const [groupId, bytes] of grown) statements.extendGroup.run(bytes, groupId);
        return results;
      }),
  };
}

function joined(a: LogChunk, b: LogChunk): LogChunk {
  return {
    ...a,
    firstMs: Math.min(a.firstMs, b.firstMs),
    lastMs: Math.max(a.lastMs, b.lastMs),
    bytes: a.bytes + b.bytes,
  };
}

function prepareStatements(database: Database) {
  return {
    findGroup: database.prepare('SELECT id FROM log_groups WHERE scope = ? AND name = ?'),
    createGroup: database.prepare(
      `INSERT INTO log_groups (scope, name, created_ms, stored_bytes, data) VALUES (?, ?, ?, 0, '{}')`,
    ),
    findStream: database.prepare('SELECT id FROM log_streams WHERE group_id = ? AND name = ?'),
    createStream: database.prepare(
      'INSERT INTO log_streams (group_id, name, created_ms, stored_bytes) VALUES (?, ?, ?, 0)',
    ),
    insertChunk: database.prepare(`
      INSERT INTO log_chunks (group_id, stream_id, second, first_ms, last_ms, ingestion_ms, bytes, events)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    extendStream: database.prepare(`
      UPDATE log_streams SET
        first_event_ms = min(coalesce(first_event_ms, ?), ?), last_event_ms = max(coalesce(last_event_ms, ?), ?),
        last_ingestion_ms = ?, stored_bytes = stored_bytes + ?
      WHERE id = ?`),
    extendGroup: database.prepare('UPDATE log_groups SET stored_bytes = stored_bytes + ? WHERE id = ?'),
  };
}
