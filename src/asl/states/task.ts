/** Task: has work done by the world outside and goes on with the result. */
import { SECONDS_MAX, STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import type { Payload } from '../../base/payload.ts';
import { resolvePath, type TaskFlow } from '../data-flow.ts';
import { type Draft, emitInFrame, stateOf, stateScope } from '../draft.ts';
import { effectId } from '../effect-id.ts';
import type { Frame } from '../execution-state.ts';
import { failureOf } from '../failure.ts';
import type { Path } from '../jsonpath/path.ts';
import { type Evaluated, runtimeFailure, type StateScope } from '../jsonpath/scope.ts';
import { refuseInExpress } from '../parse/express.ts';
import { type ErrorHandling, readErrorHandling } from '../parse/read-errors.ts';
import {
  readAssign,
  readPath,
  readTaskFlow,
  readTemplate,
  readTransition,
  type Transition,
} from '../parse/read-flow.ts';
import {
  exclusive,
  has,
  readInteger,
  readObject,
  readText,
  report,
  requireFields,
  type StateSource,
} from '../parse/state-source.ts';
import type { Template } from '../payload-template.ts';
import { parseResource, type Resource } from '../resource.ts';
import type { Outcome, Signal, StateKind } from '../state-kind.ts';
import { effectiveInput, failed, failedWith, leave, outputOfResult } from './staging.ts';
import { taskEvents } from './task-events.ts';

/** Fixed in the definition, or read from the state's input. */
type Seconds = number | { readonly path: Path };

export interface TaskState extends Transition, ErrorHandling {
  readonly type: 'Task';
  readonly flow: TaskFlow;
  readonly resource: Resource;
  readonly timeout?: Seconds;
  readonly heartbeat?: Seconds;
  readonly assign?: Template;
}

export const task: StateKind<TaskState> = {
  parse(source) {
    const transition = readTransition(source);
    const errors = readErrorHandling(source);
    const timeout = readSeconds(source, 'TimeoutSeconds');
    const heartbeat = readSeconds(source, 'HeartbeatSeconds');
    checkCredentials(source);
    return {
      type: 'Task',
      ...transition,
      ...errors,
      targets: [...transition.targets, ...errors.catchTargets],
      flow: readTaskFlow(source),
      resource: readResource(source),
      ...(timeout === undefined ? {} : { timeout }),
      ...(heartbeat === undefined ? {} : { heartbeat }),
      ...readAssign(source),
    };
  },

  enter(draft, frame, state) {
    const scope = stateScope(draft, frame);
    const parameters = effectiveInput(state.flow, frame, scope);
    if (!parameters.ok) return failed(frame, parameters.failure);
    const timeoutSeconds = resolveSeconds(state.timeout, 'TimeoutSecondsPath', frame, scope);
    if (!timeoutSeconds.ok) return failed(frame, timeoutSeconds.failure);
    const heartbeatSeconds = resolveSeconds(state.heartbeat, 'HeartbeatSecondsPath', frame, scope);
    if (!heartbeatSeconds.ok) return failed(frame, heartbeatSeconds.failure);
    return schedule(draft, frame, state, {
      parameters: parameters.value,
      timeoutSeconds: timeoutSeconds.value,
      heartbeatSeconds: heartbeatSeconds.value,
    });
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

function conclude(draft: Draft, frame: Frame, state: TaskState, signal: Signal): Outcome {
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
      const scope = stateScope(draft, succeeded);
      return leave(succeeded, state, outputOfResult(state.flow, succeeded, output, scope), output, scope);
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

function readSeconds(source: StateSource, field: string): Seconds | undefined {
  exclusive(source, field, `${field}Path`);
  const seconds = readInteger(source, field, { min: 1, max: SECONDS_MAX });
  if (seconds !== undefined) return seconds;
  const path = readPath(source, `${field}Path`);
  return path === undefined ? undefined : { path };
}

function checkCredentials(source: StateSource): void {
  const credentials = readObject(source, 'Credentials');
  if (credentials === undefined) return;
  if (!('RoleArn' in credentials || 'RoleArn.$' in credentials)) {
    report(source, "The field 'RoleArn' is required but was missing", 'Credentials');
  }
  readTemplate(source, 'Credentials');
}

function resolveSeconds(
  seconds: Seconds | undefined,
  field: string,
  frame: Frame,
  scope: StateScope,
): Evaluated<number | undefined> {
  if (seconds === undefined || typeof seconds === 'number') return { ok: true, value: seconds };
  const resolved = resolvePath(seconds.path, frame.input, scope);
  if (!resolved.ok) return resolved;
  const value = Number(resolved.value);
  if (typeof resolved.value === 'string' || !Number.isInteger(value) || value < 1 || value > SECONDS_MAX) {
    return runtimeFailure(`The ${field} parameter does not reference a positive integer: ${seconds.path.text}`);
  }
  return { ok: true, value };
}
