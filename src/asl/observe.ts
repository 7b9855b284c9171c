/**
 * The named stages that data goes through in a state, for those who look on while one state is tried out. An execution has
 * nobody looking on: that costs it one comparison a stage.
 */
import type { Payload } from '../base/payload.ts';
import { type Evaluator, whenOk } from './flow.ts';

/** After the field of the definition whose value it is; `Result` is what the work gave, or a Pass state's own. */
export type Stage =
  | 'InputPath'
  | 'Parameters'
  | 'Arguments'
  | 'ItemsPath'
  | 'ItemSelector'
  | 'MaxConcurrency'
  | 'ToleratedFailureCount'
  | 'ToleratedFailurePercentage'
  | 'Result'
  | 'ResultSelector'
  | 'ResultPath';

/** Told of each stage when it is reached. */
export type Observe = (stage: Stage, value: Payload | number) => void;

/** What an evaluator gives is shown as a stage. */
export function observed<T extends Payload | number>(stage: Stage, evaluate: Evaluator<T>): Evaluator<T> {
  return (scope) => {
    const { observe } = scope;
    if (observe === undefined) return evaluate(scope);
    return whenOk(evaluate(scope), (value) => {
      observe(stage, value);
      return { ok: true, value };
    });
  };
}
