/** What a path, a template or an intrinsic function can see while it is evaluated. */
import type { Json } from '../../base/json.ts';
import type { RandomStream } from '../../base/random.ts';

/** What stays the same over all stages of a state. */
export interface StateScope {
  /** The context object, `$$`; built when somebody looks at it. */
  readonly context: () => Json;
  /** Variables by name, without the dollar sign. */
  readonly variables: ReadonlyMap<string, Json>;
  /** Where States.UUID and States.MathRandom draw from. */
  readonly random: () => RandomStream;
}

export interface EvaluationScope extends StateScope {
  /** What `$` stands for. */
  readonly input: Json;
}

/** An error of the States Language, without the prefix that names the state. */
export interface Failure {
  readonly error: string;
  readonly cause: string;
  /** An expression of JSONata failed, in this field of the state: the history tells of it first. */
  readonly evaluation?: { readonly location?: string };
}

export type Evaluated<T = Json> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export function runtimeFailure(cause: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { error: 'States.Runtime', cause } };
}
