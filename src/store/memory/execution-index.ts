/** The index of executions in memory: looks at all of them. */
import {
  type ExecutionIndex,
  type ExecutionSearch,
  type Found,
  type IndexedExecution,
  type IndexWrite,
  MINUTES_KEPT,
  type MinuteCounts,
  minuteOf,
  type SearchPosition,
  type StatusCount,
  searchKeyOf,
  wordsOf,
} from '../execution-index.ts';
import type { ExecutionStatus } from '../execution-store.ts';
import { compareCodePoints } from './resources.ts';

interface Held {
  readonly execution: IndexedExecution;
  readonly words: readonly string[];
}

export class MemoryExecutionIndex implements ExecutionIndex {
  readonly #held = new Map<number, Held>();

  async put(writes: readonly IndexWrite[]): Promise<void> {
    for (const { text, ...execution } of writes) this.#held.set(execution.id, { execution, words: wordsOf(text) });
  }

  async search(search: ExecutionSearch): Promise<readonly Found[]> {
    const { by, descending } = search.order;
    const sign = descending ? -1 : 1;
    return [...this.#held.values()]
      .filter((held) => matches(held, search))
      .map(({ execution }) => ({ execution, position: { key: searchKeyOf(by, execution), id: execution.id } }))
      .filter(({ position }) => search.after === undefined || sign * compare(position, search.after) > 0)
      .sort((a, b) => sign * compare(a.position, b.position))
      .slice(0, search.limit);
  }

  async counts(scope: string): Promise<readonly StatusCount[]> {
    const counts = new Map<string, StatusCount>();
    for (const { machineArn, status } of this.#of(scope)) {
      const key = JSON.stringify([machineArn, status]);
      counts.set(key, { machineArn, status, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return [...counts.values()];
  }

  async minutes(scope: string, fromMinute: number): Promise<readonly MinuteCounts[]> {
    const counts = new Map<string, { machineArn: string; minute: number; started: number; ended: Ended }>();
    const at = (machineArn: string, ms: number) => {
      const minute = minuteOf(ms);
      const key = JSON.stringify([machineArn, minute]);
      const known = counts.get(key) ?? { machineArn, minute, started: 0, ended: {} };
      counts.set(key, known);
      return known;
    };
    for (const { machineArn, startMs, stopMs, status } of this.#of(scope)) {
      at(machineArn, startMs).started++;
      if (stopMs === undefined) continue;
      const { ended } = at(machineArn, stopMs);
      ended[status] = (ended[status] ?? 0) + 1;
    }
    const newest = Math.max(0, ...[...counts.values()].map(({ minute }) => minute));
    const oldest = Math.max(fromMinute, newest - MINUTES_KEPT + 1);
    return [...counts.values()].filter(({ minute }) => minute >= oldest);
  }

  async highestId(): Promise<number> {
    return Math.max(0, ...this.#held.keys());
  }

  async runningIds({ afterId, limit }: { afterId: number; limit: number }): Promise<readonly number[]> {
    return [...this.#held.values()]
      .filter(({ execution: { id, status } }) => status === 'RUNNING' && id > afterId)
      .map(({ execution }) => execution.id)
      .sort((a, b) => a - b)
      .slice(0, limit);
  }

  #of(scope: string): readonly IndexedExecution[] {
    return [...this.#held.values()].map(({ execution }) => execution).filter((execution) => execution.scope === scope);
  }
}

type Ended = Partial<Record<ExecutionStatus, number>>;

function matches({ execution, words }: Held, search: ExecutionSearch): boolean {
  const { scope, machineArn, status, startMs, name, error } = execution;
  return (
    scope === search.scope &&
    (search.machineArn === undefined || machineArn === search.machineArn) &&
    (search.statuses === undefined || search.statuses.includes(status)) &&
    startMs >= (search.startedFromMs ?? Number.NEGATIVE_INFINITY) &&
    startMs < (search.startedToMs ?? Number.POSITIVE_INFINITY) &&
    name.startsWith(search.namePrefix ?? '') &&
    (search.error === undefined || error === search.error) &&
    (search.words ?? []).every((wanted) => words.some((word) => word.startsWith(wanted)))
  );
}

function compare(a: SearchPosition, b: SearchPosition): number {
  return compareKeys(a.key, b.key) || a.id - b.id;
}

function compareKeys(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareCodePoints(String(a), String(b));
}
