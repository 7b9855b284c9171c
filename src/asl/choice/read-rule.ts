/** Reading one rule of a Choice state: when it matches, where it leads, and what the state is left with then. */
import { isJsonObject, type Json } from '../../base/json.ts';
import type { Evaluator, Exit } from '../flow.ts';
import { readRuleExit } from '../parse/read-flow.ts';
import { readQueryBoolean } from '../parse/read-jsonata.ts';
import { noteAll } from '../parse/read-jsonpath.ts';
import { readText, refuseUnknown, report, requireFields, type StateSource, within } from '../parse/state-source.ts';
import { compileChoiceRule, evaluateChoiceRule, pathsOfChoiceRule } from './choice-rule.ts';

export interface Rule {
  readonly test: Evaluator<boolean>;
  readonly next: string;
  readonly exit: Evaluator<Exit>;
}

/** Undefined when it cannot be run, which is reported. */
export function readRule(state: StateSource, json: Json, at: string): Rule | undefined {
  const test = state.language === 'JSONata' ? undefined : readPathTest(state, json, at);
  if (!isJsonObject(json)) {
    if (state.language === 'JSONata') report(state, 'Expected value of type Object', at);
    return undefined;
  }
  const rule = within(state, json, at);
  requireFields(rule, 'Next');
  const next = readText(rule, 'Next');
  const holds = state.language === 'JSONata' ? readCondition(rule) : test;
  const exit = readRuleExit(rule, state);
  return holds === undefined || next === undefined ? undefined : { test: holds, next, exit };
}

function readPathTest(state: StateSource, json: Json, at: string): Evaluator<boolean> | undefined {
  const compiled = compileChoiceRule(json);
  if (!compiled.ok) {
    for (const { pointer, message } of compiled.problems) report(state, message, `${at}${pointer}`);
    return undefined;
  }
  const { rule } = compiled;
  noteAll(state, pathsOfChoiceRule(rule));
  return (scope) => evaluateChoiceRule(rule, { ...scope, input: scope.data.value });
}

function readCondition(rule: StateSource): Evaluator<boolean> | undefined {
  refuseUnknown(rule, ['Condition', 'Next', 'Output', 'Assign', 'Comment']);
  requireFields(rule, 'Condition');
  return readQueryBoolean(rule, 'Condition');
}
