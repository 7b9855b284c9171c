/** Catchers: where a failed state goes instead of failing (Amazon States Language, "Fallback states"). */
import type { Json } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { type Draft, flowScope } from './draft.ts';
import { type ErrorMatcher, matchesError } from './error-matcher.ts';
import type { Frame } from './execution-state.ts';
import { type StateFailure, stateFailure } from './failure.ts';
import type { Evaluator, Exit } from './flow.ts';
import { type Settled, whenSettled } from './settled.ts';
import type { Outcome } from './state-kind.ts';

export interface Catcher extends ErrorMatcher {
  readonly next: string;
  /** Evaluated with the error output as the scope's `data`. */
  readonly exit: Evaluator<Exit>;
}

/** The index of the Catcher that takes a failure: the first that matches. Undefined when none does. */
export function takingCatcher(catchers: readonly Catcher[], failure: StateFailure): number | undefined {
  const index = catchers.findIndex((catcher) => matchesError(catcher, failure));
  return index === -1 ? undefined : index;
}

/**
 * What fails in a Catcher is not caught again.
 * @returns undefined when no Catcher takes the failure
 */
export function catchFailure(
  draft: Draft,
  frame: Frame,
  catchers: readonly Catcher[],
  failure: StateFailure,
): Settled<Outcome> | undefined {
  const index = takingCatcher(catchers, failure);
  const catcher = index === undefined ? undefined : catchers[index];
  if (catcher === undefined) return undefined;
  const errorOutput = Payload.of(errorOutputOf(failure));
  const exit = catcher.exit({ ...flowScope(draft, frame), data: errorOutput, errorOutput });
  return whenSettled(exit, (left) =>
    left.ok
      ? { type: 'exit', frame, next: catcher.next, ...left.value }
      : { type: 'failed', frame, failure: { ...stateFailure(frame, left.failure), final: true } },
  );
}

/** A timeout's Cause is the empty text, a failure that names nothing has nulls (both recorded). */
function errorOutputOf({ error, cause }: StateFailure): Json {
  const missingCause = error === 'States.Timeout' ? '' : null;
  return { Error: error ?? null, Cause: cause ?? missingCause };
}
