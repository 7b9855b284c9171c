/** Fail: ends its line of control with an error. */
import { type Draft, stateScope } from '../draft.ts';
import type { Frame, StatesError } from '../execution-state.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import { runtimeFailure } from '../jsonpath/scope.ts';
import type { Transition } from '../parse/read-flow.ts';
import { exclusive, readText, report, type StateSource } from '../parse/state-source.ts';
import { compileExpression, type Expression, evaluateExpression } from '../payload-template.ts';
import type { StateKind } from '../state-kind.ts';
import { failed, failedWith } from './staging.ts';

/** A literal, or a path or intrinsic that has to give a string. */
type TextSource = string | { readonly field: string; readonly expression: Expression };

export interface FailState extends Transition {
  readonly type: 'Fail';
  readonly error?: TextSource;
  readonly cause?: TextSource;
}

export const fail: StateKind<FailState> = {
  parse(source) {
    const error = readTextSource(source, 'Error');
    const cause = readTextSource(source, 'Cause');
    return {
      type: 'Fail',
      next: undefined,
      targets: [],
      terminal: true,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  },

  enter(draft, frame, state) {
    const error = textOf(draft, frame, state.error);
    if (!error.ok) return failed(frame, error.failure);
    const cause = textOf(draft, frame, state.cause);
    if (!cause.ok) return failed(frame, cause.failure);
    const named: StatesError = {
      ...(error.value === undefined ? {} : { error: error.value }),
      ...(cause.value === undefined ? {} : { cause: cause.value }),
    };
    return failedWith(frame, { ...named, final: false });
  },
};

function readTextSource(source: StateSource, field: 'Error' | 'Cause'): TextSource | undefined {
  const pathField = `${field}Path`;
  exclusive(source, field, pathField);
  const literal = readText(source, field);
  if (literal !== undefined) return literal;
  const text = readText(source, pathField);
  if (text === undefined) return undefined;
  const expression = compileExpression(text);
  if (expression !== undefined) return { field: pathField, expression };
  report(source, `The value for the field '${pathField}' must be a valid JSONPath or a valid intrinsic function call`);
  return undefined;
}

function textOf(draft: Draft, frame: Frame, source: TextSource | undefined): Evaluated<string | undefined> {
  if (source === undefined || typeof source === 'string') return { ok: true, value: source };
  const { field, expression } = source;
  const scope = { ...stateScope(draft, frame), input: frame.input.value };
  const result = evaluateExpression(expression, field, scope);
  if (!result.ok) return result;
  if (typeof result.value === 'string') return { ok: true, value: result.value };
  return runtimeFailure(`The ${field} field must reference a string value.`);
}
