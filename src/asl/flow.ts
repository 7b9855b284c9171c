/**
 * What a state does with data, whichever its query language: its fields, compiled into functions of what they can see. Those of
 * JSONPath answer at once, those of JSONata may need a promise.
 */
import type { Payload } from '../base/payload.ts';
import type { Variables } from './execution-state.ts';
import type { Evaluated, StateScope } from './jsonpath/scope.ts';
import type { Observe } from './observe.ts';
import { type Settled, whenSettled } from './settled.ts';

export interface FlowScope extends StateScope {
  /** The state's input as it came. */
  readonly input: Payload;
  /** What `$` means in JSONPath at this stage: the input, then what the work is given, then what it gave. */
  readonly data: Payload;
  /** `$states.result`: what the work of a Task, Parallel or Map gave. */
  readonly result?: Payload;
  /** `$states.errorOutput`, in a Catcher. */
  readonly errorOutput?: Payload;
  readonly nowMs: number;
  /** Whoever looks on. */
  readonly observe?: Observe | undefined;
}

export type Evaluator<T> = (scope: FlowScope) => Settled<Evaluated<T>>;

/** What a state is left with. */
export interface Exit {
  readonly output: Payload;
  readonly assigned?: Variables;
}

export interface Flow {
  /** What the work is given. */
  readonly input: Evaluator<Payload>;
  /** Evaluated when the work is done, with its result as the scope's `data`. */
  readonly exit: Evaluator<Exit>;
}

export function withData(scope: FlowScope, data: Payload): FlowScope {
  return { ...scope, data };
}

export function withResult(scope: FlowScope, result: Payload): FlowScope {
  scope.observe?.('Result', result);
  return { ...scope, data: result, result };
}

export function constant<T>(value: T): Evaluator<T> {
  return () => ({ ok: true, value });
}

export function whenOk<T, U>(
  evaluated: Settled<Evaluated<T>>,
  goOn: (value: T) => Settled<Evaluated<U>>,
): Settled<Evaluated<U>> {
  return whenSettled(evaluated, (settled) => (settled.ok ? goOn(settled.value) : settled));
}

/** The values of several fields, evaluated one after the other; the first failure ends it. */
export function evaluateAll<T extends object>(
  evaluators: { readonly [Field in keyof T]: Evaluator<T[Field]> },
  scope: FlowScope,
): Settled<Evaluated<T>> {
  const fields = Object.keys(evaluators) as (keyof T)[];
  const evaluateFrom = (index: number, values: Partial<T>): Settled<Evaluated<T>> => {
    const field = fields[index];
    if (field === undefined) return { ok: true, value: values as T };
    return whenOk(evaluators[field](scope), (value) => evaluateFrom(index + 1, { ...values, [field]: value }));
  };
  return evaluateFrom(0, {});
}

/** The first of some alternatives whose test holds; undefined when none does. */
export function firstMatch<T extends { readonly test: Evaluator<boolean> }>(
  alternatives: readonly T[],
  scope: FlowScope,
): Settled<Evaluated<T | undefined>> {
  for (const [i, alternative] of alternatives.entries()) {
    const matched = alternative.test(scope);
    if (matched instanceof Promise) {
      const goOn = (holds: boolean) =>
        holds ? ({ ok: true, value: alternative } as const) : firstMatch(alternatives.slice(i + 1), scope);
      return whenOk(matched, goOn);
    }
    if (!matched.ok) return matched;
    if (matched.value) return { ok: true, value: alternative };
  }
  return { ok: true, value: undefined };
}
