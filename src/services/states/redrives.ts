/** RedriveExecution: an execution that did not succeed goes on from where it stopped (API reference). */
import { redriveOf } from '../../asl/redrive.ts';
import type { Call, Operation } from '../../base/service.ts';
import { viewExecution } from '../../engine/view.ts';
import { executionLimitExceeded, executionNotRedrivable } from './errors.ts';
import { type ExecutionDeps, findExecution } from './executions.ts';
import { redriveStatusOf } from './redrive-status.ts';
import { arnShape } from './shapes.ts';

interface RedriveInput {
  readonly executionArn: string;
  readonly clientToken?: string;
}

export type RedriveDeps = Pick<ExecutionDeps, 'machines' | 'executions' | 'engine' | 'clock' | 'openExecutions'>;

export function redriveOperations(deps: RedriveDeps): Readonly<Record<string, Operation>> {
  const redriveExecution: Operation<RedriveInput> = {
    input: {
      type: 'structure',
      members: { executionArn: arnShape, clientToken: { type: 'string', min: 1, max: 64, pattern: '[!-~]+' } },
    },
    permissions: ({ executionArn }) => [{ action: 'states:RedriveExecution', resource: executionArn }],
    run: (input, call) => redrive(deps, input, call),
  };
  return { RedriveExecution: redriveExecution };
}

/** The same token again is the same redrive. @throws ExecutionDoesNotExist, ExecutionNotRedrivable, ExecutionLimitExceeded */
async function redrive(deps: RedriveDeps, { executionArn, clientToken }: RedriveInput, call: Call) {
  const { machines, executions, engine, clock, openExecutions } = deps;
  for (;;) {
    const row = await findExecution(executions, executionArn);
    const view = await viewExecution(executions, row);
    const nowMs = clock.nowMs();
    const known = clientToken === undefined ? undefined : redriveOf(view.redrives, clientToken, nowMs);
    if (known !== undefined) return { redriveDate: new Date(known.redriveMs) };
    const { redriveStatus, redriveStatusReason } = redriveStatusOf(machines, row, view, nowMs);
    if (redriveStatus === 'NOT_REDRIVABLE') throw executionNotRedrivable(redriveStatusReason ?? '');
    // GUESS: the wording
    if (redriveStatus === 'REDRIVABLE_BY_MAP_RUN') throw executionNotRedrivable('Redrive the execution of its Map Run');
    if (openExecutions?.isFull(call) === true) throw executionLimitExceeded();
    if (await engine.redrive(executionArn, clientToken)) {
      const { redriveMs } = await findExecution(executions, executionArn);
      return { redriveDate: redriveMs === undefined ? undefined : new Date(redriveMs) };
    }
    // It was not as it looked: somebody else redrives it, or its machine is being deleted.
  }
}
