/**
 * Searches the index. Either a filter that few executions pass drives the query and those few are put in order, or many pass
 * and the index of the order is walked until the page is full.
 */
import {
  type ExecutionSearch,
  type Found,
  type IndexedExecution,
  type MinuteCounts,
  NO_END_MS,
  type SearchKey,
  type SearchPosition,
  STATUS_ORDER,
  STATUS_SPAN_MS,
  type StatusCount,
} from '../execution-index.ts';
import type { ExecutionStatus } from '../execution-store.ts';
import { type Database, first, type Row, type Statement, type Value } from './driver.ts';
import type { SearchMachines } from './search-machines.ts';
import { whatOf } from './search-writer.ts';

export interface SearchReader {
  search(search: ExecutionSearch): readonly Found[];
  counts(scope: string): readonly StatusCount[];
  minutes(scope: string, fromMinute: number): readonly MinuteCounts[];
  highestId(): number;
  runningIds(query: { readonly afterId: number; readonly limit: number }): readonly number[];
}

/** So many rows are fetched and sorted in some ten milliseconds. */
const FEW = 20_000;

/** A condition on a row. It has no way of finding the rows by itself unless it says so. */
interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
  /** An index that finds the rows, and the order in which it does. */
  readonly index?: { readonly name: string; readonly orders: SearchKey };
  /** A query for the ids of the rows, with the same values. */
  readonly ids?: string;
}

const KEY_COLUMNS: Readonly<Record<SearchKey, string>> = {
  start: 'start_ms',
  stop: 'stop_ms',
  name: 'name',
  duration: 'duration_ms',
  status: 'status_start',
};

const COLUMNS = 'id, machine_no, name, start_ms, stop_ms, duration_ms, status_start, error, forked_from';

/** @param few How many rows are few. */
export function searchReader(database: Database, machines: SearchMachines, few = FEW): SearchReader {
  const statements = new Map<string, Statement>();
  /** There are as many texts as combinations of filters and orders. */
  const prepared = (sql: string): Statement => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  const isSelective = ({ sql, values, index, ids }: Condition): boolean => {
    if (index === undefined && ids === undefined) return false;
    const rows = ids ?? `SELECT id FROM executions INDEXED BY ${index?.name} WHERE ${sql}`;
    const probe = prepared(`SELECT count(*) AS count FROM (SELECT 1 FROM (${rows}) LIMIT ${few + 1})`);
    return (first(probe, ...values)?.['count'] as number) <= few;
  };

  function search({ order, after, limit, ...filters }: ExecutionSearch): readonly Found[] {
    const conditions = conditionsOf(filters, machines);
    if (conditions === undefined) return [];
    const driving = conditions.find(isSelective) ?? conditions.find(({ index }) => index?.orders === order.by);
    const { from, condition } = startOf(driving, order.by);
    const others = conditions.filter((other) => other !== driving);
    // The newest of one status are in its index in the order by status.
    const column = KEY_COLUMNS[driving?.index?.name === 'by_status' && order.by === 'start' ? 'status' : order.by];
    const rank = column === KEY_COLUMNS.status && order.by === 'start' ? (driving?.values[0] as number) : 0;
    const behind = after === undefined ? [] : [behindOf(column, order.descending, rank, after)];
    const all = [...(condition === undefined ? [] : [condition]), ...others, ...behind];
    const where = all.length === 0 ? '' : `WHERE ${all.map(({ sql }) => `(${sql})`).join(' AND ')}`;
    const direction = order.descending ? 'DESC' : 'ASC';
    const sql = `SELECT ${COLUMNS} FROM ${from} ${where} ORDER BY ${column} ${direction}, id ${direction} LIMIT ?`;
    const rows = prepared(sql).all(...all.flatMap(({ values }) => values), limit);
    return rows.map((row) => ({
      execution: decode(row, machines),
      position: { key: row[KEY_COLUMNS[order.by]] as string | number, id: row['id'] as number },
    }));
  }

  const numbersOf = (scope: string) => JSON.stringify(machines.numbersOnlyOf(scope) ?? null);
  const inScope = "(?1 = 'null' OR machine_no IN (SELECT value FROM json_each(?1)))";
  return {
    search,
    counts: (scope) =>
      prepared(`SELECT machine_no, status, count FROM totals WHERE count > 0 AND ${inScope}`)
        .all(numbersOf(scope))
        .map((row) => ({
          machineArn: machines.at(row['machine_no'] as number).arn,
          status: STATUS_ORDER[row['status'] as number] as ExecutionStatus,
          count: row['count'] as number,
        })),
    minutes(scope, fromMinute) {
      const rows = prepared(
        `SELECT minute, machine_no, what, count FROM minutes WHERE ${inScope} AND minute >= ?2 AND count > 0
        ORDER BY minute, machine_no`,
      ).all(numbersOf(scope), fromMinute);
      return gather(rows, machines);
    },
    highestId: () => (first(prepared('SELECT max(id) AS id FROM executions'))?.['id'] as number | null) ?? 0,
    runningIds: ({ afterId, limit }) => {
      const [from, to] = spanOf('RUNNING');
      return prepared(
        'SELECT id FROM executions INDEXED BY by_status WHERE status_start >= ? AND status_start < ? AND id > ? ORDER BY id LIMIT ?',
      )
        .all(from, to, afterId, limit)
        .map(({ id }) => id as number);
    },
  };
}

type Filters = Omit<ExecutionSearch, 'order' | 'after' | 'limit'>;

