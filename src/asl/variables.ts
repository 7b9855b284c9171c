/** Variables: what Assign sets, and what expressions see of them. */
import { isJsonObject, type Json } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { applyTemplate } from './data-flow.ts';
import type { Variables } from './execution-state.ts';
import type { Evaluated, StateScope } from './jsonpath/scope.ts';
import type { Template } from './payload-template.ts';

/** What a state hands to its exit. */
export interface Assigned {
  readonly assigned?: Variables;
}

/** Evaluates Assign over `base`, what `$` means in it; the assignment itself takes effect at the next state. */
export function assignVariables(assign: Template | undefined, base: Payload, scope: StateScope): Evaluated<Assigned> {
  if (assign === undefined) return { ok: true, value: {} };
  const evaluated = applyTemplate(assign, base, scope);
  if (!evaluated.ok) return evaluated;
  const { value } = evaluated.value;
  if (!isJsonObject(value)) return { ok: true, value: {} };
  const assigned = Object.entries(value).map(([name, member]) => [name, Payload.of(member)]);
  return { ok: true, value: { assigned: Object.fromEntries(assigned) } };
}

const NONE: ReadonlyMap<string, Json> = new Map();

export function variableValues(variables: Variables): ReadonlyMap<string, Json> {
  const entries = Object.entries(variables);
  return entries.length === 0 ? NONE : new Map(entries.map(([name, payload]) => [name, payload.value]));
}
