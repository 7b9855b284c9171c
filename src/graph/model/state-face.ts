/** What a state's node says about it beside its name: a second line and an icon. */
import type { JsonObject } from '../../base/json.ts';
import type { Icon } from './graph.ts';

const ICON_OF_TYPE: ReadonlyMap<string, Icon> = new Map([
  ['Choice', 'choice'],
  ['Parallel', 'parallel'],
  ['Map', 'map'],
  ['Wait', 'wait'],
  ['Pass', 'pass'],
  ['Succeed', 'succeed'],
  ['Fail', 'fail'],
]);

/** The pattern at the end (`.sync:2`, `.waitForTaskToken`) says how, not what. */
const SERVICE = /^arn:[^:]*:states:[^:]*:[^:]*:(?!activity:)(?:aws-sdk:)?(.+?)(?:\.(?:sync(?::2)?|waitForTaskToken))?$/;

const RESOURCES: readonly { readonly pattern: RegExp; readonly prefix: string }[] = [
  { pattern: /^arn:[^:]*:lambda:[^:]*:[^:]*:function:(.+)$/, prefix: 'Lambda: ' },
  { pattern: /^arn:[^:]*:states:[^:]*:[^:]*:activity:(.+)$/, prefix: 'Activity: ' },
  { pattern: SERVICE, prefix: '' },
];

export function iconOf(state: JsonObject): Icon {
  const { Type: type, Resource: resource } = state;
  if (type !== 'Task') return ICON_OF_TYPE.get(String(type)) ?? 'unknown';
  return typeof resource === 'string' && SERVICE.test(resource) ? 'service' : 'function';
}

export function subtitleOf(state: JsonObject): string {
  const { Type: type, Resource: resource } = state;
  if (typeof type !== 'string' || type === '') return 'No type yet';
  if (type !== 'Task') return `${type} state`;
  if (typeof resource !== 'string' || resource === '') return 'Task state';
  for (const { pattern, prefix } of RESOURCES) {
    const name = pattern.exec(resource)?.[1];
    if (name !== undefined) return `${prefix}${name}`;
  }
  return resource;
}
