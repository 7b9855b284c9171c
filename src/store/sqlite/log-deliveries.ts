/** How far the events of executions have been delivered to their logs. */
import type { LogDelivery, LogDeliveryMove } from '../execution-store.ts';
import type { Database } from './driver.ts';
import { decodeRow, EXECUTION_COLUMNS } from './execution-reader.ts';
import type { Transaction } from './transaction.ts';

export interface LogDeliveryWriter {
  moveLogDeliveries(moves: readonly LogDeliveryMove[]): void;
}

export interface LogDeliveryReader {
  listLogDeliveries(query: { readonly afterId: number; readonly limit: number }): readonly number[];
  logDeliveries(ids: readonly number[]): readonly LogDelivery[];
}

export function logDeliveryWriter(database: Database, transaction: Transaction): LogDeliveryWriter {
  const move = database.prepare('UPDATE log_deliveries SET delivered_id = ? WHERE execution_id = ?');
  const end = database.prepare(`
    DELETE FROM log_deliveries
    WHERE execution_id = ? AND EXISTS (SELECT 1 FROM executions WHERE id = ? AND version = ?)`);
  return {
    moveLogDeliveries: (moves) =>
      transaction(() => {
        for (const { executionId, deliveredId, endedAtVersion } of moves) {
          move.run(deliveredId, executionId);
          if (endedAtVersion !== undefined) end.run(executionId, executionId, endedAtVersion);
        }
      }),
  };
}

export function logDeliveryReader(database: Database): LogDeliveryReader {
  const list = database.prepare(
    'SELECT execution_id AS id FROM log_deliveries WHERE execution_id > ? ORDER BY execution_id LIMIT ?',
  );
  const byIds = database.prepare(`
    SELECT delivered_id AS deliveredId, ${EXECUTION_COLUMNS} FROM log_deliveries JOIN executions ON id = execution_id
    WHERE execution_id IN (SELECT value FROM json_each(?))`);
  return {
    listLogDeliveries: ({ afterId, limit }) => list.all(afterId, limit).map(({ id }) => id as number),
    logDeliveries: (ids) =>
      byIds.all(JSON.stringify(ids)).map(({ deliveredId, ...row }) => ({
        execution: decodeRow(row),
        deliveredId: deliveredId as number,
      })),
  };
}
