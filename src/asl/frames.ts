/** Frames at work: they enter states, leave them, fail, wait, and end. */
import type { Payload } from '../base/payload.ts';
import { catchFailure } from './catch.ts';
import { dropChildren, parentOf } from './child-frames.ts';
import { frameDeadline } from './deadlines.ts';
import { type Draft, emit, emitInFrame, frameOf, makeReady, putFrame, stateOf } from './draft.ts';
import { endExecution } from './ending.ts';
import { type Frame, NO_VARIABLES, type StatesError } from './execution-state.ts';
import { endsExecution, type StateFailure } from './failure.ts';
import { checkLeaving } from './leaving.ts';
import { decideRetry } from './retry.ts';
import { type Settled, whenSettled } from './settled.ts';
import type { Outcome, Signal } from './state-kind.ts';
import { kindOf } from './states/index.ts';

/** One step enters at most so many states; then it asks to go on, so that no loop holds up the others. */
const TRANSITIONS_PER_STEP_MAX = 100;
/** What an evaluation that takes its time counts as: a second is possible, and a stop has to wait for the step. */
const TRANSITIONS_PER_EVALUATION = 9;

export function runReadyFrames(draft: Draft): Settled<void> {
  while (draft.status === 'RUNNING' && (draft.transitions < TRANSITIONS_PER_STEP_MAX || draft.signals.size > 0)) {
    const [no, ...rest] = draft.ready;
    if (no === undefined) return;
    draft.ready = rest;
    const pending = whenSettled(runFrame(draft, frameOf(draft, no)), (outcome) => outcome && settle(draft, outcome));
    if (pending instanceof Promise) {
      draft.transitions += TRANSITIONS_PER_EVALUATION;
      return pending.then(() => runReadyFrames(draft));
    }
  }
}

function runFrame(draft: Draft, frame: Frame): Settled<Outcome | undefined> {
  const state = stateOf(draft, frame);
  const signal = draft.signals.get(frame.no);
  draft.signals.delete(frame.no);
  if (signal !== undefined) return kindOf(state).resume?.(draft, frame, state, signal);
  if (frame.phase !== 'entering') return kindOf(state).enter(draft, frame, state);
  if (draft.stamp.machineDeleting) return abortForDeletion(draft, frame);
  draft.transitions++;
  const enteredEventId = emit(draft, frame.lastEventId, `${state.type}StateEntered`, {
    name: frame.stateName,
    input: frame.input,
    inputDetails: { truncated: false },
  });
  const entered: Frame = {
    ...frame,
    enteredMs: draft.stamp.nowMs,
    enteredEventId,
    lastEventId: enteredEventId,
    beforeStateEventId: frame.lastEventId,
  };
  return kindOf(state).enter(draft, entered, state);
}

/** A state machine that is being deleted ends its executions at their next transition (DeleteStateMachine, API reference). */
function abortForDeletion(draft: Draft, frame: Frame): undefined {
  emit(draft, frame.lastEventId, 'ExecutionAborted', {});
  endExecution(draft, 'ABORTED', { failure: {} });
}

type Exited = Extract<Outcome, { readonly type: 'exit' }>;

function settle(draft: Draft, outcome: Outcome): Settled<void> {
  switch (outcome.type) {
    case 'paused':
      return putFrame(draft, outcome.frame);
    case 'exit':
      return exitState(draft, outcome);
    case 'failed':
      return failState(draft, outcome.frame, outcome.failure);
  }
}

function exitState(draft: Draft, exit: Exited): void {
  const { frame, output, next, assigned } = exit;
  const state = stateOf(draft, frame);
  const leaving = checkLeaving(frame, exit);
  if (!leaving.ok) return failExecution(draft, frame, leaving.failure);
  const left = emitInFrame(draft, frame, `${state.type}StateExited`, {
    name: frame.stateName,
    output,
    outputDetails: { truncated: false },
    ...(assigned === undefined ? {} : { assignedVariables: assigned, assignedVariablesDetails: { truncated: false } }),
  });
  if (next === undefined) return endFrame(draft, left, output);
  putFrame(draft, {
    ...freshFrame(left),
    phase: 'entering',
    stateName: next,
    input: output,
    variables: leaving.variables,
  });
  makeReady(draft, frame.no);
}

/** A frame between two states: nothing of the last one is left. */
export function freshFrame(frame: Frame): Frame {
  const { no, parent, stateName, input, enteredMs, enteredEventId, lastEventId, beforeStateEventId } = frame;
  return {
    no,
    ...(parent === undefined ? {} : { parent }),
    phase: 'entering',
    stateName,
    input,
    enteredMs,
    enteredEventId,
    lastEventId,
    beforeStateEventId,
    retrierAttempts: [],
    retryCount: 0,
    effectCount: frame.effectCount,
    variables: frame.variables,
  };
}

