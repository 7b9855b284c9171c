/** Failures of evaluations in JSONata states. */
import { CAUSE_LENGTH_MAX } from '../../base/limits.ts';
import type { Failure } from '../jsonpath/scope.ts';

/** `location` is the field inside the state; one failure has none (recorded). */
export function queryFailure(cause: string, location?: string): { readonly ok: false; readonly failure: Failure } {
  return {
    ok: false,
    failure: {
      error: 'States.QueryEvaluationError',
      // it may quote a value
      cause: cause.slice(0, CAUSE_LENGTH_MAX),
      evaluation: location === undefined ? {} : { location },
    },
  };
}
