/** Catchers: where a failed state goes instead of failing (Amazon States Language, "Fallback states"). */
import type { Json } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { applyResultPath } from './data-flow.ts';
import { type Draft, stateScope } from './draft.ts';
import { type ErrorMatcher, matchesError } from './error-matcher.ts';
import type { Frame } from './execution-state.ts';
import { type StateFailure, stateFailure } from './failure.ts';
import type { ReferencePath } from './jsonpath/reference-path.ts';
import type { Template } from './payload-template.ts';
import type { Outcome } from './state-kind.ts';
import { assignVariables } from './variables.ts';

export interface Catcher extends ErrorMatcher {
  readonly next: string;
  readonly resultPath: ReferencePath | null;
  readonly assign?: Template;
}

/**
 * The error output goes into the raw state input; the state's own ResultPath and OutputPath do not apply (recorded).
 * @returns undefined when no Catcher matches
 */
export function catchFailure(
  draft: Draft,
  frame: Frame,
  catchers: readonly Catcher[],
  failure: StateFailure,
): Outcome | undefined {
  const catcher = catchers.find((candidate) => matchesError(candidate, failure));
  if (catcher === undefined) return undefined;
  const scope = stateScope(draft, frame);
  const errorOutput = Payload.of(errorOutputOf(failure));
  const output = applyResultPath(catcher.resultPath, frame.input, errorOutput);
  if (!output.ok) return { type: 'failed', frame, failure: { ...stateFailure(frame, output.failure), final: true } };
  const assigned = assignVariables(catcher.assign, errorOutput, scope);
  if (!assigned.ok)
    return { type: 'failed', frame, failure: { ...stateFailure(frame, assigned.failure), final: true } };
  return { type: 'exit', frame, output: output.value, next: catcher.next, ...assigned.value };
}

/** A timeout's Cause is the empty text, a failure that names nothing has nulls (both recorded). */
function errorOutputOf({ error, cause }: StateFailure): Json {
  const missingCause = error === 'States.Timeout' ? '' : null;
  return { Error: error ?? null, Cause: cause ?? missingCause };
}
