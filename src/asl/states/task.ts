/** Task: has work done by the world outside and goes on with the result. */
import { STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import type { Payload } from '../../base/payload.ts';
import { type Draft, emitInFrame, flowScope, stateOf } from '../draft.ts';
import { effectId } from '../effect-id.ts';
import type { Frame } from '../execution-state.ts';
import { failureOf } from '../failure.ts';
import { constant, type Evaluator, evaluateAll, type Flow, withResult } from '../flow.ts';
import { refuseInExpress } from '../parse/express.ts';
import { type ErrorHandling, readErrorHandling } from '../parse/read-errors.ts';
import { readPayload, readTransition, readWorkingFlow, type Transition } from '../parse/read-flow.ts';
import { has, readObject, readText, report, requireFields, type StateSource } from '../parse/state-source.ts';
import { parseResource, type Resource } from '../resource.ts';
import type { Settled } from '../settled.ts';
import type { Outcome, Signal, StateKind } from '../state-kind.ts';
import { failedWith, leave, whenEvaluated } from './staging.ts';
import { taskEvents } from './task-events.ts';
import { readTaskSeconds } from './task-seconds.ts';

export interface TaskState extends Transition, ErrorHandling {
  readonly type: 'Task';
  readonly flow: Flow;
  readonly resource: Resource;
  readonly timeoutSeconds: Evaluator<number | undefined>;
  readonly heartbeatSeconds: Evaluator<number | undefined>;
}

export const task: StateKind<TaskState> = {
  parse(source) {
    const transition = readTransition(source);
    const errors = readErrorHandling(source);
    checkCredentials(source);
    return {
      type: 'Task',
      ...transition,
      ...errors,
      targets: [...transition.targets, ...errors.catchTargets],
      flow: readWorkingFlow(source),
      resource: readResource(source),
      timeoutSeconds: readTaskSeconds(source, 'TimeoutSeconds') ?? constant(undefined),
      heartbeatSeconds: readTaskSeconds(source, 'HeartbeatSeconds') ?? constant(undefined),
    };
  },

  enter(draft, frame, state) {
    const { flow, timeoutSeconds, heartbeatSeconds } = state;
    const attempt = evaluateAll({ parameters: flow.input, timeoutSeconds, heartbeatSeconds }, flowScope(draft, frame));
    return whenEvaluated(frame, attempt, (evaluated) => schedule(draft, frame, state, evaluated));
  },

  resume(draft, frame, state, signal) {
    const { effect: _, timeoutAtMs: __, heartbeatAtMs: ___, heartbeatMs: ____, ...rest } = frame;
    return conclude(draft, rest, state, signal);
  },
};

export interface Attempt {
  readonly parameters: Payload;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

function schedule(draft: Draft, frame: Frame, { resource }: TaskState, attempt: Attempt): Outcome {
  const { timeoutSeconds, heartbeatSeconds, parameters } = attempt;
  const id = effectId(frame.no, frame.effectCount);
  const { type, details } = taskEvents(resource).scheduled(attempt, draft.before.identity);
  const scheduled = emitInFrame(draft, frame, type, details);
  draft.effects.push({ type: 'schedule', id });
  const inMs = (seconds: number) => draft.stamp.nowMs + seconds * 1000;
  return {
    type: 'paused',
    frame: {
      ...scheduled,
      phase: 'task',
      effectCount: frame.effectCount + 1,
      effect: { id, parameters, started: false },
      ...(timeoutSeconds === undefined ? {} : { timeoutAtMs: inMs(timeoutSeconds) }),
      ...(heartbeatSeconds === undefined
        ? {}
        : { heartbeatMs: heartbeatSeconds * 1000, heartbeatAtMs: inMs(heartbeatSeconds) }),
    },
  };
}

/** Writes the Started event of the frame's open effect; the caller stores the frame. */
export function startedEvent(draft: Draft, frame: Frame): Frame {
  const { type, details } = taskEvents((stateOf(draft, frame) as TaskState).resource).started();
  return emitInFrame(draft, frame, type, details);
}

function conclude(draft: Draft, frame: Frame, state: TaskState, signal: Signal): Settled<Outcome> {
  const events = taskEvents(state.resource);
  const fail = (error: string, cause: string) => {
    const { type, details } = events.failed(error, cause);
    return failedWith(emitInFrame(draft, frame, type, details), failureOf(error, cause));
  };
  switch (signal.type) {
    case 'succeeded': {
      const { output } = signal;
      if (output.bytes > STATE_DATA_BYTES_MAX) {
        const cause = `The state/task '${shownName(state.resource)}' returned a result with a size exceeding the maximum number of bytes service limit.`;
        return fail('States.DataLimitExceeded', cause);
      }
      const { type, details } = events.succeeded(output);
      const succeeded = emitInFrame(draft, frame, type, details);
      return leave(succeeded, state.next, state.flow.exit(withResult(flowScope(draft, succeeded), output)));
    }
    case 'failed':
      return fail(signal.error, signal.cause);
    default: {
      const { type, details } = events.timedOut();
      return failedWith(emitInFrame(draft, frame, type, details), { error: 'States.Timeout', final: false });
    }
  }
}

/** How a service is called in the text of a result that is too large (recorded): by its type, a function by its ARN. */
function shownName(resource: Resource): string {
  return resource.type === 'service' ? resource.resourceType : resource.arn;
}

function readResource(source: StateSource): Resource {
  requireFields(source, 'Resource');
  const arn = readText(source, 'Resource') ?? '';
  const resource = parseResource(arn);
  if (resource === undefined && has(source, 'Resource')) {
    const message = `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
    report(source, message, 'Resource');
  }
  if (resource !== undefined) refuseInExpress(source, resource);
  return resource ?? { type: 'service', arn, resourceType: '', resource: '' };
}

function checkCredentials(source: StateSource): void {
  const credentials = readObject(source, 'Credentials');
  if (credentials === undefined) return;
  if (!('RoleArn' in credentials || 'RoleArn.$' in credentials)) {
    report(source, "The field 'RoleArn' is required but was missing", 'Credentials');
  }
  readPayload(source, 'Credentials');
}
