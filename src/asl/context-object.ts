/** The context object: `$$` in JSONPath (asl.md section 14; recorded dumps). */
import type { Json, JsonObject } from '../base/json.ts';
import type { ExecutionState, Frame } from './execution-state.ts';

/** States that can be retried, and so have a `RetryCount` (recorded: a Task has it from 0 on, a Pass has none). */
const RETRIABLE = new Set(['Task', 'Parallel', 'Map']);

export function contextObject(state: ExecutionState, frame: Frame, stateType: string): Json {
  const { identity } = state;
  return {
    Execution: {
      Id: identity.arn,
      Input: state.input.value,
      StartTime: new Date(identity.startMs).toISOString(),
      Name: identity.name,
      RoleArn: identity.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: identity.machineArn, Name: identity.machineName },
    State: stateMember(frame, RETRIABLE.has(stateType)),
  };
}

function stateMember(frame: Frame, retriable: boolean): JsonObject {
  const member = { Name: frame.stateName, EnteredTime: new Date(frame.enteredMs).toISOString() };
  return retriable ? { ...member, RetryCount: frame.retryCount } : member;
}
