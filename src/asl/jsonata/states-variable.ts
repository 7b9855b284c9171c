/** The members of `$states`. */
import type { Json } from '../../base/json.ts';
import type { Payload } from '../../base/payload.ts';
import type { FlowScope } from '../flow.ts';

/** In the order in which the service writes `$states` as a whole (recorded). */
export const STATES_MEMBERS = ['input', 'context', 'result', 'errorOutput'] as const;

/** `$states.NAME`; undefined when there is none at this stage. */
export function statesMember(scope: FlowScope, name: string): Json | undefined {
  return name === 'context' ? scope.context() : statesPayload(scope, name)?.value;
}

/** The members that are data of the execution. */
export function statesPayload({ input, result, errorOutput }: FlowScope, name: string): Payload | undefined {
  const payloads: Readonly<Record<string, Payload | undefined>> = { input, result, errorOutput };
  return Object.hasOwn(payloads, name) ? payloads[name] : undefined;
}
