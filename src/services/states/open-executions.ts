/**
 * How many executions are open, per account and region, for a quota of them: read once at the start, and from then on counted as
 * an observer of the engine. Starts that are under way are not in it, so those of one moment may exceed the quota together.
 */
import type { ExecutionState } from '../../asl/execution-state.ts';
import type { HistoryEvent } from '../../asl/history-event.ts';
import { parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import type { Call } from '../../base/service.ts';
import type { EngineObserver } from '../../engine/observer.ts';
import type { ExecutionStore } from '../../store/execution-store.ts';
import { type MachineStore, scopeOf } from './machine-store.ts';

const BEGINNINGS: ReadonlySet<string> = new Set(['ExecutionStarted', 'ExecutionRedriven']);

/** GUESS: the children of Map Runs count, but no quota refuses them. */
export class OpenExecutions implements Pick<EngineObserver, 'stepped'> {
  readonly #max: number;
  readonly #byScope: Map<string, number>;

  private constructor(max: number, byScope: Map<string, number>) {
    this.#max = max;
    this.#byScope = byScope;
  }

  /** Before the engine recovers, so that no end is missed. */
  static async open(max: number, machines: MachineStore, executions: ExecutionStore): Promise<OpenExecutions> {
    const byScope = new Map<string, number>();
    for (const { id, scope } of machines.machines.all()) {
      byScope.set(scope, (byScope.get(scope) ?? 0) + (await executions.countOpen(id)));
    }
    return new OpenExecutions(max, byScope);
  }

  isFull(place: Pick<Call, 'account' | 'region'>): boolean {
    return (this.#byScope.get(scopeOf(place)) ?? 0) >= this.#max;
  }

  stepped({ identity, status }: ExecutionState, events: readonly HistoryEvent[]): void {
    const begun = events.filter(({ type }) => BEGINNINGS.has(type)).length;
    const more = begun - (status === 'RUNNING' ? 0 : 1);
    if (more === 0) return;
    const place = parseArn(identity.machineArn);
    assert(place !== undefined, `${identity.machineArn} is no ARN`);
    const scope = scopeOf(place);
    // What a parked child of a Map Run would take away was never read.
    this.#byScope.set(scope, Math.max(0, (this.#byScope.get(scope) ?? 0) + more));
  }
}
