/** What a definition needs to be allowed, as far as it says so itself. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { type MachinePlace, type NeededPermission, taskPermissions } from './task-permissions.ts';

/** Permissions that one role needs. */
export interface RolePermissions {
  /** Undefined: the state machine's own role. */
  readonly roleArn: string | undefined;
  readonly permissions: readonly NeededPermission[];
}

export interface DefinitionPermissions {
  readonly roles: readonly RolePermissions[];
  /** What the definition leaves open until it runs, in words. */
  readonly notes: readonly string[];
}

interface Found extends NeededPermission {
  readonly roleArn?: string;
}

export function definitionPermissions(definition: JsonObject, place: MachinePlace): DefinitionPermissions {
  const notes: string[] = [];
  const found = statesOf(definition).flatMap(([name, state]) => permissionsOf(name, state, place, notes));
  return { roles: byRole(found), notes };
}

export function byRole(found: readonly Found[]): readonly RolePermissions[] {
  const roleArns = [...new Set([undefined, ...found.map(({ roleArn }) => roleArn)])];
  return roleArns.map((roleArn) => ({
    roleArn,
    permissions: found.filter((one) => one.roleArn === roleArn).map(({ roleArn: _, ...permission }) => permission),
  }));
}

/** Every state with its name, those of branches and iterations too. */
function statesOf(scope: JsonObject): readonly (readonly [string, JsonObject])[] {
  const states = isJsonObject(scope['States']) ? scope['States'] : {};
  return Object.entries(states).flatMap(([name, state]) => {
    if (!isJsonObject(state)) return [];
    const branches = isJsonArray(state['Branches']) ? state['Branches'] : [];
    const inner = [...branches, state['ItemProcessor'] ?? null, state['Iterator'] ?? null].filter(isJsonObject);
    return [[name, state] as const, ...inner.flatMap(statesOf)];
  });
}

function permissionsOf(name: string, state: JsonObject, place: MachinePlace, notes: string[]): readonly Found[] {
  if (state['Type'] === 'Task') return permissionsOfTask(name, state, place, notes);
  return state['Type'] === 'Map' ? permissionsOfMap(name, state, place, notes) : [];
}

function permissionsOfTask(name: string, state: JsonObject, place: MachinePlace, notes: string[]): readonly Found[] {
  const { Resource: resource, Credentials: credentials } = state;
  if (typeof resource !== 'string') return [];
  const needed = taskPermissions({ ...place, resource, parameters: parametersOf(state) });
  if (needed === undefined) {
    notes.push(`"${name}" has a Resource that names nothing: ${resource}`);
    return [];
  }
  for (const { action, resource: needs } of needed) {
    if (needs.includes('*') && !needs.startsWith('arn:aws:secretsmanager:')) {
      notes.push(`"${name}" says only when it runs what it needs ${action} on; the policy has ${needs}`);
    }
  }
  if (!isJsonObject(credentials)) return needed;
  const roleArn = fixedText(credentials['RoleArn']);
  if (roleArn === undefined) {
    notes.push(`"${name}" says only when it runs which role it works as; the policy lets it assume any`);
    return [{ action: 'sts:AssumeRole', resource: '*' }];
  }
  return [{ action: 'sts:AssumeRole', resource: roleArn }, ...needed.map((one) => ({ ...one, roleArn }))];
}

/** A distributed Map starts executions of its own machine, reads its items and writes its results. */
function permissionsOfMap(name: string, state: JsonObject, place: MachinePlace, notes: string[]): readonly Found[] {
  const processor = isJsonObject(state['ItemProcessor']) ? state['ItemProcessor'] : {};
  const config = isJsonObject(processor['ProcessorConfig']) ? processor['ProcessorConfig'] : {};
  if (config['Mode'] !== 'DISTRIBUTED') return [];
  const own: readonly Found[] = [
    { action: 'states:StartExecution', resource: place.machineArn },
    { action: 'states:DescribeExecution', resource: executionsOf(place) },
    { action: 'states:StopExecution', resource: executionsOf(place) },
  ];
  const stores = [state['ItemReader'], state['ResultWriter']].filter((part) => isJsonObject(part));
  return [...own, ...stores.flatMap((part) => permissionsOfTask(name, part, place, notes))];
}

function executionsOf({ machineArn }: MachinePlace): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:*`;
}

/** Those members of Parameters or Arguments that are fixed. */
function parametersOf({ Parameters: parameters, Arguments: args }: JsonObject): JsonObject {
  return fixedMembers(parameters ?? args);
}

function fixedMembers(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) return {};
  const members = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    if (name.endsWith('.$')) return [];
    if (isJsonObject(member)) return [[name, fixedMembers(member)]];
    return typeof member === 'string' && fixedText(member) === undefined ? [] : [[name, member]];
  });
  return Object.fromEntries(members);
}

/** Undefined for what is calculated: a JSONata expression. */
function fixedText(value: Json | undefined): string | undefined {
  return typeof value === 'string' && !/^\{%.*%\}$/s.test(value) ? value : undefined;
}
