/** What the expressions of a state can see: the members of `$states`, variables, and the stamp of the step. */
import type { Json } from '../../base/json.ts';
import type { Payload } from '../../base/payload.ts';
import type { StateScope } from '../jsonpath/scope.ts';

export interface QueryScope extends StateScope {
  /** The state's input, as it came. */
  readonly input: Payload;
  /** What the work gave, once it succeeded. */
  readonly result?: Payload;
  /** In a Catcher. */
  readonly errorOutput?: Payload;
  readonly nowMs: number;
}

/** `$states.NAME`; undefined when there is none at this stage. */
export function statesMember(scope: QueryScope, name: string): Json | undefined {
  return name === 'context' ? scope.context() : statesPayload(scope, name)?.value;
}

/** The members that are data of the execution. */
export function statesPayload({ input, result, errorOutput }: QueryScope, name: string): Payload | undefined {
  const payloads: Readonly<Record<string, Payload | undefined>> = { input, result, errorOutput };
  return Object.hasOwn(payloads, name) ? payloads[name] : undefined;
}

/** In the order in which the service writes `$states` as a whole (recorded). */
export const STATES_MEMBERS = ['input', 'context', 'result', 'errorOutput'] as const;
