/** ErrorEquals of Retriers and Catchers (Amazon States Language, "Error names"). */
import type { StateFailure } from './failure.ts';

export interface ErrorMatcher {
  readonly errorEquals: readonly string[];
}

const WILDCARDS: Readonly<Record<string, (failure: StateFailure) => boolean>> = {
  'States.ALL': () => true,
  'States.TaskFailed': (failure) => failure.error !== 'States.Timeout',
};

export function matchesError(matcher: ErrorMatcher, failure: StateFailure): boolean {
  if (failure.final) return false;
  return matcher.errorEquals.some((name) => name === failure.error || WILDCARDS[name]?.(failure) === true);
}
