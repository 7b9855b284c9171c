/** Choice rules in their JSONPath form, compiled to a tree of tests (asl.md section 7). */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { compilePath } from '../jsonpath/compile-path.ts';
import { evaluatePath } from '../jsonpath/evaluate.ts';
import type { Path } from '../jsonpath/path.ts';
import { type Evaluated, type EvaluationScope, runtimeFailure } from '../jsonpath/scope.ts';
import { OPERATORS, type Operator, type Test } from './operators.ts';

export type CompiledChoiceRule =
  | { readonly type: 'and' | 'or'; readonly rules: readonly CompiledChoiceRule[] }
  | { readonly type: 'not'; readonly rule: CompiledChoiceRule }
  | { readonly type: 'isPresent'; readonly variable: Path; readonly expected: boolean }
  | { readonly type: 'comparison'; readonly variable: Path; readonly other?: Path; readonly test: Test };

export interface ChoiceRuleProblem {
  /** JSON pointer inside the rule: `''`, `/And/0`. */
  readonly pointer: string;
  readonly message: string;
}

export type CompiledRuleResult =
  | { readonly ok: true; readonly rule: CompiledChoiceRule }
  | { readonly ok: false; readonly problems: readonly ChoiceRuleProblem[] };

const COMBINATIONS = ['And', 'Or', 'Not'];
/** Members of a rule that say what happens when it matches; the state reads them. */
const OUTCOME_FIELDS = new Set(['Next', 'Assign']);
const DEPTH_MAX = 100;

/** Compiles what a rule tests; its Next and Assign are only allowed, not looked at. */
export function compileChoiceRule(rule: Json): CompiledRuleResult {
  const problems: ChoiceRuleProblem[] = [];
  const compiled = compileRule(rule, '', 0, problems);
  return compiled === undefined || problems.length > 0 ? { ok: false, problems } : { ok: true, rule: compiled };
}

type Problems = ChoiceRuleProblem[];

function compileRule(json: Json, pointer: string, depth: number, problems: Problems): CompiledChoiceRule | undefined {
  if (!isJsonObject(json)) return refuse(problems, pointer, 'Expected value of type Object');
  if (depth > DEPTH_MAX) return refuse(problems, pointer, `Choice rules are nested more than ${DEPTH_MAX} levels deep`);
  const names = Object.keys(json).filter((name) => OPERATORS.has(name) || COMBINATIONS.includes(name));
  for (const name of Object.keys(json)) {
    const allowed = names.includes(name) || name === 'Variable' || name === 'Comment';
    if (!allowed && !(depth === 0 && OUTCOME_FIELDS.has(name))) {
      refuse(problems, pointer, `Field '${name}' is not supported`);
    }
  }
  const [name] = names;
  if (name === undefined || names.length > 1) {
    const all = [...COMBINATIONS, ...OPERATORS.keys()].join(', ');
    return refuse(problems, pointer, `A Choice rule must have exactly one of the following fields: [${all}]`);
  }
  const operator = OPERATORS.get(name);
  if (operator !== undefined) return compileComparison(json, name, operator, pointer, problems);
  if ('Variable' in json) refuse(problems, pointer, "Field 'Variable' is not supported");
  return compileCombination(json, name, pointer, depth, problems);
}

function compileCombination(
  json: JsonObject,
  name: string,
  pointer: string,
  depth: number,
  problems: Problems,
): CompiledChoiceRule | undefined {
  const operand = json[name] as Json;
  const at = `${pointer}/${name}`;
  if (name === 'Not') {
    const rule = compileRule(operand, at, depth + 1, problems);
    return rule && { type: 'not', rule };
  }
  if (!isJsonArray(operand) || operand.length === 0) return refuse(problems, at, 'Expected a non-empty Array');
  const rules = operand.flatMap((part, i) => compileRule(part, `${at}/${i}`, depth + 1, problems) ?? []);
  return { type: name === 'And' ? 'and' : 'or', rules };
}

function compileComparison(
  json: JsonObject,
  name: string,
  operator: Operator,
  pointer: string,
  problems: Problems,
): CompiledChoiceRule | undefined {
  const operand = json[name] as Json;
  const variable = pathOf(json['Variable']);
  if (variable === undefined) refuse(problems, `${pointer}/Variable`, NOT_A_PATH);
  const other = operator.byPath ? pathOf(operand) : undefined;
  if (operator.byPath && other === undefined) refuse(problems, `${pointer}/${name}`, NOT_A_PATH);
  const test = operator.compile(operand);
  if (typeof test === 'string') return refuse(problems, `${pointer}/${name}`, test);
  if (variable === undefined) return undefined;
  if (name === 'IsPresent') return { type: 'isPresent', variable, expected: operand === true };
  return { type: 'comparison', variable, test, ...(other === undefined ? {} : { other }) };
}

const NOT_A_PATH = 'Value is not a Reference Path';

function pathOf(value: Json | undefined): Path | undefined {
  return typeof value === 'string' ? compilePath(value) : undefined;
}

function refuse(problems: Problems, pointer: string, message: string): undefined {
  problems.push({ pointer, message });
}

/**
 * Whether the rule matches. And and Or look no further than they must, so IsPresent can guard what follows it. A path that
 * leads nowhere fails the state, except under IsPresent; the words are the service's (recorded). Never throws.
 */
export function evaluateChoiceRule(rule: CompiledChoiceRule, scope: EvaluationScope): Evaluated<boolean> {
  switch (rule.type) {
    case 'and':
    case 'or': {
      const decisive = rule.type === 'or';
      for (const part of rule.rules) {
        const result = evaluateChoiceRule(part, scope);
        if (!result.ok || result.value === decisive) return result;
      }
      return { ok: true, value: !decisive };
    }
    case 'not': {
      const result = evaluateChoiceRule(rule.rule, scope);
      return result.ok ? { ok: true, value: !result.value } : result;
    }
    case 'isPresent':
      return { ok: true, value: evaluatePath(rule.variable, scope).found === rule.expected };
    case 'comparison': {
      const value = evaluatePath(rule.variable, scope);
      if (!value.found) return invalidPath(rule.variable);
      if (rule.other === undefined) return { ok: true, value: rule.test(value.value, null) };
      const other = evaluatePath(rule.other, scope);
      return other.found ? { ok: true, value: rule.test(value.value, other.value) } : invalidPath(rule.other);
    }
  }
}

function invalidPath(path: Path): ReturnType<typeof runtimeFailure> {
  return runtimeFailure(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
}

/** All paths a rule reads, in order; for the analysis of variables. */
export function pathsOfChoiceRule(rule: CompiledChoiceRule): readonly Path[] {
  switch (rule.type) {
    case 'and':
    case 'or':
      return rule.rules.flatMap(pathsOfChoiceRule);
    case 'not':
      return pathsOfChoiceRule(rule.rule);
    case 'isPresent':
      return [rule.variable];
    case 'comparison':
      return rule.other === undefined ? [rule.variable] : [rule.variable, rule.other];
  }
}
