/** Choice: goes where the first matching rule points, else to Default. */
import { type Rule, readRule } from '../choice/read-rule.ts';
import { flowScope } from '../draft.ts';
import { type Flow, firstMatch, withData } from '../flow.ts';
import { readPassingFlow, type Target, type Transition } from '../parse/read-flow.ts';
import { has, readArray, readText, report, requireFields } from '../parse/state-source.ts';
import type { StateKind } from '../state-kind.ts';
import { failed, leave, whenEvaluated } from './staging.ts';

export interface ChoiceState extends Omit<Transition, 'next'> {
  readonly type: 'Choice';
  /** Its exit is for Default only; the rules have theirs. */
  readonly flow: Flow;
  readonly rules: readonly Rule[];
  readonly otherwise: string | undefined;
}

export const choice: StateKind<ChoiceState> = {
  parse(source) {
    requireFields(source, 'Choices');
    const choices = readArray(source, 'Choices') ?? [];
    if (has(source, 'Choices') && choices.length === 0) report(source, 'Value cannot be empty', 'Choices');
    const rules = choices.map((json, i) => readRule(source, json, `Choices[${i}]`));
    const otherwise = readText(source, 'Default');
    return {
      type: 'Choice',
      flow: readPassingFlow(source),
      rules: rules.flatMap((rule) => rule ?? []),
      otherwise,
      targets: targetsOf(rules, otherwise),
      terminal: false,
    };
  },

  enter(draft, frame, { flow, rules, otherwise }) {
    const scope = flowScope(draft, frame);
    return whenEvaluated(frame, flow.input(scope), (input) => {
      const visible = withData(scope, input);
      return whenEvaluated(frame, firstMatch(rules, visible), (rule) => {
        if (rule !== undefined) return leave(frame, rule.next, rule.exit(visible));
        return otherwise === undefined ? failed(frame, NO_NEXT_STATE) : leave(frame, otherwise, flow.exit(visible));
      });
    });
  },
};

/** Measured on AWS, which documents States.NoChoiceMatched. */
const NO_NEXT_STATE = {
  error: 'States.Runtime',
  cause: 'Failed to transition out of the state. The state does not point to a next state.',
};

function targetsOf(rules: readonly (Rule | undefined)[], otherwise: string | undefined): readonly Target[] {
  const targets = rules.flatMap((rule, i) =>
    rule === undefined ? [] : [{ target: rule.next, at: `Choices[${i}]/Next` }],
  );
  return otherwise === undefined ? targets : [...targets, { target: otherwise, at: 'Default' }];
}
