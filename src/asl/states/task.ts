/** Task: has work done by the world outside and goes on with the result. */
import { STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import type { Payload } from '../../base/payload.ts';
import { type Draft, emitInFrame, flowScope, withdrawEffect } from '../draft.ts';
import { effectId } from '../effect-id.ts';
import type { Frame, StatesError } from '../execution-state.ts';
import { failureOf, statesError } from '../failure.ts';
import { constant, type Evaluator, evaluateAll, type Flow, withResult } from '../flow.ts';
import type { Failure } from '../jsonpath/scope.ts';
import { refuseInExpress } from '../parse/express.ts';
import { type ErrorHandling, readErrorHandling } from '../parse/read-errors.ts';
import { readTransition, readWorkingFlow, type Transition } from '../parse/read-flow.ts';
import { has, readText, report, requireFields, type StateSource } from '../parse/state-source.ts';
import { parseResource, type Resource } from '../resource.ts';
import type { Settled } from '../settled.ts';
import type { Outcome, Signal, StateKind } from '../state-kind.ts';
import { failed, failedWith, leave, whenEvaluated } from './staging.ts';
import { readCredentials } from './task-credentials.ts';
import { taskEvents } from './task-events.ts';
import { readTaskSeconds } from './task-seconds.ts';

export interface TaskState extends Transition, ErrorHandling {
  readonly type: 'Task';
  readonly flow: Flow;
  readonly resource: Resource;
  readonly timeoutSeconds: Evaluator<number | undefined>;
  readonly heartbeatSeconds: Evaluator<number | undefined>;
  /** The role of Credentials. */
  readonly credentialsRoleArn: Evaluator<string | undefined>;
}

export const task: StateKind<TaskState> = {
  parse(source) {
    const transition = readTransition(source);
    const errors = readErrorHandling(source);
    return {
      type: 'Task',
      ...transition,
      ...errors,
      targets: [...transition.targets, ...errors.catchTargets],
      flow: readWorkingFlow(source),
      resource: readResource(source),
      timeoutSeconds: readTaskSeconds(source, 'TimeoutSeconds') ?? constant(undefined),
      heartbeatSeconds: readTaskSeconds(source, 'HeartbeatSeconds') ?? constant(undefined),
      credentialsRoleArn: readCredentials(source),
    };
  },

  enter(draft, frame, state) {
    const { flow, timeoutSeconds, heartbeatSeconds, credentialsRoleArn } = state;
    const attempt = evaluateAll(
      { parameters: flow.input, timeoutSeconds, heartbeatSeconds, credentialsRoleArn },
      flowScope(draft, frame),
    );
    return whenEvaluated(frame, attempt, (evaluated) => {
      const refused = refusal(draft, state, evaluated);
      return refused === undefined ? schedule(draft, frame, state, evaluated) : failed(frame, refused);
    });
  },

  resume(draft, frame, state, signal) {
    if (signal.type === 'timed-out') withdrawEffect(draft, frame);
    const { effect: _, timeoutAtMs: __, heartbeatAtMs: ___, heartbeatMs: ____, ...rest } = frame;
    return conclude(draft, rest, state, signal);
  },
};

export interface Attempt {
  readonly parameters: Payload;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly credentialsRoleArn: string | undefined;
}

/** What keeps an attempt from being scheduled at all: then no Scheduled event is written (recorded for activities). */
function refusal({ stamp }: Draft, { resource }: TaskState, { parameters }: Attempt): Failure | undefined {
  if (resource.type === 'activity' && stamp.activityExists?.(resource.arn) === false) {
    return { error: 'States.Runtime', cause: `The activity ${resource.arn} does not exist.` };
  }
  if (parameters.bytes <= STATE_DATA_BYTES_MAX) return undefined;
  // GUESS: the wording; the limit is documented for the input of a task
  const cause = `The state/task '${shownName(resource)}' was given an input with a size exceeding the maximum number of bytes service limit.`;
  return { error: 'States.DataLimitExceeded', cause };
}

function schedule(draft: Draft, frame: Frame, { resource }: TaskState, attempt: Attempt): Outcome {
  const { timeoutSeconds, heartbeatSeconds, credentialsRoleArn, parameters } = attempt;
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
      effect: { id, parameters, started: false, ...(credentialsRoleArn && { credentialsRoleArn }) },
      ...(timeoutSeconds === undefined ? {} : { timeoutAtMs: inMs(timeoutSeconds) }),
      ...(heartbeatSeconds === undefined
        ? {}
        : { heartbeatMs: heartbeatSeconds * 1000, heartbeatAtMs: inMs(heartbeatSeconds) }),
    },
  };
}

function conclude(draft: Draft, frame: Frame, state: TaskState, signal: Signal): Settled<Outcome> {
  const events = taskEvents(state.resource);
  const fail = (failure: StatesError) => {
    const { type, details } = events.failed(failure);
    return failedWith(emitInFrame(draft, frame, type, details), failureOf(failure.error, failure.cause));
  };
  switch (signal.type) {
    case 'succeeded': {
      const { output } = signal;
      if (output.bytes > STATE_DATA_BYTES_MAX) {
        const cause = `The state/task '${shownName(state.resource)}' returned a result with a size exceeding the maximum number of bytes service limit.`;
        return fail({ error: 'States.DataLimitExceeded', cause });
      }
      const { type, details } = events.succeeded(output);
      const succeeded = emitInFrame(draft, frame, type, details);
      return leave(succeeded, state.next, state.flow.exit(withResult(flowScope(draft, succeeded), output)));
    }
    case 'failed':
      return fail(statesError(signal.error, signal.cause));
    default: {
      const { type, details } = events.timedOut();
      const timeout = { error: 'States.Timeout', final: false };
      const missedHeartbeat = signal.type === 'timed-out' && signal.heartbeat;
      const failure = missedHeartbeat ? { ...timeout, alias: 'States.HeartbeatTimeout' } : timeout;
      return failedWith(emitInFrame(draft, frame, type, details), failure);
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
  return resource ?? { type: 'lambda-function', arn };
}
