/** Puts executions into the index, and keeps count of them. */
import {
  type IndexWrite,
  MINUTES_KEPT,
  minuteOf,
  NO_END_MS,
  STATUS_ORDER,
  STATUS_SPAN_MS,
  searchKeyOf,
} from '../execution-index.ts';
import { type Database, first } from './driver.ts';
import type { SearchMachines } from './search-machines.ts';
import type { Transaction } from './transaction.ts';

export interface SearchWriter {
  put(writes: readonly IndexWrite[]): void;
}

/** In the place of a status: the execution started. */
const STARTED = -1;

export function searchWriter(database: Database, transaction: Transaction, machines: SearchMachines): SearchWriter {
  const statements = prepareStatements(database);
  let newestMinute = 0;

  function putOne(write: IndexWrite, machineNo: number, counts: Counts): void {
    const { id, name, startMs, stopMs = NO_END_MS, error, forkedFrom, text } = write;
    const statusStart = searchKeyOf('status', write) as number;
    const duration = searchKeyOf('duration', write) as number;
    const before = first(statements.find, id) as { statusStart: number; stopMs: number } | undefined;
    if (before?.statusStart !== statusStart || before.stopMs !== stopMs) {
      if (before === undefined) counts.happened(minuteOf(startMs), machineNo, STARTED, 1);
      else counts.is(machineNo, before, -1);
      counts.is(machineNo, { statusStart, stopMs }, 1);
    }
    const columns = [name, startMs, stopMs, duration, statusStart, error ?? null, forkedFrom ?? null];
    statements.put.run(id, machineNo, ...columns);
    statements.putText.run(id, text);
  }

  function addUp(counts: Counts): void {
    for (const { machineNo, status, count } of counts.totals) statements.addTotal.run(machineNo, status, count);
    for (const { minute, machineNo, what, count } of counts.minutes) {
      newestMinute = Math.max(newestMinute, minute);
      statements.addMinute.run(minute, machineNo, what, count);
    }
    statements.forgetMinutes.run(newestMinute - MINUTES_KEPT);
  }

  return {
    put(writes) {
      // Before the transaction: a number that was given stays given.
      const numbers = writes.map(({ machineArn, scope }) => machines.numberOf(machineArn, scope));
      transaction(() => {
        const counts = new Counts();
        for (const [i, write] of writes.entries()) putOne(write, numbers[i] as number, counts);
        addUp(counts);
      });
    },
  };
}

/** What a transaction adds to the counts. */
class Counts {
  readonly #totals = new Map<string, { machineNo: number; status: number; count: number }>();
  readonly #minutes = new Map<string, { minute: number; machineNo: number; what: number; count: number }>();

  /** There is one execution more, or less, of such a status and end. */
  is(machineNo: number, { statusStart, stopMs }: { statusStart: number; stopMs: number }, count: number): void {
    const status = Math.floor(statusStart / STATUS_SPAN_MS);
    const key = `${machineNo} ${status}`;
    const known = this.#totals.get(key) ?? { machineNo, status, count: 0 };
    this.#totals.set(key, { ...known, count: known.count + count });
    if (stopMs !== NO_END_MS) this.happened(minuteOf(stopMs), machineNo, status, count);
  }

  happened(minute: number, machineNo: number, what: number, count: number): void {
    const key = `${minute} ${machineNo} ${what}`;
    const known = this.#minutes.get(key) ?? { minute, machineNo, what, count: 0 };
    this.#minutes.set(key, { ...known, count: known.count + count });
  }

  get totals() {
    return this.#totals.values();
  }

  get minutes() {
    return this.#minutes.values();
  }
}

/** Of the counts by minute. */
export function whatOf(what: number) {
  return what === STARTED ? undefined : STATUS_ORDER[what];
}

function prepareStatements(database: Database) {
  return {
    find: database.prepare('SELECT status_start AS statusStart, stop_ms AS stopMs FROM executions WHERE id = ?'),
    put: database.prepare(`
      INSERT INTO executions (id, machine_no, name, start_ms, stop_ms, duration_ms, status_start, error, forked_from)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET
        stop_ms = excluded.stop_ms, duration_ms = excluded.duration_ms, status_start = excluded.status_start,
        error = excluded.error`),
    putText: database.prepare('INSERT OR REPLACE INTO texts (rowid, text) VALUES (?, ?)'),
    addTotal: database.prepare(`
      INSERT INTO totals (machine_no, status, count) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count`),
    addMinute: database.prepare(`
      INSERT INTO minutes (minute, machine_no, what, count) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count`),
    forgetMinutes: database.prepare('DELETE FROM minutes WHERE minute <= ?'),
  };
}
