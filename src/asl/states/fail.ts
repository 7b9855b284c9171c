/** Fail: ends its line of control with an error. */
import { flowScope } from '../draft.ts';
import { constant, type Evaluator, evaluateAll, type Flow } from '../flow.ts';
import { runtimeFailure } from '../jsonpath/scope.ts';
import { readPassingFlow, type Transition } from '../parse/read-flow.ts';
import { readQueryText } from '../parse/read-jsonata.ts';
import { readPathExpression } from '../parse/read-jsonpath.ts';
import { exclusive, readText, type StateSource } from '../parse/state-source.ts';
import { evaluateExpression } from '../payload-template.ts';
import type { StateKind } from '../state-kind.ts';
import { failedWith, whenEvaluated } from './staging.ts';

export interface FailState extends Transition {
  readonly type: 'Fail';
  /** It has no fields that change its input. */
  readonly flow: Flow;
  readonly error: Evaluator<string | undefined>;
  readonly cause: Evaluator<string | undefined>;
}

export const fail: StateKind<FailState> = {
  parse: (source) => ({
    type: 'Fail',
    next: undefined,
    targets: [],
    terminal: true,
    flow: readPassingFlow(source),
    error: readTextField(source, 'Error') ?? constant(undefined),
    cause: readTextField(source, 'Cause') ?? constant(undefined),
  }),

  enter(draft, frame, { flow, error, cause }) {
    const scope = flowScope(draft, frame);
    return whenEvaluated(frame, flow.input(scope), () =>
      whenEvaluated(frame, evaluateAll({ error, cause }, scope), (named) =>
        failedWith(frame, {
          ...(named.error === undefined ? {} : { error: named.error }),
          ...(named.cause === undefined ? {} : { cause: named.cause }),
          final: false,
        }),
      ),
    );
  },
};

function readTextField(source: StateSource, field: 'Error' | 'Cause'): Evaluator<string> | undefined {
  if (source.language === 'JSONata') return readQueryText(source, field);
  exclusive(source, field, `${field}Path`);
  const literal = readText(source, field);
  return literal === undefined ? readPathText(source, `${field}Path`) : constant(literal);
}

/** A path or an intrinsic function that has to give a string. */
function readPathText(source: StateSource, field: string): Evaluator<string> | undefined {
  const expression = readPathExpression(source, field);
  if (expression === undefined) return undefined;
  return (scope) => {
    const result = evaluateExpression(expression, field, { ...scope, input: scope.input.value });
    if (!result.ok) return result;
    if (typeof result.value === 'string') return { ok: true, value: result.value };
    return runtimeFailure(`The ${field} field must reference a string value.`);
  };
}
