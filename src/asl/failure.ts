/** Failures of a state while it runs. */
import type { Frame, StatesError } from './execution-state.ts';
import type { Failure } from './jsonpath/scope.ts';

export interface StateFailure extends StatesError {
  /** A name that Retriers and Catchers know it by as well. */
  readonly alias?: string;
  /** The state's own Retriers and Catchers do not see it. */
  readonly final: boolean;
  /** An expression failed, in this field: the history tells of it before it tells of the failure. */
  readonly evaluation?: { readonly location?: string };
}

export function failureOf(error: string | undefined, cause: string | undefined): StateFailure {
  return { ...statesError(error, cause), final: error === 'States.Runtime' };
}

/** Without the members that are not known. */
export function statesError(error: string | undefined, cause: string | undefined): StatesError {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

/** Nothing that encloses the state sees it either: the execution fails (States.Runtime; recorded and measured). */
export function endsExecution({ error, final }: StateFailure): boolean {
  return final && error === 'States.Runtime';
}

/**
 * A failure found while evaluating the state itself, worded as AWS does: with the state's place in the history, if it has one
 * (recorded of TestState, which has no history).
 */
export function stateFailure(frame: Frame, { error, cause, evaluation }: Failure): StateFailure {
  const { stateName, enteredEventId } = frame;
  const where =
    enteredEventId === 0
      ? ''
      : `An error occurred while executing the state '${stateName}' (entered at the event id #${enteredEventId}). `;
  const failure = failureOf(error, where + cause);
  return evaluation === undefined ? failure : { ...failure, evaluation };
}
