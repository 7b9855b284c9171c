/** The queries for executions. */
import type {
  ChildCount,
  ExecutionListing,
  ExecutionRow,
  ExecutionStatus,
  HistoryRow,
  StartedThrough,
  StoredExecution,
} from '../execution-store.ts';
import { type Database, first, type Row } from './driver.ts';
import type { Transaction } from './transaction.ts';

export interface ExecutionReader {
  find(arn: string): ExecutionRow | undefined;
  findByName(machineId: string, name: string): ExecutionRow | undefined;
  load(id: number): StoredExecution | undefined;
  list(listing: ExecutionListing): readonly ExecutionRow[];
  listOpen(query: { readonly afterId: number; readonly limit: number }): readonly number[];
  listDue(query: { readonly beforeMs: number; readonly limit: number }): readonly number[];
  rows(ids: readonly number[]): readonly ExecutionRow[];
  listAfter(query: { readonly afterId: number; readonly limit: number }): readonly ExecutionRow[];
  listParked(query: {
    readonly arnPrefix: string;
    readonly afterId: number;
    readonly limit: number;
  }): readonly ExecutionRow[];
  countOpen(machineId: string): number;
  countChildren(mapRunId: string): readonly ChildCount[];
  history(
    id: number,
    range: { readonly fromId: number; readonly toId: number; readonly reverse: boolean; readonly limit: number },
  ): readonly HistoryRow[];
  values(id: number, numbers: readonly number[]): ReadonlyMap<number, string>;
}

export function executionReader(database: Database, transaction: Transaction): ExecutionReader {
  const statements = prepareStatements(database);
  const idOf = (row: Row) => row['id'] as number;
  const rowOf = (row: Row | undefined) => (row === undefined ? undefined : decodeRow(row));
  return {
    find: (arn) => rowOf(first(statements.find, arn.slice(arn.lastIndexOf(':') + 1), arn)),
    findByName: (machineId, name) => rowOf(first(statements.findByName, name, machineId)),
    load: (id) =>
      transaction(() => {
        const row = rowOf(first(statements.byId, id));
        if (row === undefined) return undefined;
        const frames = statements.frames.all(id).map((frame) => ({ ...(frame as { no: number; data: string }) }));
        const values = statements.payloads.all(id).map((value) => ({ ...(value as { no: number; text: string }) }));
        return { row, frames, values };
      }),
    list({ machineId, mapRunId, status, through, redriven, before, limit }) {
      const { sortMs, id } = before ?? { sortMs: Number.MAX_SAFE_INTEGER, id: 0 };
      if (redriven === true) {
        const { version, alias } = { version: null, alias: null, ...through };
        const wanted = [machineId, mapRunId ?? null, version, alias, status ?? null];
        return statements.redriven.all(...wanted, sortMs, sortMs, id, limit).map(decodeRow);
      }
      const statement = statements.lists[mapRunId === undefined ? throughOf(through) : 'mapRun'][statusOf(status)];
      const filters = [
        mapRunId ?? machineId,
        ...Object.values(through ?? {}),
        ...(status === undefined ? [] : [status]),
      ];
      const neverRedriven = redriven === false ? 1 : 0;
      return statement.all(...filters, neverRedriven, sortMs, sortMs, id, limit).map(decodeRow);
    },
    listOpen: ({ afterId, limit }) => statements.open.all(afterId, limit).map(idOf),
    listDue: ({ beforeMs, limit }) => statements.due.all(beforeMs, limit).map(idOf),
    rows: (ids) => statements.byIds.all(JSON.stringify(ids)).map(decodeRow),
    listAfter: ({ afterId, limit }) => statements.after.all(afterId, limit).map(decodeRow),
    listParked: ({ arnPrefix, afterId, limit }) =>
      statements.parked.all(afterId, arnPrefix, arnPrefix, limit).map(decodeRow),
    countOpen: (machineId) => first(statements.countOpen, machineId, machineId)?.['count'] as number,
    countChildren: (mapRunId) =>
      statements.countChildren.all(mapRunId).map((row) => ({ ...(row as ChildCount & Row) })),
    history: (id, { fromId, toId, reverse, limit }) =>
      statements[reverse ? 'historyReverse' : 'history'].all(id, id, fromId, toId, fromId, limit).map((row) => ({
        firstId: row['firstId'] as number,
        lastId: row['lastId'] as number,
        events: row['events'] as string,
      })),
    values: (id, numbers) =>
      new Map(
        statements.values
          .all(id, JSON.stringify(numbers))
          .map(({ no, text }) => [no as number, text as string] as const),
      ),
  };
}

function throughOf(through: ExecutionListing['through']): 'any' | 'version' | 'alias' {
  if (through === undefined) return 'any';
  return 'version' in through ? 'version' : 'alias';
}

/** Nearly all executions succeed: the index of all is as good for those, and does without them otherwise. */
function statusOf(status: ExecutionStatus | undefined): 'any' | 'succeeded' | 'unsuccessful' {
  if (status === undefined) return 'any';
  return status === 'SUCCEEDED' ? 'succeeded' : 'unsuccessful';
}

export const EXECUTION_COLUMNS = `
  id, arn, name, machine_id AS machineId, revision_id AS revisionId, shard, version, status, start_ms AS startMs,
  stop_ms AS stopMs, next_wake_ms AS nextWakeMs, parked, head, machine_version AS machineVersion,
  machine_alias AS machineAlias, map_run_id AS mapRunId, item_count AS itemCount,
  redrive_count AS redriveCount, redrive_ms AS redriveMs`;

