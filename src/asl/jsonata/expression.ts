/** One JSONata expression of a definition: compiled once, evaluated under a budget against what its state can see. */
import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import type { FlowScope } from '../flow.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import type { Settled } from '../settled.ts';
import { type Analysis, analyse } from './analysis.ts';
import { Budget } from './budget.ts';
import { coalescingWork } from './coalescing.ts';
import { countingHooks } from './counting-hooks.ts';
import { queryFailure } from './failure.ts';
import { functionFor, isFunctionName } from './functions.ts';
import { type LibraryError, type ParsedExpression, parse } from './library.ts';
import { COALESCING_WORK_MAX, DEPTH_MAX, LimitExceeded, SEQUENCE_LENGTH_MAX } from './limits.ts';
import { type CompiledRegexes, regexEngineOf } from './regular-expression.ts';
import { STATES_MEMBERS, statesMember, statesPayload } from './states-variable.ts';
import { plainPath } from './syntax-tree.ts';
import { fromJsonata, type Originals, toJsonata, UnsupportedResult } from './values.ts';

export interface QueryExpression {
  /** The field inside the state: `Output/values[0]`. */
  readonly location: string;
  /** What stands between the delimiters, without blanks around it: as messages show it. */
  readonly text: string;
  /** Variables of the machine it may read. */
  readonly variables: readonly string[];
  /** It reads `$states.errorOutput`. */
  readonly readsErrorOutput: boolean;
  /** The names, when the expression is nothing but a path of names: it needs no evaluator, and keeps the digits of numbers. */
  readonly path: readonly string[] | undefined;
  readonly parsed: ParsedExpression;
  readonly analysis: Analysis;
  readonly regexes: CompiledRegexes;
}

export type CompiledQuery =
  | { readonly ok: true; readonly expression: QueryExpression }
  | {
      readonly ok: false;
      readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION';
      readonly problems: readonly string[];
    };

const DELIMITED = /^\{%([\s\S]*)%\}$/;

/** The text between the delimiters; undefined when the string is no expression. */
export function expressionText(text: string): string | undefined {
  return DELIMITED.exec(text)?.[1]?.trim();
}

export function compileQuery(text: string, location: string): CompiledQuery {
  if (coalescingWork(text) > COALESCING_WORK_MAX) {
    return { ok: false, code: 'INVALID_JSONATA_EXPRESSION', problems: ['The operator ?? is nested too deeply'] };
  }
  try {
    const parsed = parse(text, { depth: DEPTH_MAX, sequence: SEQUENCE_LENGTH_MAX });
    const analysis = analyse(parsed.tree);
    const { problems, names, ownNames, statesMembers } = analysis;
    if (problems.length > 0) return { ok: false, code: 'UNSUPPORTED_JSONATA_EXPRESSION', problems };
    const variables = [...names].filter((name) => name !== 'states' && !ownNames.has(name) && !isFunctionName(name));
    return {
      ok: true,
      expression: {
        location,
        text,
        variables,
        readsErrorOutput: statesMembers.has('errorOutput'),
        path: plainPath(parsed.tree),
        parsed,
        analysis,
        regexes: new WeakMap(),
      },
    };
  } catch (error) {
    const { message = 'The expression cannot be parsed' } = error as LibraryError;
    return { ok: false, code: 'INVALID_JSONATA_EXPRESSION', problems: [message] };
  }
}

/** Never throws, never rejects. The same expression, scope and stamp give the same result. */
export function evaluateQuery(expression: QueryExpression, scope: FlowScope): Settled<Evaluated<Payload>> {
  const found = expression.path === undefined ? undefined : followPath(expression, expression.path, scope);
  return found ?? evaluateTree(expression, scope);
}

/** The words of the service (recorded); `problem` ends its sentence. */
export function expressionFailure(
  { text, location }: QueryExpression,
  problem: string,
): ReturnType<typeof queryFailure> {
  return queryFailure(`The JSONata expression '${text}' specified for the field '${location}' ${problem}`, location);
}

const NOTHING = 'returned nothing (undefined).';

/** Undefined when the path leads through an array, or to a function, which is the evaluator's business. */
function followPath(
  expression: QueryExpression,
  [root = '', ...names]: readonly string[],
  scope: FlowScope,
): Evaluated<Payload> | undefined {
  if (root === 'states' && names.length === 1) {
    // data handed on as it is stays the very same payload, and is not printed again
    const payload = statesPayload(scope, names[0] as string);
    if (payload !== undefined) return { ok: true, value: payload };
  }
  const members = STATES_MEMBERS.filter((member) => names.length === 0 || member === names[0]);
  let value = root === 'states' ? statesObject(scope, members) : scope.variables.get(root);
  if (value === undefined && isFunctionName(root)) return undefined;
  for (const name of names) {
    if (isJsonArray(value)) return undefined;
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value === undefined ? expressionFailure(expression, NOTHING) : { ok: true, value: Payload.of(value) };
}

function statesObject(scope: FlowScope, members: readonly string[]): Json {
  const entries = members.flatMap((name) => {
    const value = statesMember(scope, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

async function evaluateTree(expression: QueryExpression, scope: FlowScope): Promise<Evaluated<Payload>> {
  const { parsed, analysis, regexes } = expression;
  const budget = new Budget();
  const originals: Originals = new Map();
  const bindings = bindingsOf(analysis, scope, budget, originals);
  try {
    const hooks = countingHooks(analysis, budget, scope.nowMs);
    const result = await parsed.evaluate(bindings, hooks, regexEngineOf(budget, regexes));
    if (result === undefined) return expressionFailure(expression, NOTHING);
    return { ok: true, value: Payload.of(fromJsonata(result, originals)) };
  } catch (error) {
    if (error instanceof UnsupportedResult)
      return expressionFailure(expression, 'returned an unsupported result type.');
    return expressionFailure(expression, `threw an error during evaluation. ${errorText(error)}`);
  } finally {
    budget.close();
  }
}

function bindingsOf(
  { names, statesMembers, wholeStates }: Analysis,
  scope: FlowScope,
  budget: Budget,
  originals: Originals,
): Readonly<Record<string, unknown>> {
  const entries = [...names].flatMap((name) => {
    const variable = scope.variables.get(name);
    if (name === 'states') {
      const members = STATES_MEMBERS.filter((member) => wholeStates || statesMembers.has(member));
      return [[name, toJsonata(statesObject(scope, members), originals)] as const];
    }
    if (variable !== undefined) return [[name, toJsonata(variable, originals)] as const];
    return isFunctionName(name) ? [[name, functionFor(name, { ...scope, budget })] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** `CODE: message` when the library or one of its functions says so. */
function errorText(error: unknown): string {
  const { code, message } = error as LibraryError;
  const text = message ?? String(error);
  return code === undefined || error instanceof LimitExceeded ? text : `${code}: ${text}`;
}
