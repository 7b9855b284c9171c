/** Executions in memory. A commit is checked whole before any of it is applied, so it happens whole or not at all. */
import { assert } from '../../base/assert.ts';
import {
  type ChildCount,
  type ExecutionListing,
  type ExecutionRow,
  type ExecutionStart,
  type ExecutionStore,
  type ExecutionWrite,
  executionSortMs,
  type Fence,
  type HistoryRow,
  type LogDelivery,
  type LogDeliveryMove,
  type StoredExecution,
  VersionConflictError,
  type WriteResult,
} from '../execution-store.ts';
import { fenceEpoch, lostFence, wholeFence } from '../single-owner.ts';
import type { MemoryResources } from './resources.ts';

interface Held {
  row: ExecutionRow;
  readonly frames: Map<number, string>;
  readonly values: Map<number, string>;
  readonly history: HistoryRow[];
  /** Undefined when there is no delivery, or it is over. */
  deliveredId: number | undefined;
}

export class MemoryExecutions implements ExecutionStore {
  readonly #resources: MemoryResources;
  readonly #held = new Map<number, Held>();
  /** By machine and name: see `nameKey`. */
  readonly #ids = new Map<string, number>();
  #epoch = 0;

  constructor(resources: MemoryResources) {
    this.#resources = resources;
  }

