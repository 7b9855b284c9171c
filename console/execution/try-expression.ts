/** A path, intrinsic function or JSONata expression, as the smallest state that gives what it means. */
import type { TestStateCommandInput } from '@aws-sdk/client-sfn';

export interface Trial {
  /** `$.orders[0]`, `States.Format(...)`, `$sum($states.input.prices)` */
  readonly expression: string;
  readonly isJsonata: boolean;
  /** JSON texts. */
  readonly input: string;
  readonly variables: string;
}

export function trialRequest({ expression, isJsonata, input, variables }: Trial): TestStateCommandInput {
  return { definition: JSON.stringify(stateOf(expression.trim(), isJsonata)), input, variables };
}

function stateOf(expression: string, isJsonata: boolean): object {
  if (!isJsonata) return { Type: 'Pass', End: true, Parameters: { 'value.$': expression }, OutputPath: '$.value' };
  const bare = expression.replace(/^\{%|%\}$/g, '');
  return { Type: 'Pass', QueryLanguage: 'JSONata', End: true, Output: `{% ${bare} %}` };
}
