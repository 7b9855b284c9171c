/** Variables: what Assign sets, and what expressions see of them. */
import { isJsonObject, type Json } from '../base/json.ts';
import { ASSIGNED_BYTES_MAX, VARIABLES_BYTES_MAX } from '../base/limits.ts';
import { Payload } from '../base/payload.ts';
import { applyTemplate } from './data-flow.ts';
import type { Variables } from './execution-state.ts';
import type { FlowScope } from './flow.ts';
import type { Evaluated } from './jsonpath/scope.ts';
import type { Template } from './payload-template.ts';

/** What a state hands to its exit. */
export interface Assigned {
  readonly assigned?: Variables;
}

/** Evaluates a JSONPath state's Assign; the assignment itself takes effect at the next state. */
export function assignVariables(assign: Template | undefined, scope: FlowScope): Evaluated<Assigned> {
  if (assign === undefined) return { ok: true, value: {} };
  const evaluated = applyTemplate(assign, scope.data, scope);
  if (!evaluated.ok) return evaluated;
  const { value } = evaluated.value;
  const members = isJsonObject(value) ? Object.entries(value) : [];
  if (members.length === 0) return { ok: true, value: {} };
  const assigned = members.map(([name, member]) => [name, Payload.of(member)]);
  return { ok: true, value: { assigned: Object.fromEntries(assigned) } };
}

/** What a scope holds after an assignment; undefined when that is more than the service allows. */
export function variablesWith(variables: Variables, assigned: Variables): Variables | undefined {
  const changed = { ...variables, ...assigned };
  const fits = bytesOf(assigned) <= ASSIGNED_BYTES_MAX && bytesOf(changed) <= VARIABLES_BYTES_MAX;
  return fits ? changed : undefined;
}

function bytesOf(variables: Variables): number {
  return Object.values(variables).reduce((sum, { bytes }) => sum + bytes, 0);
}

const NONE: ReadonlyMap<string, Json> = new Map();

export function variableValues(variables: Variables): ReadonlyMap<string, Json> {
  const entries = Object.entries(variables);
  return entries.length === 0 ? NONE : new Map(entries.map(([name, payload]) => [name, payload.value]));
}