  async acquireShards(owner: string): Promise<Fence> {
    this.#epoch++;
    return wholeFence(owner, this.#epoch);
  }

  async commit(fence: Fence, writes: readonly ExecutionWrite[]): Promise<readonly WriteResult[]> {
    if (fenceEpoch(fence, writes) !== this.#epoch) throw lostFence();
    const results = this.#check(writes);
    for (const [index, result] of results.entries())
      if (result.type === 'committed') this.#apply(result.id, writes[index] as ExecutionWrite);
    return results;
  }

  async find(arn: string): Promise<ExecutionRow | undefined> {
    return this.#rows((row) => row.arn === arn).at(-1);
  }

  async findByName(machineId: string, name: string): Promise<ExecutionRow | undefined> {
    const id = this.#ids.get(nameKey(machineId, name));
    return id === undefined ? undefined : this.#held.get(id)?.row;
  }

  async load(id: number): Promise<StoredExecution | undefined> {
    const held = this.#held.get(id);
    if (held === undefined) return undefined;
    return {
      row: held.row,
      frames: inOrder(held.frames).map(([no, data]) => ({ no, data })),
      values: inOrder(held.values).map(([no, text]) => ({ no, text })),
    };
  }

  async list(listing: ExecutionListing): Promise<readonly ExecutionRow[]> {
    const { machineId, mapRunId, status, through, redriven, before, limit } = listing;
    const isListed = ({ mapRun, ...row }: ExecutionRow) =>
      mapRunId === undefined ? row.machineId === machineId && mapRun === undefined : mapRun?.id === mapRunId;
    return this.#rows((row) => isListed(row) && (status === undefined || row.status === status))
      .filter((row) => wentThrough(row, through) && (redriven === undefined || row.redriveCount > 0 === redriven))
      .map((row) => ({ row, sortMs: executionSortMs(row) }))
      .filter(
        ({ row, sortMs }) =>
          before === undefined || sortMs < before.sortMs || (sortMs === before.sortMs && row.id < before.id),
      )
      .sort((a, b) => b.sortMs - a.sortMs || b.row.id - a.row.id)
      .slice(0, limit)
      .map(({ row }) => row);
  }

  async listOpen(fence: Fence, { afterId, limit }: { afterId: number; limit: number }): Promise<readonly number[]> {
    return this.#rows((row) => isOpen(row) && fence.epochs.has(row.shard) && row.id > afterId)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  async listDue(fence: Fence, { beforeMs, limit }: { beforeMs: number; limit: number }): Promise<readonly number[]> {
    return this.#rows((row) => isOpen(row) && fence.epochs.has(row.shard))
      .flatMap(({ id, nextWakeMs }) => (nextWakeMs !== undefined && nextWakeMs < beforeMs ? { id, nextWakeMs } : []))
      .sort((a, b) => a.nextWakeMs - b.nextWakeMs || a.id - b.id)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  async rows(ids: readonly number[]): Promise<readonly ExecutionRow[]> {
    return this.#rows(({ id }) => ids.includes(id));
  }

  async listAfter({ afterId, limit }: { afterId: number; limit: number }): Promise<readonly ExecutionRow[]> {
    return this.#rows(({ id }) => id > afterId).slice(0, limit);
  }

  async listParked({ arnPrefix, afterId, limit }: { arnPrefix: string; afterId: number; limit: number }) {
    return this.#rows(({ parked, arn, id }) => parked && arn.startsWith(arnPrefix) && id > afterId).slice(0, limit);
  }

  async countOpen(machineId: string): Promise<number> {
    const counts = (row: ExecutionRow) => row.status === 'RUNNING' && (row.mapRun === undefined || !row.parked);
    return this.#rows((row) => row.machineId === machineId && counts(row)).length;
  }

  async countChildren(mapRunId: string): Promise<readonly ChildCount[]> {
    const counts = new Map<string, ChildCount>();
    for (const { mapRun, status } of this.#rows((row) => row.mapRun?.id === mapRunId)) {
      const { executions = 0, items = 0 } = counts.get(status) ?? {};
      counts.set(status, { status, executions: executions + 1, items: items + (mapRun?.itemCount ?? 0) });
    }
    return [...counts.values()];
  }

  async history(
    id: number,
    range: { fromId: number; toId: number; reverse: boolean; limit: number },
  ): Promise<readonly HistoryRow[]> {
    const rows = (this.#held.get(id)?.history ?? []).filter(
      ({ firstId, lastId }) => firstId <= range.toId && lastId >= range.fromId,
    );
    return (range.reverse ? rows.reverse() : rows).slice(0, range.limit);
  }

  async values(id: number, numbers: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const found = new Map<number, string>();
    for (const no of numbers) {
      const text = this.#held.get(id)?.values.get(no);
      if (text !== undefined) found.set(no, text);
    }
    return found;
  }

  async listLogDeliveries(fence: Fence, { afterId, limit }: { afterId: number; limit: number }) {
    return this.#rows(({ id, shard }) => id > afterId && fence.epochs.has(shard))
      .map(({ id }) => id)
      .filter((id) => this.#held.get(id)?.deliveredId !== undefined)
      .slice(0, limit);
  }

  async logDeliveries(ids: readonly number[]): Promise<readonly LogDelivery[]> {
    return ids.flatMap((id) => {
      const { row: execution, deliveredId } = this.#held.get(id) ?? {};
      return execution === undefined || deliveredId === undefined ? [] : [{ execution, deliveredId }];
    });
  }

  async moveLogDeliveries(moves: readonly LogDeliveryMove[]): Promise<void> {
    for (const { executionId, deliveredId, endedAtVersion } of moves) {
      const held = this.#held.get(executionId);
      if (held?.deliveredId !== undefined)
        held.deliveredId = endedAtVersion === held.row.version ? undefined : deliveredId;
    }
  }

  /** In order of id. */
  #rows(matches: (row: ExecutionRow) => boolean): ExecutionRow[] {
    return [...this.#held.values()].map(({ row }) => row).filter(matches);
  }

  /** The results the batch will have; changes nothing. */
  #check(writes: readonly ExecutionWrite[]): WriteResult[] {
    const started = new Set<string>();
    const versions = new Map<number, number>();
    return writes.map((write) => {
      if (write.start !== undefined) {
        const { machineId, name } = write.start;
        const key = nameKey(machineId, name);
        if (!this.#resources.isActive('stateMachine', machineId)) return { type: 'machine-not-active' };
        if (this.#ids.has(key) || started.has(key)) return { type: 'name-taken' };
        started.add(key);
        return { type: 'committed', id: this.#held.size + started.size };
      }
      const id = write.id ?? 0;
      const held = this.#held.get(id);
      if (held === undefined || (versions.get(id) ?? held.row.version) !== write.version - 1)
        throw new VersionConflictError(`execution ${id} is not at version ${write.version - 1}`);
      if (write.redrive !== undefined && !this.#resources.isActive('stateMachine', held.row.machineId))
        return { type: 'machine-not-active' };
      for (const { no } of write.values)
        assert(!held.values.has(no), `value ${no} of execution ${id} was written before`);
      versions.set(id, write.version);
      return { type: 'committed', id };
    });
  }

  #apply(id: number, write: ExecutionWrite): void {
    const held = this.#held.get(id) ?? this.#begin(id, write);
    held.row = rowAfter(id, held.row, write);
    for (const { no, data } of write.frames) {
      if (data === null) held.frames.delete(no);
      else held.frames.set(no, data);
    }
    for (const { no, text } of write.values) held.values.set(no, text);
    if (write.history !== undefined) held.history.push(write.history);
    held.deliveredId ??= write.deliversLogFrom;
  }

  #begin(id: number, write: ExecutionWrite): Held {
    assert(write.start !== undefined, 'only a start makes an execution');
    const { machineId, name } = write.start;
    const held: Held = {
      row: rowAfter(id, write.start, write),
      frames: new Map(),
      values: new Map(),
      history: [],
      deliveredId: undefined,
    };
    this.#held.set(id, held);
    this.#ids.set(nameKey(machineId, name), id);
    return held;
  }
}

/** `before`: the row, or what the execution starts with. */
function rowAfter(
  id: number,
  before: ExecutionStart & Partial<Pick<ExecutionRow, 'redriveCount' | 'redriveMs'>>,
  write: ExecutionWrite,
): ExecutionRow {
  const { arn, name, machineId, revisionId, startMs, through, mapRun } = before;
  const { shard, version, status, head, stopMs, nextWakeMs, parked = false } = write;
  const redriveCount = write.redrive?.count ?? before.redriveCount ?? 0;
  const redriveMs = write.redrive?.redriveMs ?? before.redriveMs;
  const row = { id, arn, name, machineId, revisionId, startMs, shard, version, status, head, parked, redriveCount };
  return {
    ...row,
    ...(through !== undefined && { through }),
    ...(mapRun !== undefined && { mapRun }),
    ...(redriveMs !== undefined && { redriveMs }),
    ...(stopMs !== undefined && { stopMs }),
    ...(nextWakeMs !== undefined && { nextWakeMs }),
  };
}

function wentThrough({ through }: ExecutionRow, wanted: ExecutionListing['through']): boolean {
  if (wanted === undefined) return true;
  return 'version' in wanted ? through?.version === wanted.version : through?.alias === wanted.alias;
}

function nameKey(machineId: string, name: string): string {
  return JSON.stringify([machineId, name]);
}

function isOpen({ status, parked }: ExecutionRow): boolean {
  return status === 'RUNNING' && !parked;
}

function inOrder(texts: ReadonlyMap<number, string>): [number, string][] {
  return [...texts].sort(([a], [b]) => a - b);
}
