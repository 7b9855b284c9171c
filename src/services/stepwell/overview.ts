/** GetOverview: how it goes, in numbers that are kept while executions start and end, so that asking costs next to nothing. */
import type { Call, Operation } from '../../base/service.ts';
import { MINUTES_KEPT, type MinuteCounts, minuteOf } from '../../store/execution-index.ts';
import { type IndexDeps, isIndexing, scopeOf } from './search.ts';

const MINUTES_DEFAULT = 60;

/** What happened in some time. */
interface Counts {
  started: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
}

export function overviewOperations(deps: IndexDeps): Readonly<Record<string, Operation>> {
  const getOverview: Operation<{ readonly minutes?: number }> = {
    input: { type: 'structure', members: { minutes: { type: 'integer', min: 1, max: MINUTES_KEPT } } },
    permissions: () => [{ action: 'stepwell:GetOverview', resource: '*' }],
    run: ({ minutes = MINUTES_DEFAULT }, call) => overview(deps, minutes, call),
  };
  return { GetOverview: getOverview };
}

/** The last of the minutes is the one that is not over. */
async function overview(deps: IndexDeps, minutes: number, call: Call) {
  const indexing = await isIndexing(deps);
  const newest = minuteOf(deps.clock.nowMs());
  const oldest = newest - minutes + 1;
  const [counts, happened] = await Promise.all([
    deps.index.counts(scopeOf(call)),
    deps.index.minutes(scopeOf(call), oldest),
  ]);
  const running = counts.filter(({ status }) => status === 'RUNNING');
  const machineArns = new Set([...running, ...happened].map(({ machineArn }) => machineArn));
  return {
    running: running.reduce((sum, { count }) => sum + count, 0),
    ...sumOf(happened),
    perMinute: Array.from({ length: minutes }, (_, i) => ({
      startDate: new Date((oldest + i) * 60_000),
      ...sumOf(happened.filter(({ minute }) => minute === oldest + i)),
    })),
    stateMachines: [...machineArns].sort().map((machineArn) => ({
      stateMachineArn: machineArn,
      running: running.find((count) => count.machineArn === machineArn)?.count ?? 0,
      ...sumOf(happened.filter((minute) => minute.machineArn === machineArn)),
    })),
    indexing,
  };
}

function sumOf(minutes: readonly MinuteCounts[]): Counts {
  const sum: Counts = { started: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };
  for (const { started, ended } of minutes) {
    sum.started += started;
    sum.succeeded += ended.SUCCEEDED ?? 0;
    sum.failed += ended.FAILED ?? 0;
    sum.timedOut += ended.TIMED_OUT ?? 0;
    sum.aborted += ended.ABORTED ?? 0;
  }
  return sum;
}
