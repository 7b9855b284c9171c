/** Failures of a state while it runs. */
import type { Frame, StatesError } from './execution-state.ts';

export interface StateFailure extends StatesError {
  /** No Retrier and no Catcher sees it: the execution fails (States.Runtime, recorded). */
  readonly final: boolean;
}

export function failureOf(error: string, cause: string): StateFailure {
  return { error, cause, final: error === 'States.Runtime' };
}

/** A failure found while evaluating the state itself, worded as AWS does. */
export function stateFailure(frame: Frame, { error, cause }: { error: string; cause: string }): StateFailure {
  const where = `An error occurred while executing the state '${frame.stateName}' (entered at the event id #${frame.enteredEventId}). `;
  return failureOf(error, where + cause);
}
