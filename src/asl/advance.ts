/**
 * The interpreter: one input in, the next state, events and effects out. It is pure: time and randomness come in the stamp,
 * and what the world is to do goes out as effects. A machine whose evaluation is asynchronous gets a promise of the step;
 * one without stays synchronous.
 */
import type { Payload } from '../base/payload.ts';
import { PersistentList } from '../base/persistent-list.ts';
import type { Machine } from './definition.ts';
import {
  type Draft,
  type Effect,
  emit,
  frameOf,
  HistoryFull,
  openDraft,
  type Stamp,
  sealDraft,
  stateOf,
} from './draft.ts';
import { endExecution } from './ending.ts';
import type {
  Beginning,
  ExecutionIdentity,
  ExecutionState,
  Frame,
  StatesError,
  TaskResult,
} from './execution-state.ts';
import { NO_VARIABLES } from './execution-state.ts';
import { statesError } from './failure.ts';
import { runReadyFrames, wake } from './frames.ts';
import type { HistoryEvent } from './history-event.ts';
import { heartbeat, taskCalledBack, taskEnded, taskStarted, taskSubmitted } from './open-effects.ts';
import { beginRedrive, canRedrive, redriven } from './redrive.ts';

export type Input =
  | { readonly type: 'start' }
  /** The task is about to be done: from now on its outcome may be unknown. */
  | { readonly type: 'started'; readonly effectId: string; readonly workerName?: string }
  /** The call of a task whose result comes later has returned. */
  | { readonly type: 'submitted'; readonly effectId: string; readonly output: Payload }
  | ({ readonly effectId: string; readonly byToken?: boolean } & TaskResult)
  | { readonly type: 'heartbeat'; readonly effectId: string }
  | { readonly type: 'wake' }
  | { readonly type: 'stop'; readonly error?: string; readonly cause?: string }
  /** Goes on after an end without success. */
  | { readonly type: 'redrive'; readonly clientToken?: string }
  /** Goes on where a step stopped after its bounded number of transitions. */
  | { readonly type: 'continue' };

type TaskInput = Extract<Input, { readonly type: 'succeeded' | 'failed' }>;

export interface Step {
  readonly state: ExecutionState;
  readonly events: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
  /** Numbers of the frames that differ from the state before. */
  readonly changed: readonly number[];
}

/** The state before the first step, which a `start` input takes. `input` is the execution's, whatever its first state gets. */
export function initialState(
  machine: Machine,
  identity: ExecutionIdentity,
  input: Payload,
  beginning: Beginning = { stateName: machine.startAt, input, variables: NO_VARIABLES },
): ExecutionState {
  const root: Frame = {
    no: 0,
    phase: 'entering',
    ...beginning,
    enteredMs: identity.startMs,
    enteredEventId: 0,
    lastEventId: 0,
    beforeStateEventId: 0,
    retrierAttempts: [],
    retryCount: 0,
    effectCount: 0,
  };
  return {
    identity,
    status: 'RUNNING',
    input,
    ...(machine.timeoutSeconds === undefined ? {} : { deadlineMs: identity.startMs + machine.timeoutSeconds * 1000 }),
    lastEventId: 0,
    frames: PersistentList.of([root]),
    waiting: [],
    ready: [],
    abandoned: [],
  };
}

/** A stale or doubled input gives no events, no effects and the very same state. */
export function advance(machine: Machine, state: ExecutionState, input: Input, stamp: Stamp): Step | Promise<Step> {
  if (input.type === 'redrive') return redrive(machine, state, input.clientToken, stamp);
  if (state.status !== 'RUNNING') return unchanged(state);
  const draft = openDraft(machine, state, stamp);
  return complete(draft, () => {
    if (isDue(state.deadlineMs, input, stamp)) return timeOut(draft, state.deadlineMs as number);
    take(draft, input);
    return input.type === 'continue' || isTouched(draft) ? runReadyFrames(draft) : undefined;
  });
}

function redrive(
  machine: Machine,
  state: ExecutionState,
  clientToken: string | undefined,
  stamp: Stamp,
): Step | Promise<Step> {
  if (!canRedrive(state, stamp.nowMs)) return unchanged(state);
  const draft = openDraft(machine, redriven(state, machine, stamp, clientToken), stamp);
  return complete(draft, () => {
    beginRedrive(draft);
    return runReadyFrames(draft);
  });
}

function complete(draft: Draft, work: () => void | Promise<void>): Step | Promise<Step> {
  const pending = guarded(draft, work);
  return pending === undefined ? sealStep(draft) : pending.then(() => sealStep(draft));
}

