/** What an open task looks like to the world outside. */
import { frameNumberOf } from '../asl/effect-id.ts';
import type { ExecutionState } from '../asl/execution-state.ts';
import { parseArn } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import type { TaskRequest } from './effect-port.ts';
import type { MachineRevision } from './machine-source.ts';

/** Whether the execution still waits for the effect. */
export function isAwaited(state: ExecutionState, effectId: string): boolean {
  return state.status === 'RUNNING' && state.frames.get(frameNumberOf(effectId))?.effect?.id === effectId;
}

/** Undefined when nothing waits for the effect any more. */
export function taskRequest(
  revision: MachineRevision,
  state: ExecutionState,
  effectId: string,
): TaskRequest | undefined {
  const frame = state.frames.get(frameNumberOf(effectId));
  if (frame?.effect?.id !== effectId) return undefined;
  const task = revision.machine.states.get(frame.stateName);
  assert(task?.type === 'Task' && !('unsupported' in task), `${frame.stateName} is no task`);
  const { identity } = state;
  const arn = parseArn(identity.machineArn);
  assert(arn !== undefined, `${identity.machineArn} is no ARN`);
  return {
    effectId,
    executionArn: identity.arn,
    executionName: identity.name,
    machineArn: identity.machineArn,
    roleArn: identity.roleArn,
    region: arn.region,
    account: arn.account,
    resource: task.resource.arn,
    parameters: frame.effect.parameters,
  };
}
