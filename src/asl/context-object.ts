/** The context object: `$$` in JSONPath (asl.md section 14; recorded dumps). */
import type { Json, JsonObject } from '../base/json.ts';
import type { PersistentList } from '../base/persistent-list.ts';
import type { ExecutionState, Frame } from './execution-state.ts';

/** States that can be retried, and so have a `RetryCount` (recorded: a Task has it from 0 on, a Pass has none). */
const RETRIABLE = new Set(['Task', 'Parallel', 'Map']);

/** One item of a Map: `$$.Map.Item`. */
export interface Iteration {
  readonly index: number;
  readonly value: Json;
  /** The member's name, when the members of an object are the items. */
  readonly key?: string;
  /** Where a distributed Map has its items from. */
  readonly source?: string;
}

interface Surroundings {
  readonly stateType: string;
  readonly iteration: Iteration | undefined;
  readonly taskToken: string | undefined;
}

export function contextObject(
  state: ExecutionState,
  frame: Frame,
  { stateType, iteration, taskToken }: Surroundings,
): Json {
  const { identity } = state;
  return {
    Execution: {
      Id: identity.arn,
      Input: state.input.value,
      StartTime: new Date(identity.startMs).toISOString(),
      Name: identity.name,
      RoleArn: identity.roleArn,
      ...redriveMembers(state),
    },
    StateMachine: { Id: identity.machineArn, Name: identity.machineName },
    State: stateMember(frame, RETRIABLE.has(stateType)),
    ...(taskToken === undefined ? {} : { Task: { Token: taskToken } }),
    ...(iteration === undefined ? {} : { Map: { Item: itemMember(iteration) } }),
  };
}

/** Of all but synchronous Express executions, also asynchronous ones, although no Express execution is redriven (recorded). */
function redriveMembers({ identity, redrives = [] }: ExecutionState): JsonObject {
  if (identity.express === 'sync') return {};
  const last = redrives.at(-1);
  if (last === undefined) return { RedriveCount: 0 };
  return { RedriveCount: redrives.length, RedriveTime: new Date(last.redriveMs).toISOString() };
}

/** The innermost iteration a frame is part of, be it through branches of a Parallel. */
export function iterationOf(frames: PersistentList<Frame>, frame: Frame): Iteration | undefined {
  for (let place = frame.parent; place !== undefined; ) {
    const parent = frames.get(place.frame);
    if (parent?.items !== undefined) return iterationAt(parent, place.index);
    place = parent?.parent;
  }
  return undefined;
}

/** `map` is the frame of a Map state that has its items. */
export function iterationAt(map: Frame, index: number): Iteration {
  const items = map.items?.value as readonly Json[];
  return { index, value: items[index] as Json };
}

function itemMember({ index, value, key, source }: Iteration): JsonObject {
  return {
    Index: index,
    ...(key === undefined ? {} : { Key: key }),
    Value: value,
    ...(source === undefined ? {} : { Source: source }),
  };
}

function stateMember(frame: Frame, retriable: boolean): JsonObject {
  const member = { Name: frame.stateName, EnteredTime: new Date(frame.enteredMs).toISOString() };
  return retriable ? { ...member, RetryCount: frame.retryCount } : member;
}