/** Turns the history's limit into the execution's failure, however the work ends. */
function guarded(draft: Draft, work: () => void | Promise<void>): void | Promise<void> {
  const onError = (error: unknown) => {
    if (!(error instanceof HistoryFull)) throw error;
    failForFullHistory(draft);
  };
  try {
    const pending = work();
    return pending === undefined ? undefined : pending.catch(onError);
  } catch (error) {
    return onError(error);
  }
}

/** A heartbeat touches frames alone. */
function isTouched({ events, changed, signals, frames, before }: Draft): boolean {
  return events.length > 0 || changed.size > 0 || signals.size > 0 || frames !== before.frames;
}

function sealStep(draft: Draft): Step {
  if (!isTouched(draft)) return unchanged(draft.before);
  return { state: sealDraft(draft), events: draft.events, effects: draft.effects, changed: [...draft.changed] };
}

function unchanged(state: ExecutionState): Step {
  return { state, events: [], effects: [], changed: [] };
}

function take(draft: Draft, input: Exclude<Input, { readonly type: 'redrive' }>): void {
  switch (input.type) {
    case 'start':
      return begin(draft);
    case 'started':
      return taskStarted(draft, input.effectId, input.workerName);
    case 'submitted':
      return taskSubmitted(draft, input.effectId, input.output);
    case 'succeeded':
      return takeResult(draft, input, { type: 'succeeded', output: input.output });
    case 'failed':
      return takeResult(draft, input, { type: 'failed', ...statesError(input.error, input.cause) });
    case 'heartbeat':
      return heartbeat(draft, input.effectId);
    case 'wake':
      return wake(draft);
    case 'stop':
      return abort(draft, input);
    case 'continue':
      return;
  }
}

/** `byToken`: it came with the task's token, not from whoever does the task for us. */
function takeResult(draft: Draft, { effectId, byToken = false }: TaskInput, result: TaskResult): void {
  return byToken ? taskCalledBack(draft, effectId, result) : taskEnded(draft, effectId, result);
}

function begin(draft: Draft): void {
  if (draft.lastEventId > 0) return;
  const { input, identity } = draft.before;
  const { roleArn, machineArn, through } = identity;
  emit(draft, 0, 'ExecutionStarted', {
    input,
    inputDetails: { truncated: false },
    roleArn,
    ...(through?.alias === undefined ? {} : { stateMachineAliasArn: `${machineArn}:${through.alias}` }),
    ...(through === undefined ? {} : { stateMachineVersionArn: `${machineArn}:${through.version}` }),
  });
  draft.ready = [0];
}

function abort(draft: Draft, { error, cause }: StatesError): void {
  const failure = statesError(error, cause);
  abortMapRuns(draft);
  emit(draft, interruptedAt(draft), 'ExecutionAborted', { ...failure });
  endExecution(draft, 'ABORTED', { failure });
}

/** A result that came before the wake-up wins, so only a wake-up (or a `continue`) finds the machine's deadline passed. */
function isDue(deadlineMs: number | undefined, input: Input, stamp: Stamp): boolean {
  return deadlineMs !== undefined && stamp.nowMs >= deadlineMs && (input.type === 'wake' || input.type === 'continue');
}

/** The stop date is the deadline itself (measured on AWS); Describe shows neither error nor cause (recorded). */
function timeOut(draft: Draft, deadlineMs: number): void {
  abortMapRuns(draft);
  emit(draft, interruptedAt(draft), 'ExecutionTimedOut', { error: 'States.Timeout' });
  endExecution(draft, 'TIMED_OUT', { stopMs: deadlineMs });
}

/** GUESS: the place of the event, which is documented. */
function abortMapRuns(draft: Draft): void {
  for (const no of draft.waiting) {
    const frame = frameOf(draft, no);
    if (frame.effect !== undefined && stateOf(draft, frame).type === 'Map')
      emit(draft, frame.lastEventId, 'MapRunAborted');
  }
}

/** Interrupted in its first state an execution's last event points to 0 (recorded): to what preceded the open state. */
function interruptedAt(draft: Draft): number {
  const root = frameOf(draft, 0);
  return root.beforeStateEventId;
}

function failForFullHistory(draft: Draft): void {
  const failure = {
    error: 'States.Runtime',
    cause: 'The execution reached the maximum number of history events (25000).',
  };
  emit(draft, draft.lastEventId, 'ExecutionFailed', failure);
  endExecution(draft, 'FAILED', { failure });
}