function endFrame(draft: Draft, frame: Frame, output: Payload): void {
  if (frame.parent === undefined) {
    emit(draft, frame.lastEventId, 'ExecutionSucceeded', { output, outputDetails: { truncated: false } });
    return endExecution(draft, 'SUCCEEDED', { output });
  }
  putFrame(draft, { ...freshFrame(frame), phase: 'done', output, variables: NO_VARIABLES });
  resume(draft, parentOf(draft, frame), { type: 'child-ended', index: frame.parent.index });
}

/**
 * Retry, else Catch, else the frame is over. Children are gone with a retry or a catch; when nothing helps they stay, since a
 * redrive keeps those that succeeded.
 */
function failState(draft: Draft, failing: Frame, { evaluation, ...failure }: StateFailure): Settled<void> {
  const state = stateOf(draft, failing);
  const frame = evaluation === undefined ? failing : evaluationFailed(draft, failing, failure, evaluation.location);
  const retriers = 'retry' in state ? state.retry : [];
  const retry = decideRetry(retriers, frame.retrierAttempts, failure, draft.random);
  if (retry !== undefined) {
    return putFrame(draft, {
      ...freshFrame(dropChildren(draft, frame)),
      phase: 'retrying',
      wakeMs: draft.stamp.nowMs + retry.delayMs,
      retrierAttempts: retry.attempts,
      retryCount: frame.retryCount + 1,
    });
  }
  const shown = (state.type === 'Parallel' || state.type === 'Map') && !endsExecution(failure);
  const failed = shown ? emitInFrame(draft, frame, `${state.type}StateFailed`) : frame;
  const caught = 'catch' in state ? catchFailure(draft, failed, state.catch, failure) : undefined;
  if (caught === undefined) return failFrame(draft, failed, failure);
  return whenSettled(caught, (outcome) => {
    // a Catcher that fails itself follows what came before the state's failure (measured)
    if (outcome.type === 'failed') return failState(draft, dropChildren(draft, frame), outcome.failure);
    return settle(draft, { ...outcome, frame: dropChildren(draft, outcome.frame) });
  });
}

/** The history tells of an expression that failed before it tells of the failure. */
function evaluationFailed(
  draft: Draft,
  frame: Frame,
  { error, cause }: StatesError,
  location: string | undefined,
): Frame {
  return emitInFrame(draft, frame, 'EvaluationFailed', {
    error,
    cause,
    ...(location === undefined ? {} : { location }),
    state: frame.stateName,
  });
}

function failFrame(draft: Draft, frame: Frame, failure: StateFailure): Settled<void> {
  if (frame.parent === undefined || endsExecution(failure)) return failExecution(draft, frame, failure);
  putFrame(draft, asEntered(frame));
  const parent = parentOf(draft, frame);
  if (stateOf(draft, frame).type === 'Task') emit(draft, frame.lastEventId, 'TaskStateAborted');
  if (stateOf(draft, parent).type === 'Map') {
    emit(draft, frame.lastEventId, 'MapIterationFailed', { name: parent.stateName, index: frame.parent.index });
  }
  return failState(draft, { ...parent, lastEventId: frame.lastEventId }, { ...failure, final: false });
}

/** A frame that fails is in its state, if only just: a redrive does not enter that again. */
function asEntered(frame: Frame): Frame {
  return frame.phase === 'entering' ? { ...frame, phase: 'retrying' } : frame;
}

function failExecution(draft: Draft, frame: Frame, { error, cause }: StatesError): void {
  putFrame(draft, asEntered(frame));
  const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  emit(draft, frame.lastEventId, 'ExecutionFailed', failure);
  endExecution(draft, 'FAILED', { failure });
}

/** Everything that came due goes on, in the order of the deadlines. */
export function wake(draft: Draft): void {
  const due = draft.waiting
    .map((no) => frameOf(draft, no))
    .filter((frame) => frameDeadline(frame) <= draft.stamp.nowMs)
    .sort((a, b) => frameDeadline(a) - frameDeadline(b));
  for (const frame of due) {
    if (frame.phase === 'retrying') {
      const { wakeMs: _, ...ready } = frame;
      putFrame(draft, ready);
    } else draft.signals.set(frame.no, dueSignal(frame));
  }
  draft.ready = [...due.map(({ no }) => no), ...draft.ready];
}

/** What a waiting frame is told at its deadline. */
export function dueSignal({ phase, timeoutAtMs = Number.POSITIVE_INFINITY, heartbeatAtMs }: Frame): Signal {
  if (phase === 'waiting') return { type: 'elapsed' };
  return { type: 'timed-out', heartbeat: heartbeatAtMs !== undefined && heartbeatAtMs < timeoutAtMs };
}

/** Frames that are told something go first: their news does not outlive this call. */
export function resume(draft: Draft, frame: Frame, signal: Signal): void {
  draft.signals.set(frame.no, signal);
  draft.ready = [frame.no, ...draft.ready];
}
