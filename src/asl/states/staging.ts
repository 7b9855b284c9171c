/** How a state goes on from what its fields gave, or fails when they gave nothing. */

import type { Frame } from '../execution-state.ts';
import { type StateFailure, stateFailure } from '../failure.ts';
import type { Exit } from '../flow.ts';
import type { Evaluated, Failure } from '../jsonpath/scope.ts';
import { type Settled, whenSettled } from '../settled.ts';
import type { Outcome } from '../state-kind.ts';

/** A field that cannot be evaluated fails the state. */
export function whenEvaluated<T>(
  frame: Frame,
  evaluated: Settled<Evaluated<T>>,
  goOn: (value: T) => Settled<Outcome>,
): Settled<Outcome> {
  return whenSettled(evaluated, (settled) => (settled.ok ? goOn(settled.value) : failed(frame, settled.failure)));
}

/** Leaves the state; `next` is undefined where its line of control ends. */
export function leave(frame: Frame, next: string | undefined, exit: Settled<Evaluated<Exit>>): Settled<Outcome> {
  return whenEvaluated(frame, exit, (left) => ({ type: 'exit', frame, next, ...left }));
}

/** The state cannot go on with what it was given. */
export function failed(frame: Frame, failure: Failure): Outcome {
  return failedWith(frame, stateFailure(frame, failure));
}

export function failedWith(frame: Frame, failure: StateFailure): Outcome {
  return { type: 'failed', frame, failure };
}
