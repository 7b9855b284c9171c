/** CloudWatch Logs: the table of its operations, the way of events into the store, and the removal of expired ones. */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Authorizer, Service } from '../../base/service.ts';
import type { ExecutionLog } from '../../engine/execution-log.ts';
import type { LogSink } from '../../runtimes/function-version.ts';
import type { LogStore } from '../../store/log-store.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { createExecutionLog } from './execution-log.ts';
import { filterLogEvents } from './filter-events.ts';
import { createFunctionLog } from './function-log.ts';
import { getLogEvents } from './get-events.ts';
import { groupOperations } from './groups.ts';
import { LiveTail } from './live-tail.ts';
import { LogIntake } from './log-intake.ts';
import { metricFilterOperations } from './metric-filters.ts';
import { putLogEvents } from './put-events.ts';
import { openResourcePolicies, resourcePolicyOperations } from './resource-policies.ts';
import { RetentionSweep } from './retention-sweep.ts';
import { streamOperations } from './streams.ts';
import { subscriptionFilterOperations } from './subscription-filters.ts';
import { tagOperations } from './tags.ts';
import { unsupportedOperations } from './unsupported.ts';

export interface LogsDeps {
  readonly logs: LogStore;
  readonly resources: ResourceStore;
  readonly authorizer: Authorizer;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of what fails where nobody waits for an answer. */
  readonly onDefect: (error: unknown) => void;
}

export interface LogsService {
  readonly service: Service;
  /** For the output of Lambda functions. */
  readonly functionLog: LogSink;
  /** For the events of executions. */
  readonly executionLog: ExecutionLog;
  /** Ends the sessions of StartLiveTail, which would keep the server from closing. */
  endLiveTails(): void;
  /** Stores what is still on its way; before the store is closed. */
  close(): Promise<void>;
}

export async function openLogsService(deps: LogsDeps): Promise<LogsService> {
  const policies = await openResourcePolicies(deps.resources);
  const intake = new LogIntake(deps);
  const sweep = new RetentionSweep(deps);
  const context = { ...deps, policies, intake, sweep };
  const liveTail = new LiveTail(context);
  sweep.start();
  return {
    service: {
      name: 'logs',
      operations: {
        ...groupOperations(context),
        ...streamOperations(context),
        PutLogEvents: putLogEvents(context),
        GetLogEvents: getLogEvents(context),
        FilterLogEvents: filterLogEvents(context),
        ...tagOperations(context),
        ...resourcePolicyOperations(context),
        ...metricFilterOperations(context),
        ...subscriptionFilterOperations(context),
        StartLiveTail: liveTail.operation,
        ...unsupportedOperations(context),
      },
    },
    functionLog: createFunctionLog(context),
    executionLog: createExecutionLog(context),
    endLiveTails: () => liveTail.close(),
    async close() {
      await Promise.all([intake.settle(), sweep.close()]);
    },
  };
}
