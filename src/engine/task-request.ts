/** What an open task looks like to the world outside. */
import type { ExecutionIdentity, ExecutionState, Frame } from '../asl/execution-state.ts';
import { frameWaitingFor } from '../asl/open-effects.ts';
import type { Resource } from '../asl/resource.ts';
import { parseArn } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import type { TaskRequest } from './effect-port.ts';
import type { MachineRevision } from './machine-source.ts';

/** Whether the execution still waits for the effect. */
export function isAwaited(state: ExecutionState, effectId: string): boolean {
  return state.status === 'RUNNING' && frameWaitingFor(state, effectId) !== undefined;
}

/** The token of a task of an execution, by its effect's id. */
export type TaskTokens = (execution: Pick<ExecutionIdentity, 'arn' | 'startMs'>, effectId: string) => string;

/** What the task in a frame names. */
export function resourceOf({ machine }: MachineRevision, { stateName }: Frame): Resource {
  const task = machine.states.get(stateName);
  assert(task?.type === 'Task', `${stateName} is no task`);
  return task.resource;
}

/** Whether the frame's effect is no task, but the Map Run of a distributed Map. */
export function isMapRun({ machine }: MachineRevision, { stateName }: Frame): boolean {
  return machine.states.get(stateName)?.type === 'Map';
}

/** Undefined when nothing waits for the effect any more. */
export function taskRequest(
  revision: MachineRevision,
  state: ExecutionState,
  effectId: string,
  tokenOf: TaskTokens,
): TaskRequest | undefined {
  const frame = frameWaitingFor(state, effectId);
  if (frame === undefined) return undefined;
  const { identity } = state;
  const { parameters, credentialsRoleArn } = frame.effect;
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
    resource: resourceOf(revision, frame).arn,
    parameters,
    taskToken: () => tokenOf(identity, effectId),
    ...(credentialsRoleArn === undefined ? {} : { credentialsRoleArn }),
  };
}
