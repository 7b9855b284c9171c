/** RedriveExecution: an execution that did not succeed goes on from where it stopped (API reference). */
import { redriveOf } from '../../asl/redrive.ts';
import type { Operation } from '../../base/service.ts';
import { viewExecution } from '../../engine/view.ts';
import { executionNotRedrivable } from './errors.ts';
import { type ExecutionDeps, findExecution } from './executions.ts';
import { redriveStatusOf } from './redrive-status.ts';
import { arnShape } from './shapes.ts';

interface RedriveInput {
  readonly executionArn: string;
  readonly clientToken?: string;
}

export type RedriveDeps = Pick<ExecutionDeps, 'machines' | 'executions' | 'engine' | 'clock'>;

export function redriveOperations(deps: RedriveDeps): Readonly<Record<string, Operation>> {
  const redriveExecution: Operation<RedriveInput> = {
    input: {
      type: 'structure',
      members: { executionArn: arnShape, clientToken: { type: 'string', min: 1, max: 64, pattern: '[!-~]+' } },
    },
    permissions: ({ executionArn }) => [{ action: 'states:RedriveExecution', resource: executionArn }],
    run: (input) => redrive(deps, input),
  };
  return { RedriveExecution: redriveExecution };
}

/** The same token again is the same redrive. @throws ExecutionDoesNotExist, ExecutionNotRedrivable */
async function redrive(deps: RedriveDeps, { executionArn, clientToken }: RedriveInput) {
  const { machines, executions, engine, clock } = deps;
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
    if (await engine.redrive(executionArn, clientToken)) {
      const { redriveMs } = await findExecution(executions, executionArn);
      return { redriveDate: redriveMs === undefined ? undefined : new Date(redriveMs) };
    }
    // It was not as it looked: somebody else redrives it, or its machine is being deleted.
  }
}