/** The one that most likely finds the fewest comes first. Undefined: nothing can pass. */
function conditionsOf(filters: Filters, machines: SearchMachines): readonly Condition[] | undefined {
  const { scope, machineArn, statuses, startedFromMs, startedToMs, namePrefix, error, words = [] } = filters;
  const conditions: Condition[] = [];
  if (words.length > 0) {
    const match = words.map((word) => `"${word}"*`).join(' AND ');
    // Gathered once: asking the full-text index about one row at a time takes ten thousand times as long.
    const ids = 'SELECT rowid FROM texts WHERE texts MATCH ?';
    conditions.push({ sql: `id IN (${ids})`, values: [match], ids });
  }
  if (error !== undefined) {
    const index = { name: 'by_error', orders: 'start' } as const;
    conditions.push({ sql: 'error IS NOT NULL AND error = ?', values: [error], index });
  }
  if (namePrefix !== undefined && namePrefix !== '') {
    const values = [namePrefix, `${namePrefix}\u{10FFFF}`];
    conditions.push({ sql: 'name >= ? AND name < ?', values, index: { name: 'by_name', orders: 'name' } });
  }
  if (machineArn !== undefined) {
    const no = machines.find(machineArn);
    if (no === undefined || machines.at(no).scope !== scope) return undefined;
    conditions.push({ sql: 'machine_no = ?', values: [no], index: { name: 'by_machine', orders: 'start' } });
  } else {
    const numbers = machines.numbersOnlyOf(scope);
    if (numbers?.length === 0) return undefined;
    if (numbers !== undefined) {
      conditions.push({ sql: 'machine_no IN (SELECT value FROM json_each(?))', values: [JSON.stringify(numbers)] });
    }
  }
  if (statuses !== undefined) conditions.push(statusCondition(statuses));
  if (startedFromMs !== undefined || startedToMs !== undefined) {
    const values = [startedFromMs ?? 0, startedToMs ?? NO_END_MS];
    conditions.push({ sql: 'start_ms >= ? AND start_ms < ?', values, index: { name: 'by_start', orders: 'start' } });
  }
  return conditions;
}

const IN_SPAN = 'status_start >= ? AND status_start < ?';

function statusCondition(statuses: readonly ExecutionStatus[]): Condition {
  const spans = statuses.map(spanOf);
  const values = spans.flat();
  if (spans.length === 1) return { sql: IN_SPAN, values, index: { name: 'by_status', orders: 'start' } };
  const query = `SELECT id FROM executions INDEXED BY by_status WHERE ${IN_SPAN}`;
  return { sql: spans.map(() => IN_SPAN).join(' OR '), values, ids: spans.map(() => query).join(' UNION ALL ') };
}

function spanOf(status: ExecutionStatus): readonly [number, number] {
  const from = STATUS_ORDER.indexOf(status) * STATUS_SPAN_MS;
  return [from, from + STATUS_SPAN_MS];
}

/** Where the rows come from, and the condition that finds them there. */
function startOf(
  driving: Condition | undefined,
  by: SearchKey,
): { readonly from: string; readonly condition?: Condition } {
  if (driving === undefined) return { from: `executions INDEXED BY by_${by}` };
  const { ids, values, index } = driving;
  if (ids === undefined) return { from: `executions INDEXED BY ${index?.name}`, condition: driving };
  // The few are found once, not asked for each row.
  return { from: 'executions NOT INDEXED', condition: { sql: `id IN (${ids})`, values } };
}

/** The first comparison is implied by the second, but finds its place in an index. `rank` is added to keys that are numbers. */
function behindOf(column: string, descending: boolean, rank: number, { key, id }: SearchPosition): Condition {
  const sign = descending ? '<' : '>';
  const place = typeof key === 'number' ? key + rank : key;
  return { sql: `${column} ${sign}= ? AND (${column} ${sign} ? OR id ${sign} ?)`, values: [place, place, id] };
}

function decode(row: Row, machines: SearchMachines): IndexedExecution {
  const { arn: machineArn, scope } = machines.at(row['machine_no'] as number);
  const stopMs = row['stop_ms'] as number;
  const error = row['error'] as string | null;
  const forkedFrom = row['forked_from'] as string | null;
  return {
    id: row['id'] as number,
    scope,
    machineArn,
    name: row['name'] as string,
    status: STATUS_ORDER[Math.floor((row['status_start'] as number) / STATUS_SPAN_MS)] as ExecutionStatus,
    startMs: row['start_ms'] as number,
    ...(stopMs !== NO_END_MS && { stopMs }),
    ...(error !== null && { error }),
    ...(forkedFrom !== null && { forkedFrom }),
  };
}

/** Rows of one minute and machine stand together. */
function gather(rows: readonly Row[], machines: SearchMachines): readonly MinuteCounts[] {
  const minutes: {
    machineArn: string;
    minute: number;
    started: number;
    ended: Partial<Record<ExecutionStatus, number>>;
  }[] = [];
  for (const row of rows) {
    const { arn: machineArn } = machines.at(row['machine_no'] as number);
    const minute = row['minute'] as number;
    let last = minutes.at(-1);
    if (last?.minute !== minute || last.machineArn !== machineArn) {
      last = { machineArn, minute, started: 0, ended: {} };
      minutes.push(last);
    }
    const status = whatOf(row['what'] as number);
    if (status === undefined) last.started = row['count'] as number;
    else last.ended[status] = row['count'] as number;
  }
  return minutes;
}
