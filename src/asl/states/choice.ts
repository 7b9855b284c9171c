/** Choice: goes where the first matching rule points, else to Default. */
import { isJsonObject, type Json } from '../../base/json.ts';
import { type CompiledChoiceRule, compileChoiceRule, evaluateChoiceRule } from '../choice/choice-rule.ts';
import { applyInputPath, applyOutputPath, type InputOutput } from '../data-flow.ts';
import { stateScope } from '../draft.ts';
import { readAssign, readInputOutput, type Target, type Transition } from '../parse/read-flow.ts';
import { readArray, readText, report, requireFields, type StateSource, within } from '../parse/state-source.ts';
import type { Template } from '../payload-template.ts';
import type { StateKind } from '../state-kind.ts';
import { failed, leave } from './staging.ts';

interface Rule {
  readonly test: CompiledChoiceRule;
  readonly next: string;
  readonly assign?: Template;
}

export interface ChoiceState extends Omit<Transition, 'next'> {
  readonly type: 'Choice';
  readonly flow: InputOutput;
  readonly rules: readonly Rule[];
  readonly otherwise: string | undefined;
  /** Only when Default is taken. */
  readonly assign?: Template;
}

export const choice: StateKind<ChoiceState> = {
  parse(source) {
    requireFields(source, 'Choices');
    const choices = readArray(source, 'Choices') ?? [];
    if ('Choices' in source.json && choices.length === 0) report(source, 'Value cannot be empty', 'Choices');
    const rules = choices.map((json, i) => parseRule(source, json, `Choices[${i}]`));
    const otherwise = readText(source, 'Default');
    return {
      type: 'Choice',
      flow: readInputOutput(source),
      rules: rules.flatMap((rule) => rule ?? []),
      otherwise,
      ...readAssign(source),
      targets: targetsOf(rules, otherwise),
      terminal: false,
    };
  },

  enter(draft, frame, state) {
    const scope = stateScope(draft, frame);
    const input = applyInputPath(state.flow.inputPath, frame.input, scope);
    if (!input.ok) return failed(frame, input.failure);
    const output = applyOutputPath(state.flow.outputPath, input.value, scope);
    const ruleScope = { ...scope, input: input.value.value };
    for (const rule of state.rules) {
      const matched = evaluateChoiceRule(rule.test, ruleScope);
      if (!matched.ok) return failed(frame, matched.failure);
      if (matched.value) return leave(frame, rule, output, input.value, scope);
    }
    if (state.otherwise === undefined) return failed(frame, NO_NEXT_STATE);
    return leave(frame, { ...state, next: state.otherwise }, output, input.value, scope);
  },
};

/** Measured on AWS, which documents States.NoChoiceMatched. */
const NO_NEXT_STATE = {
  error: 'States.Runtime',
  cause: 'Failed to transition out of the state. The state does not point to a next state.',
};

function parseRule(source: StateSource, json: Json, at: string): Rule | undefined {
  const compiled = compileChoiceRule(json);
  if (!compiled.ok) for (const { pointer, message } of compiled.problems) report(source, message, `${at}${pointer}`);
  if (!isJsonObject(json)) return undefined;
  const rule = within(source, json, at);
  requireFields(rule, 'Next');
  const next = readText(rule, 'Next');
  return compiled.ok && next !== undefined ? { test: compiled.rule, next, ...readAssign(rule) } : undefined;
}

function targetsOf(rules: readonly (Rule | undefined)[], otherwise: string | undefined): readonly Target[] {
  const targets = rules.flatMap((rule, i) =>
    rule === undefined ? [] : [{ target: rule.next, at: `Choices[${i}]/Next` }],
  );
  return otherwise === undefined ? targets : [...targets, { target: otherwise, at: 'Default' }];
}
