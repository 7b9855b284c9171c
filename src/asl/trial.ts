/**
 * One state tried out on its own: entered, resumed and judged by the interpreter's own code while somebody looks on. It has no
 * history, and the state it leads to is not entered.
 */
import { assert } from '../base/assert.ts';
import type { Payload } from '../base/payload.ts';
import { PersistentList } from '../base/persistent-list.ts';
import { initialState } from './advance.ts';
import { catchFailure, takingCatcher } from './catch.ts';
import type { Machine } from './definition.ts';
import { type Draft, openDraft, putFrame, type Stamp, sealDraft, stateOf, type Trial } from './draft.ts';
import type { ExecutionIdentity, ExecutionState, Frame, StatesError, Variables } from './execution-state.ts';
import { type StateFailure, statesError } from './failure.ts';
import { checkLeaving } from './leaving.ts';
import { enterMocked, type Mock, type WorkingState } from './mocked.ts';
import { decideRetry, decidingRetrier } from './retry.ts';
import { type Settled, whenSettled } from './settled.ts';
import type { Outcome, Signal } from './state-kind.ts';
import { kindOf } from './states/index.ts';

export interface TrialSetup extends Trial {
  readonly machine: Machine;
  /** May be one of a machine nested in another state. */
  readonly stateName: string;
  readonly identity: ExecutionIdentity;
  readonly input: Payload;
  readonly variables: Variables;
  /** How often the Retrier that decides has tried the state again before. */
  readonly retryCount: number;
}

export interface TrialStep {
  /** Of an execution that is in the state. */
  readonly state: ExecutionState;
  readonly outcome: Outcome;
}

/** With a mock it never pauses. */
export function enterTrial(setup: TrialSetup, stamp: Stamp, mock?: Mock): Settled<TrialStep> {
  const { machine, stateName, identity, input, variables, retryCount } = setup;
  const initial = initialState(machine, identity, input);
  const frame: Frame = { ...frameIn(initial), stateName, enteredMs: stamp.nowMs, variables, retryCount };
  const draft = openTrial(setup, { ...initial, frames: PersistentList.of([frame]) }, stamp);
  const state = stateOf(draft, frame);
  const outcome =
    mock === undefined
      ? kindOf(state).enter(draft, frame, state)
      : enterMocked(draft, frame, state as WorkingState, mock);
  return whenSettled(outcome, (settled) => seal(draft, settled));
}

/** Only after a step that paused. */
export function resumeTrial(
  setup: TrialSetup,
  before: ExecutionState,
  signal: Signal,
  stamp: Stamp,
): Settled<TrialStep> {
  const draft = openTrial(setup, before, stamp);
  const frame = frameIn(before);
  const state = stateOf(draft, frame);
  const outcome = kindOf(state).resume?.(draft, frame, state, signal) ?? { type: 'paused', frame };
  return whenSettled(outcome, (settled) => seal(draft, settled));
}

/** What the state came to. Absent members do not apply. */
export interface Verdict {
  readonly status: 'SUCCEEDED' | 'RETRIABLE' | 'CAUGHT_ERROR' | 'FAILED';
  readonly output?: Payload;
  /** Absent where the line of control ends. */
  readonly next?: string;
  /** As they are afterwards. */
  readonly variables: Variables;
  readonly failure?: StatesError;
  /** The Retrier that decided, also when it was exhausted. */
  readonly retryIndex?: number;
  /** Only when the state would be tried again. */
  readonly retryDelayMs?: number;
  readonly catchIndex?: number;
}

/** Retry, else Catch, else the failure stands; as for a state that an execution is in. */
export function judgeTrial(setup: TrialSetup, { state, outcome }: TrialStep, stamp: Stamp): Settled<Verdict> {
  assert(outcome.type !== 'paused', `state ${setup.stateName} is still at work`);
  if (outcome.type === 'exit') return judgeExit(outcome, { status: 'SUCCEEDED', variables: setup.variables });
  return judgeFailure(setup, openTrial(setup, state, stamp), outcome);
}

type Exited = Extract<Outcome, { readonly type: 'exit' }>;
type Failed = Extract<Outcome, { readonly type: 'failed' }>;

function judgeExit(exit: Exited, verdict: Verdict): Verdict {
  const leaving = checkLeaving(exit.frame, exit);
  const { variables } = verdict;
  if (!leaving.ok) return { status: 'FAILED', variables, failure: errorOf(leaving.failure) };
  const { output, next } = exit;
  return { ...verdict, output, ...(next !== undefined && { next }), variables: leaving.variables };
}

function judgeFailure(setup: TrialSetup, draft: Draft, { frame, failure }: Failed): Settled<Verdict> {
  const state = stateOf(draft, frame);
  const retriers = 'retry' in state ? state.retry : [];
  const catchers = 'catch' in state ? state.catch : [];
  const retryIndex = decidingRetrier(retriers, failure);
  const attempts = retriers.map((_, i) => (i === retryIndex ? setup.retryCount : 0));
  const retry = decideRetry(retriers, attempts, failure, draft.random);
  const common = {
    variables: setup.variables,
    failure: errorOf(failure),
    ...(retryIndex !== undefined && { retryIndex }),
  };
  if (retry !== undefined) return { status: 'RETRIABLE', ...common, retryDelayMs: retry.delayMs };
  const catchIndex = takingCatcher(catchers, failure);
  const caught = catchFailure(draft, frame, catchers, failure);
  if (caught === undefined || catchIndex === undefined) return { status: 'FAILED', ...common };
  return whenSettled(caught, (outcome) => {
    // a failure in the Catcher itself is not caught again
    if (outcome.type !== 'exit') return { status: 'FAILED', variables: setup.variables, failure: failureIn(outcome) };
    return judgeExit(outcome, { status: 'CAUGHT_ERROR', ...common, catchIndex });
  });
}

function failureIn(outcome: Outcome): StatesError {
  assert(outcome.type === 'failed', 'a Catcher neither left nor failed');
  return errorOf(outcome.failure);
}

function errorOf({ error, cause }: StateFailure): StatesError {
  return statesError(error, cause);
}

function openTrial(setup: TrialSetup, state: ExecutionState, stamp: Stamp): Draft {
  return { ...openDraft(setup.machine, state, stamp), trial: setup };
}

/** What is tried out is in the one frame there is. */
function frameIn({ frames }: ExecutionState): Frame {
  const frame = frames.get(0);
  assert(frame !== undefined, 'the trial has no frame');
  return frame;
}

function seal(draft: Draft, outcome: Outcome): TrialStep {
  if (outcome.type === 'paused') putFrame(draft, outcome.frame);
  return { state: sealDraft(draft), outcome };
}
