/** Commits batches of execution steps: the hot path. */
import {
  type ExecutionStart,
  type ExecutionWrite,
  type RedriveWrite,
  VersionConflictError,
  type WriteResult,
} from '../execution-store.ts';
import { lostFence } from '../single-owner.ts';
import { type Database, first } from './driver.ts';
import type { Transaction } from './transaction.ts';

export interface ExecutionWriter {
  /** Takes the ownership from whoever has it; the new epoch. */
  acquire(owner: string): number;
  /** @throws FenceLostError, VersionConflictError */
  commit(epoch: number, writes: readonly ExecutionWrite[]): readonly WriteResult[];
}

export function executionWriter(database: Database, transaction: Transaction): ExecutionWriter {
  const statements = prepareStatements(database);

  function start(fixed: ExecutionStart, write: ExecutionWrite): WriteResult {
    const { arn, name, machineId, revisionId, startMs, through, mapRun } = fixed;
    const { shard, version, status, head, stopMs, nextWakeMs, parked } = write;
    const fixedColumns = [arn, name, machineId, revisionId, shard, startMs];
    const stepColumns = [version, status, stopMs ?? null, stopMs ?? startMs, nextWakeMs ?? null, parked ? 1 : 0, head];
    const throughColumns = [through?.version ?? null, through?.alias ?? null];
    const mapRunColumns = [mapRun?.id ?? null, mapRun?.itemCount ?? null];
    const columns = [...fixedColumns, ...stepColumns, ...throughColumns, ...mapRunColumns];
    const { changes, lastInsertRowid } = statements.insert.run(...columns, machineId);
    if (changes === 1) return { type: 'committed', id: lastInsertRowid };
    return { type: first(statements.activeMachine, machineId) === undefined ? 'machine-not-active' : 'name-taken' };
  }

  /** Most steps leave a running execution running: those need not touch the indexes that order by status and time. */
  function step(write: ExecutionWrite): WriteResult {
    const { version, status, head, stopMs, nextWakeMs, parked } = write;
    const id = write.id ?? 0;
    const wakeMs = nextWakeMs ?? null;
    const before = version - 1;
    const goesOn = status === 'RUNNING' && !parked && stopMs === undefined;
    if (goesOn && statements.goOn.run(version, wakeMs, head, id, before).changes === 1)
      return { type: 'committed', id };
    const stop = stopMs ?? null;
    const { changes } = statements.update.run(version, status, stop, stop, wakeMs, parked ? 1 : 0, head, id, before);
    if (changes !== 1) throw new VersionConflictError(`execution ${id} is not at version ${before}`);
    return { type: 'committed', id };
  }

  function redrive({ count, redriveMs }: RedriveWrite, write: ExecutionWrite): WriteResult {
    const { id = 0, version, status, head, stopMs, nextWakeMs } = write;
    const stop = stopMs ?? null;
    const columns = [count, redriveMs, version, status, stop, stop ?? redriveMs, nextWakeMs ?? null, head];
    if (statements.redrive.run(...columns, id, version - 1).changes === 1) return { type: 'committed', id };
    const isActive = first(statements.activeMachineOf, id) !== undefined;
    if (isActive) throw new VersionConflictError(`execution ${id} is not at version ${version - 1}`);
    return { type: 'machine-not-active' };
  }

  function put(write: ExecutionWrite): WriteResult {
    if (write.start !== undefined) return start(write.start, write);
    return write.redrive === undefined ? step(write) : redrive(write.redrive, write);
  }

  function append(id: number, { frames, values, history, deliversLogFrom }: ExecutionWrite): void {
    for (const { no, data } of frames) {
      if (data === null) statements.deleteFrame.run(id, no);
      else statements.putFrame.run(id, no, data);
    }
    for (const { no, text } of values) statements.insertPayload.run(id, no, text);
    if (history !== undefined) statements.insertHistory.run(id, history.firstId, history.lastId, history.events);
    if (deliversLogFrom !== undefined) statements.beginLogDelivery.run(id, deliversLogFrom);
  }

  function commitAll(epoch: number, writes: readonly ExecutionWrite[]): readonly WriteResult[] {
    if (first(statements.epoch)?.['epoch'] !== epoch) throw lostFence();
    return writes.map((write) => {
      const result = put(write);
      if (result.type === 'committed') append(result.id, write);
      return result;
    });
  }

  return {
    acquire: (owner) =>
      transaction(() => {
        statements.acquire.run(owner);
        return first(statements.epoch)?.['epoch'] as number;
      }),
    commit: (epoch, writes) => transaction(() => commitAll(epoch, writes)),
  };
}

function prepareStatements(database: Database) {
  return {
    epoch: database.prepare('SELECT epoch FROM ownership'),
    acquire: database.prepare(`
      INSERT INTO ownership (one, epoch, owner) VALUES (1, 1, ?)
      ON CONFLICT DO UPDATE SET epoch = epoch + 1, owner = excluded.owner`),
    insert: database.prepare(`
      INSERT INTO executions (
        arn, name, machine_id, revision_id, shard, start_ms, version, status,
        stop_ms, sort_ms, next_wake_ms, parked, head, machine_version, machine_alias, map_run_id, item_count
      )
      SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
      WHERE EXISTS (SELECT 1 FROM resources WHERE kind = 'stateMachine' AND id = ? AND status = 'ACTIVE')
      ON CONFLICT DO NOTHING`),
    activeMachine: database.prepare(
      `SELECT 1 FROM resources WHERE kind = 'stateMachine' AND id = ? AND status = 'ACTIVE'`,
    ),
    goOn: database.prepare(`
      UPDATE executions SET version = ?, next_wake_ms = ?, head = ?
      WHERE id = ? AND version = ? AND status = 'RUNNING' AND parked = 0 AND stop_ms IS NULL`),
    update: database.prepare(`
      UPDATE executions SET
        version = ?, status = ?, stop_ms = ?, sort_ms = coalesce(?, redrive_ms, start_ms), next_wake_ms = ?, parked = ?, head = ?
      WHERE id = ? AND version = ?`),
    redrive: database.prepare(`
      UPDATE executions SET
        redrive_count = ?, redrive_ms = ?, version = ?, status = ?, stop_ms = ?, sort_ms = ?, next_wake_ms = ?, head = ?
      WHERE id = ? AND version = ? AND EXISTS (
        SELECT 1 FROM resources WHERE kind = 'stateMachine' AND resources.id = machine_id AND resources.status = 'ACTIVE'
      )`),
    activeMachineOf: database.prepare(`
      SELECT 1 FROM executions JOIN resources ON resources.id = machine_id
      WHERE executions.id = ? AND kind = 'stateMachine' AND resources.status = 'ACTIVE'`),
    putFrame: database.prepare(`
      INSERT INTO frames (execution_id, no, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data`),
    deleteFrame: database.prepare('DELETE FROM frames WHERE execution_id = ? AND no = ?'),
    insertPayload: database.prepare('INSERT INTO payloads (execution_id, no, text) VALUES (?, ?, ?)'),
    insertHistory: database.prepare(
      'INSERT INTO history (execution_id, first_id, last_id, events) VALUES (?, ?, ?, ?)',
    ),
    beginLogDelivery: database.prepare(
      'INSERT INTO log_deliveries (execution_id, delivered_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
  };
}
