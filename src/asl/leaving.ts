/** What a state may not leave with: data or variables beyond the service's limits. */
import { JSON_DEPTH_MAX, STATE_DATA_BYTES_MAX } from '../base/limits.ts';
import type { Frame, Variables } from './execution-state.ts';
import { failureOf, type StateFailure, stateFailure } from './failure.ts';
import type { Exit } from './flow.ts';
import { variablesWith } from './variables.ts';

export type Leaving =
  /** `variables` as they are in the next state. */
  | { readonly ok: true; readonly variables: Variables }
  /** Nothing retries or catches it. */
  | { readonly ok: false; readonly failure: StateFailure };

export function checkLeaving(frame: Frame, { output, assigned }: Exit): Leaving {
  if (output.bytes > STATE_DATA_BYTES_MAX) {
    const cause = `The state/task '${frame.stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    return { ok: false, failure: failureOf('States.DataLimitExceeded', cause) };
  }
  if ([output, ...Object.values(assigned ?? {})].some(({ isTooDeep }) => isTooDeep)) {
    const cause = `The output of the state is nested more than ${JSON_DEPTH_MAX} levels deep.`;
    return { ok: false, failure: stateFailure(frame, { error: 'States.Runtime', cause }) };
  }
  const variables = assigned === undefined ? frame.variables : variablesWith(frame.variables, assigned);
  return variables === undefined ? { ok: false, failure: VARIABLES_TOO_LARGE } : { ok: true, variables };
}

/** GUESS: error and wording; the limits are documented. */
const VARIABLES_TOO_LARGE = failureOf(
  'States.DataLimitExceeded',
  'The variables have a size exceeding the maximum number of bytes service limit.',
);
