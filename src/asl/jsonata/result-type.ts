/** Expressions in fields that take one type only. */
import { isJsonArray, isJsonNumber, isJsonObject, type Json, stringifyJson } from '../../base/json.ts';
import { type FlowScope, whenOk } from '../flow.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import type { Settled } from '../settled.ts';
import { evaluateQuery, expressionFailure, type QueryExpression } from './expression.ts';

export type TypeName = 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string';

/** `T` is what `type` stands for. */
export function evaluateAs<T extends Json>(
  expression: QueryExpression,
  type: TypeName,
  scope: FlowScope,
): Settled<Evaluated<T>> {
  return whenOk(evaluateQuery(expression, scope), ({ value }) => {
    const found = typeOf(value);
    if (found === type) return { ok: true, value: value as T };
    const text = stringifyJson(value);
    return expressionFailure(
      expression,
      `returned an unexpected result type. Expected '${type}', but was '${found}' for value: ${text}`,
    );
  });
}

function typeOf(value: Json): TypeName {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'array';
  if (isJsonNumber(value)) return 'number';
  return isJsonObject(value) ? 'object' : (typeof value as 'boolean' | 'string');
}
