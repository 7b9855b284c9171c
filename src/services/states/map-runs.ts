/** Map Runs and their child executions: describe, list, change while they run (API reference; answers as recorded in 2023). */
import {
  begunChildren,
  type MapRunState,
  pendingChildren,
  pendingRedrives,
  type Tally,
} from '../../asl/map-run/map-run-state.ts';
import type { Clock } from '../../base/clock.ts';
import { type Operation, validationError } from '../../base/service.ts';
import { type MapRunRecord, nameOf } from '../../engine/map-runs/map-run-record.ts';
import type { MapRuns, MapRunView } from '../../engine/map-runs/map-runs.ts';
import type { ExecutionStore } from '../../store/execution-store.ts';
import { findExecution } from './executions.ts';
import { findMapRun } from './find-map-run.ts';
import { decodeToken, encodeToken, pageSize } from './paging.ts';
import { arnShape, longArnShape, maxResultsShape, tokenShape } from './shapes.ts';

export interface MapRunOperationDeps {
  readonly mapRuns: MapRuns;
  readonly executions: ExecutionStore;
  readonly clock: Clock;
}

interface UpdateInput {
  readonly mapRunArn: string;
  readonly maxConcurrency?: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
}

export function mapRunOperations(deps: MapRunOperationDeps): Readonly<Record<string, Operation>> {
  const { mapRuns, executions, clock } = deps;

  const describeMapRun: Operation<{ mapRunArn: string }> = {
    input: { type: 'structure', members: { mapRunArn: longArnShape } },
    permissions: ({ mapRunArn }) => [{ action: 'states:DescribeMapRun', resource: mapRunArn }],
    run: async ({ mapRunArn }) => describe(await findMapRun(mapRuns, mapRunArn)),
  };

  const listMapRuns: Operation<{ executionArn: string; maxResults?: number; nextToken?: string }> = {
    input: {
      type: 'structure',
      members: { executionArn: arnShape, maxResults: maxResultsShape, nextToken: tokenShape },
    },
    permissions: ({ executionArn }) => [{ action: 'states:ListMapRuns', resource: executionArn }],
    async run({ executionArn, maxResults, nextToken }) {
      await findExecution(executions, executionArn);
      const nowMs = clock.nowMs();
      const key = `ListMapRuns ${executionArn}`;
      const after = decodeToken<string>(key, nextToken, nowMs);
      const limit = pageSize(maxResults);
      const found = await mapRuns.list(executionArn, { limit: limit + 1, ...(after !== undefined && { after }) });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const more = last !== undefined && page.length < found.length;
      return { mapRuns: page.map(summarise), nextToken: more ? encodeToken(key, nameOf(last), nowMs) : undefined };
    },
  };

  const updateMapRun: Operation<UpdateInput> = {
    input: {
      type: 'structure',
      members: {
        mapRunArn: longArnShape,
        maxConcurrency: { type: 'integer', min: 0 },
        toleratedFailurePercentage: { type: 'double', min: 0, max: 100 },
        toleratedFailureCount: { type: 'integer', min: 0 },
      },
    },
    permissions: ({ mapRunArn }) => [{ action: 'states:UpdateMapRun', resource: mapRunArn }],
    async run({ mapRunArn, ...limits }) {
      const { record } = await findMapRun(mapRuns, mapRunArn);
      if (!(await mapRuns.update(record.id, limits))) throw completedMapRun();
      return {};
    },
  };

  return { DescribeMapRun: describeMapRun, ListMapRuns: listMapRuns, UpdateMapRun: updateMapRun };
}

/** GUESS: the wording; the reason is that of the API reference. */
function completedMapRun() {
  return validationError('Cannot update a Map Run that has completed: CANNOT_UPDATE_COMPLETED_MAP_RUN');
}

function summarise({ executionArn, arn, stateMachineArn, startMs, stopMs }: MapRunRecord) {
  return {
    executionArn,
    mapRunArn: arn,
    stateMachineArn,
    startDate: new Date(startMs),
    stopDate: stopMs === undefined ? undefined : new Date(stopMs),
  };
}

function describe({ record, state }: MapRunView) {
  const { arn, executionArn, status, startMs, stopMs, limits, redriveCount = 0, redriveMs } = record;
  const { toleratedFailureCount = 0, toleratedFailurePercentage = 0, maxConcurrency } = limits;
  return {
    mapRunArn: arn,
    executionArn,
    status,
    startDate: new Date(startMs),
    stopDate: stopMs === undefined ? undefined : new Date(stopMs),
    maxConcurrency,
    toleratedFailureCount,
    toleratedFailurePercentage,
    ...counts(record, state),
    redriveCount,
    redriveDate: redriveMs === undefined ? undefined : new Date(redriveMs),
  };
}

function counts(record: MapRunRecord, state: MapRunState | undefined) {
  const tallies = state?.counts ?? record.counts;
  const pending = state === undefined ? record.pending : pendingChildren(state);
  const pendingRedrive = state && pendingRedrives(state);
  const begun = tallies && begunChildren({ counts: tallies });
  const count = (of: keyof Tally) => {
    const succeeded = tallies?.SUCCEEDED[of] ?? 0;
    return {
      pending: pending?.[of] ?? 0,
      running: tallies?.RUNNING[of] ?? 0,
      succeeded,
      failed: tallies?.FAILED[of] ?? 0,
      timedOut: tallies?.TIMED_OUT[of] ?? 0,
      aborted: tallies?.ABORTED[of] ?? 0,
      total: (pending?.[of] ?? 0) + (pendingRedrive?.[of] ?? 0) + (begun?.[of] ?? 0),
      // of a Map Run without a ResultWriter too (recorded); while it runs there are none (measured)
      resultsWritten: record.status === 'RUNNING' ? 0 : succeeded,
      failuresNotRedrivable: 0,
      pendingRedrive: pendingRedrive?.[of] ?? 0,
    };
  };
  return { itemCounts: count('items'), executionCounts: count('executions') };
}
