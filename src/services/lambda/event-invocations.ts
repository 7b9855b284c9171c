/** Invocations nobody waits for: accepted at once, run afterwards, and tried again while the function is throttled. */
import type { Clock } from '../../base/clock.ts';
import type { Call, Reservation } from '../../base/service.ts';
import { PoolClosedError } from '../../runtimes/environment.ts';
import type { EnvironmentPool } from '../../runtimes/pool.ts';
import type { Concurrency } from './concurrency.ts';
import { snapshotOf } from './function-data.ts';
import type { FunctionTable } from './function-table.ts';
import { currentVersion, type Wanted } from './wanted.ts';

export interface EventDeps {
  readonly functions: FunctionTable;
  readonly pool: EnvironmentPool;
  readonly concurrency: Concurrency;
  readonly clock: Clock;
  readonly onDefect: (error: unknown) => void;
}

/** AWS Lambda developer guide, "Error handling for asynchronous invocation": of throttled events. */
const FIRST_DELAY_MS = 1000;
const DELAY_MS_MAX = 5 * 60_000;
const AGE_MS_MAX = 6 * 60 * 60_000;

export function accepted(deps: EventDeps, wanted: Wanted, call: Call): Reservation<{ StatusCode: number }> {
  return {
    async run() {
      void runLater(deps, wanted, call);
      return { StatusCode: 202 };
    },
    release: () => {},
  };
}

async function runLater(deps: EventDeps, wanted: Wanted, call: Call): Promise<void> {
  const { functions, pool, onDefect } = deps;
  try {
    await functions.settling(wanted.row);
    const leave = await admitted(deps, wanted, call);
    if (leave === undefined) return;
    try {
      const lease = await pool.acquire(currentVersion(functions, wanted, call));
      await lease.invoke(wanted.invocation);
    } finally {
      leave();
    }
  } catch (error) {
    if (!(error instanceof PoolClosedError)) onDefect(error);
  }
}

/** Waits while the version is made or throttled. Undefined when the event has become too old, or its version is gone. */
async function admitted(
  { functions, concurrency, clock }: EventDeps,
  { row, version }: Wanted,
  call: Call,
): Promise<(() => void) | undefined> {
  const endMs = clock.nowMs() + AGE_MS_MAX;
  for (let delayMs = FIRST_DELAY_MS; clock.nowMs() < endMs; delayMs = Math.min(delayMs * 2, DELAY_MS_MAX)) {
    const newest = functions.get(call, row.name);
    const snapshot = newest && snapshotOf(newest.data, version);
    if (newest?.id !== row.id || snapshot === undefined) return undefined;
    const leave = snapshot.state === 'Active' ? concurrency.tryEnter(newest) : undefined;
    if (leave !== undefined) return leave;
    await new Promise<void>((resolve) => void clock.schedule(delayMs, resolve));
  }
  return undefined;
}
