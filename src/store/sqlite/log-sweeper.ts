/** Removes expired events and what deleted groups and streams have left, a little at a time. */
import { expiryMs } from '../log-store.ts';
import { type Database, first, type Row } from './driver.ts';
import { secondOf } from './log-chunk.ts';
import type { Transaction } from './transaction.ts';

export interface LogSweeper {
  sweep(nowMs: number): boolean;
}

/** A few milliseconds' work. */
const CHUNKS_MAX = 500;

export function logSweeper(database: Database, transaction: Transaction): LogSweeper {
  const statements = prepareStatements(database);

  /** False when nothing is left of deleted groups and streams. */
  function sweepRemains(): boolean {
    const remains = first(statements.remains);
    if (remains === undefined) return false;
    const { rowid, groupId, streamId } = remains as { rowid: number; groupId: number | null; streamId: number | null };
    const { changes } =
      groupId === null
        ? statements.deleteOfStream.run(streamId, CHUNKS_MAX)
        : statements.deleteOfGroup.run(groupId, CHUNKS_MAX);
    if (changes < CHUNKS_MAX) statements.forgetRemains.run(rowid);
    return true;
  }

  /** False when no group has expired events. */
  function sweepExpired(nowMs: number): boolean {
    for (const { id, days } of statements.groups.all()) {
      const beforeSecond = secondOf(expiryMs(days as number, nowMs));
      const removed = statements.deleteExpired.all(id as number, beforeSecond, CHUNKS_MAX);
      if (removed.length === 0) continue;
      account(id as number, removed);
      return true;
    }
    return false;
  }

  function account(groupId: number, removed: readonly Row[]): void {
    const byStream = new Map<number, number>();
    let bytesOfAll = 0;
    for (const row of removed) {
      const [streamId, bytes] = [row['stream_id'] as number, row['bytes'] as number];
      byStream.set(streamId, (byStream.get(streamId) ?? 0) + bytes);
      bytesOfAll += bytes;
    }
    statements.shrinkGroup.run(bytesOfAll, groupId);
    for (const [streamId, bytes] of byStream) {
      statements.shrinkStream.run(bytes, streamId, streamId, streamId);
      statements.emptyStream.run(streamId);
    }
  }

  return { sweep: (nowMs) => transaction(() => sweepRemains() || sweepExpired(nowMs)) };
}

function prepareStatements(database: Database) {
  const deleteOf = (column: 'group_id' | 'stream_id') =>
    database.prepare(`DELETE FROM log_chunks WHERE id IN (SELECT id FROM log_chunks WHERE ${column} = ? LIMIT ?)`);
  return {
    remains: database.prepare(
      'SELECT rowid, group_id AS groupId, stream_id AS streamId FROM log_remains ORDER BY rowid LIMIT 1',
    ),
    forgetRemains: database.prepare('DELETE FROM log_remains WHERE rowid = ?'),
    deleteOfGroup: deleteOf('group_id'),
    deleteOfStream: deleteOf('stream_id'),
    groups: database.prepare('SELECT id, retention_days AS days FROM log_groups WHERE retention_days IS NOT NULL'),
    deleteExpired: database.prepare(`
      DELETE FROM log_chunks WHERE id IN (
        SELECT id FROM log_chunks WHERE group_id = ? AND second < ? ORDER BY second LIMIT ?
      )
      RETURNING stream_id, bytes`),
    shrinkGroup: database.prepare('UPDATE log_groups SET stored_bytes = stored_bytes - ? WHERE id = ?'),
    shrinkStream: database.prepare(`
      UPDATE log_streams SET stored_bytes = stored_bytes - ?, first_event_ms = (
        SELECT min(first_ms) FROM log_chunks
        WHERE stream_id = ? AND second = (SELECT min(second) FROM log_chunks WHERE stream_id = ?)
      )
      WHERE id = ?`),
    emptyStream: database.prepare(`
      UPDATE log_streams SET last_event_ms = NULL, last_ingestion_ms = NULL WHERE id = ? AND first_event_ms IS NULL`),
  };
}
