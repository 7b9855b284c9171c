/** The smallest policy for a set of permissions: what has the same resources and conditions stands in one statement. */
import type { JsonObject } from '../../base/json.ts';
import type { NeededPermission } from './task-permissions.ts';

/** Undefined when nothing is needed: a policy has at least one statement. */
export function policyOf(permissions: readonly NeededPermission[]): JsonObject | undefined {
  const byAction = group(permissions, ({ action, condition }) => JSON.stringify([action, condition]));
  const actions = byAction.map((same) => ({
    action: same[0].action,
    condition: same[0].condition,
    resources: covering(same.map(({ resource }) => resource)),
  }));
  const statements = group(actions, ({ resources, condition }) => JSON.stringify([resources, condition]));
  if (statements.length === 0) return undefined;
  return {
    Version: '2012-10-17',
    Statement: statements.map((same) => ({
      Effect: 'Allow',
      Action: oneOrMany(same.map(({ action }) => action).sort()),
      Resource: oneOrMany(same[0].resources),
      ...(same[0].condition !== undefined && { Condition: same[0].condition }),
    })),
  };
}

/** In order, without those that another one covers. */
function covering(resources: readonly string[]): readonly string[] {
  const all = [...new Set(resources)].sort();
  return all.filter((one) => !all.some((other) => other !== one && covers(other, one)));
}

function covers(pattern: string, resource: string): boolean {
  return pattern.endsWith('*') && resource.startsWith(pattern.slice(0, -1));
}

type Group<T> = readonly [T, ...T[]];

/** In order of key, so that the same permissions give the same text. */
function group<T>(items: readonly T[], keyOf: (item: T) => string): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => members);
}

function oneOrMany(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 ? (texts[0] as string) : texts;
}
