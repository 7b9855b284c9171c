/** One JSONata expression of a definition: compiled once, evaluated under a budget against what its state can see. */
import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import type { Payload } from '../../base/payload.ts';
import type { Settled } from '../settled.ts';
import { type Analysis, analyse } from './analysis.ts';
import { Budget } from './budget.ts';
import { countingHooks } from './counting-hooks.ts';
import { functionFor, isFunctionName } from './functions.ts';
import { type LibraryError, type ParsedExpression, parse } from './library.ts';
import { DEPTH_MAX, LimitExceeded, SEQUENCE_LENGTH_MAX } from './limits.ts';
import { type QueryScope, STATES_MEMBERS, statesMember, statesPayload } from './query-scope.ts';
import { type CompiledRegexes, regexEngineOf } from './regular-expression.ts';
import { plainPath } from './syntax-tree.ts';
import { fromJsonata, type Originals, toJsonata, UnsupportedResult } from './values.ts';

export interface QueryExpression {
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

export type QueryResult =
  | { readonly ok: true; readonly value: Json; readonly payload?: Payload }
  /** How the sentence goes on that begins "The JSONata expression ...". */
  | { readonly ok: false; readonly problem: string };

const DELIMITED = /^\{%([\s\S]*)%\}$/;

/** The text between the delimiters; undefined when the string is no expression. */
export function expressionText(text: string): string | undefined {
  return DELIMITED.exec(text)?.[1]?.trim();
}

export function compileQuery(text: string): CompiledQuery {
  try {
    const parsed = parse(text, { depth: DEPTH_MAX, sequence: SEQUENCE_LENGTH_MAX });
    const analysis = analyse(parsed.tree);
    const { problems, names, ownNames, statesMembers } = analysis;
    if (problems.length > 0) return { ok: false, code: 'UNSUPPORTED_JSONATA_EXPRESSION', problems };
    const variables = [...names].filter((name) => name !== 'states' && !ownNames.has(name) && !isFunctionName(name));
    return {
      ok: true,
      expression: {
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
export function evaluateQuery(expression: QueryExpression, scope: QueryScope): Settled<QueryResult> {
  const found = expression.path === undefined ? undefined : followPath(expression.path, scope);
  return found ?? evaluateTree(expression, scope);
}

const NOTHING: QueryResult = { ok: false, problem: 'returned nothing (undefined).' };

/** Undefined when the path leads through an array, or to a function, which is the evaluator's business. */
function followPath([root = '', ...names]: readonly string[], scope: QueryScope): QueryResult | undefined {
  if (root === 'states' && names.length === 1) {
    const payload = statesPayload(scope, names[0] as string);
    if (payload !== undefined) return { ok: true, value: payload.value, payload };
  }
  let value = root === 'states' ? statesObject(scope, STATES_MEMBERS) : scope.variables.get(root);
  if (value === undefined && isFunctionName(root)) return undefined;
  for (const name of names) {
    if (isJsonArray(value)) return undefined;
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value === undefined ? NOTHING : { ok: true, value };
}

function statesObject(scope: QueryScope, members: readonly string[]): Json {
  const entries = members.flatMap((name) => {
    const value = statesMember(scope, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

async function evaluateTree(expression: QueryExpression, scope: QueryScope): Promise<QueryResult> {
  const { parsed, analysis, regexes } = expression;
  const budget = new Budget();
  const originals: Originals = new Map();
  try {
    const bindings = bindingsOf(analysis, scope, budget, originals);
    const result = await parsed.evaluate(
      bindings,
      countingHooks(analysis, budget, scope.nowMs),
      regexEngineOf(budget, regexes),
    );
    return result === undefined ? NOTHING : { ok: true, value: fromJsonata(result, originals) };
  } catch (error) {
    if (error instanceof UnsupportedResult) return { ok: false, problem: 'returned an unsupported result type.' };
    return { ok: false, problem: `threw an error during evaluation. ${errorText(error)}` };
  } finally {
    budget.close();
  }
}

function bindingsOf(
  { names, statesMembers, wholeStates }: Analysis,
  scope: QueryScope,
  budget: Budget,
  originals: Originals,
): Readonly<Record<string, unknown>> {
  const bindings: Record<string, unknown> = {};
  for (const name of names) {
    const variable = scope.variables.get(name);
    if (name === 'states') {
      const members = STATES_MEMBERS.filter((member) => wholeStates || statesMembers.has(member));
      bindings[name] = toJsonata(statesObject(scope, members), originals);
    } else if (variable !== undefined) bindings[name] = toJsonata(variable, originals);
    else Object.assign(bindings, functionFor(name, { ...scope, budget }));
  }
  return bindings;
}

/** `CODE: message` when the library or one of its functions says so. */
function errorText(error: unknown): string {
  const { code, message } = error as LibraryError;
  const text = message ?? String(error);
  return code === undefined || error instanceof LimitExceeded ? text : `${code}: ${text}`;
}