/** The rows of most listings, or only those that were not redriven: few were. */
const LISTED = '(? = 0 OR redrive_count = 0)';
/** Below a position, newest first. The first comparison is implied by the second, but finds its place in an index. */
const BELOW = 'sort_ms <= ? AND (sort_ms < ? OR id < ?) ORDER BY sort_ms DESC, id DESC LIMIT ?';

function prepareStatements(database: Database) {
  const list = (index: string, condition: string) =>
    database.prepare(
      `SELECT ${EXECUTION_COLUMNS} FROM executions INDEXED BY ${index} WHERE ${condition} AND ${LISTED} AND ${BELOW}`,
    );
  const lists = (index: string, condition: string, unsuccessful = 'executions_unsuccessful') => ({
    any: list(index, condition),
    succeeded: list(index, `${condition} AND status = ?`),
    unsuccessful: list(unsuccessful, `${condition} AND status = ? AND status <> 'SUCCEEDED'`),
  });
  const own = 'machine_id = ? AND map_run_id IS NULL';
  /** The first row may begin before the first event asked for. */
  const history = (order: 'ASC' | 'DESC') =>
    database.prepare(`
      SELECT first_id AS firstId, last_id AS lastId, events FROM history
      WHERE execution_id = ?
        AND first_id >= coalesce((SELECT max(first_id) FROM history WHERE execution_id = ? AND first_id <= ?), 0)
        AND first_id <= ? AND last_id >= ?
      ORDER BY first_id ${order} LIMIT ?`);
  return {
    byId: database.prepare(`SELECT ${EXECUTION_COLUMNS} FROM executions WHERE id = ?`),
    byIds: database.prepare(
      `SELECT ${EXECUTION_COLUMNS} FROM executions WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
    ),
    after: database.prepare(`SELECT ${EXECUTION_COLUMNS} FROM executions WHERE id > ? ORDER BY id LIMIT ?`),
    find: database.prepare(
      `SELECT ${EXECUTION_COLUMNS} FROM executions WHERE name = ? AND arn = ? ORDER BY id DESC LIMIT 1`,
    ),
    findByName: database.prepare(`SELECT ${EXECUTION_COLUMNS} FROM executions WHERE name = ? AND machine_id = ?`),
    frames: database.prepare('SELECT no, data FROM frames WHERE execution_id = ? ORDER BY no'),
    payloads: database.prepare('SELECT no, text FROM payloads WHERE execution_id = ? ORDER BY no'),
    values: database.prepare(
      'SELECT no, text FROM payloads WHERE execution_id = ? AND no IN (SELECT value FROM json_each(?))',
    ),
    lists: {
      any: lists('executions_by_machine', own),
      version: lists('executions_by_version', `${own} AND machine_version = ?`),
      alias: lists('executions_by_alias', `${own} AND machine_alias = ?`),
      mapRun: lists('executions_by_map_run', 'map_run_id = ?', 'executions_unsuccessful_children'),
    },
    redriven: database.prepare(`
      SELECT ${EXECUTION_COLUMNS} FROM executions INDEXED BY executions_redriven
      WHERE redrive_count > 0 AND machine_id = ? AND map_run_id IS ? AND machine_version IS coalesce(?, machine_version)
        AND machine_alias IS coalesce(?, machine_alias) AND status = coalesce(?, status) AND ${BELOW}`),
    open: database.prepare(`
      SELECT id FROM executions INDEXED BY executions_open
      WHERE status = 'RUNNING' AND parked = 0 AND id > ? ORDER BY id LIMIT ?`),
    due: database.prepare(`
      SELECT id FROM executions INDEXED BY executions_due
      WHERE status = 'RUNNING' AND parked = 0 AND next_wake_ms IS NOT NULL AND next_wake_ms < ?
      ORDER BY next_wake_ms, id LIMIT ?`),
    parked: database.prepare(`
      SELECT ${EXECUTION_COLUMNS} FROM executions INDEXED BY executions_parked
      WHERE parked = 1 AND id > ? AND substr(arn, 1, length(?)) = ? ORDER BY id LIMIT ?`),
    countOpen: database.prepare(`
      SELECT (
        SELECT count(*) FROM executions INDEXED BY executions_unsuccessful
        WHERE ${own} AND status = 'RUNNING' AND status <> 'SUCCEEDED'
      ) + (
        SELECT count(*) FROM executions INDEXED BY executions_open
        WHERE status = 'RUNNING' AND parked = 0 AND machine_id = ? AND map_run_id IS NOT NULL
      ) AS count`),
    countChildren: database.prepare(`
      SELECT status, count(*) AS executions, sum(item_count) AS items
      FROM executions INDEXED BY executions_by_map_run WHERE map_run_id = ? GROUP BY status`),
    history: history('ASC'),
    historyReverse: history('DESC'),
  };
}

/** Columns without a value become absent properties. */
export function decodeRow(row: Row): ExecutionRow {
  const { stopMs, nextWakeMs, parked, machineVersion, machineAlias, mapRunId, itemCount, redriveMs, ...always } = row;
  return {
    ...(always as unknown as ExecutionRow),
    parked: parked === 1,
    ...(machineVersion !== null && { through: decodeThrough(machineVersion as number, machineAlias as string | null) }),
    ...(mapRunId !== null && { mapRun: { id: mapRunId as string, itemCount: itemCount as number } }),
    ...(redriveMs !== null && { redriveMs: redriveMs as number }),
    ...(stopMs !== null && { stopMs: stopMs as number }),
    ...(nextWakeMs !== null && { nextWakeMs: nextWakeMs as number }),
  };
}

function decodeThrough(version: number, alias: string | null): StartedThrough {
  return alias === null ? { version } : { version, alias };
}
