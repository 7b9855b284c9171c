/** ErrorEquals of Retriers and Catchers (Amazon States Language, "Error names"). */
import type { StateFailure } from './failure.ts';

export interface ErrorMatcher {
  readonly errorEquals: readonly string[];
}

type Test = (failure: StateFailure) => boolean;

const WILDCARDS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['States.ALL', () => true],
  ['States.TaskFailed', (failure) => failure.error !== 'States.Timeout'],
]);

export function matchesError(matcher: ErrorMatcher, failure: StateFailure): boolean {
  if (failure.final) return false;
  const { error, alias } = failure;
  const isNamed = (name: string) => name === error || (alias !== undefined && name === alias);
  return matcher.errorEquals.some((name) => isNamed(name) || WILDCARDS.get(name)?.(failure) === true);
}
