/** Tags of state machines and activities (API reference; behaviour as recorded). */
import type { Arn } from '../../base/arn.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import { ResourceConflictError, type Row } from '../../store/resource-table.ts';
import { type ActivityTable, findActivity } from './activity-table.ts';
import { isActivityArn, parseMachineArn } from './arns.ts';
import { resourceNotFound, tooManyTags } from './errors.ts';
import { type MachineRow, type MachineStore, scopeOf, type Tag } from './machine-store.ts';
import { arnShape, TAGS } from './shapes.ts';

interface TaggedResource {
  readonly resourceArn: string;
}

const TAGS_MAX = 50;

const TAG_KEYS: Shape = { type: 'list', required: true, member: { type: 'string', min: 1, max: 128 } };

const permissions = (action: string) => (input: TaggedResource) => [{ action, resource: input.resourceArn }];

/** A later tag replaces an earlier one of the same key (recorded). @throws TooManyTags */
export function mergeTags(tags: readonly Tag[], more: readonly Tag[], resourceArn: string): readonly Tag[] {
  const merged = new Map([...tags, ...more].map((tag) => [tag.key, tag]));
  if (merged.size > TAGS_MAX) throw tooManyTags(resourceArn);
  return [...merged.values()];
}

export interface TagDeps {
  readonly machines: MachineStore;
  readonly activities: ActivityTable;
}

/** Versions and aliases have no tags (recorded). */
function findMachine({ machines }: TagDeps, { resourceArn }: TaggedResource, call: Call): MachineRow {
  const { name } = parseMachineArn(resourceArn);
  return requireTagged(machines.machines.get(scopeOf(call), name), resourceArn);
}

/** @throws ResourceNotFound */
function requireTagged<R extends Row<{ readonly arn: string }>>(row: R | undefined, resourceArn: string): R {
  if (row === undefined || row.data.arn !== resourceArn) throw resourceNotFound(resourceArn);
  return row;
}

/** @throws InvalidArn, ResourceNotFound */
function tagsOf(deps: TagDeps, tagged: TaggedResource, call: Call): readonly Tag[] {
  const { resourceArn } = tagged;
  if (!isActivityArn(resourceArn)) return findMachine(deps, tagged, call).data.tags;
  return requireTagged(findActivity(deps.activities, resourceArn), resourceArn).data.tags;
}

/** By key. A version or an alias is allowed as its machine is. */
export function resourceTags({ machines, activities }: TagDeps, { resource, ...place }: Arn) {
  const [type, name = ''] = resource.split(':');
  const table = type === 'stateMachine' ? machines.machines : type === 'activity' ? activities : undefined;
  const tags: readonly Tag[] | undefined = table?.get(scopeOf(place), name)?.data.tags;
  return tags && Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** Makes the change on the newest tags there are. */
async function changeTags(
  deps: TagDeps,
  tagged: TaggedResource,
  call: Call,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<void> {
  const { resourceArn } = tagged;
  if (!isActivityArn(resourceArn)) {
    const find = () => findMachine(deps, tagged, call);
    await deps.machines.change(find, ({ data }) => ({ ...data, tags: change(data.tags) }));
    return;
  }
  const row = requireTagged(findActivity(deps.activities, resourceArn), resourceArn);
  try {
    await deps.activities.update(row, { ...row.data, tags: change(row.data.tags) });
  } catch (error) {
    if (!(error instanceof ResourceConflictError)) throw error;
    await changeTags(deps, tagged, call, change);
  }
}

export function tagOperations(deps: TagDeps): Readonly<Record<string, Operation>> {
  const tagResource: Operation<TaggedResource & { tags: readonly Tag[] }> = {
    input: { type: 'structure', members: { resourceArn: arnShape, tags: { ...TAGS, required: true } } },
    permissions: permissions('states:TagResource'),
    async run({ resourceArn, tags }, call) {
      await changeTags(deps, { resourceArn }, call, (before) => mergeTags(before, tags, resourceArn));
      return {};
    },
  };

  const untagResource: Operation<TaggedResource & { tagKeys: readonly string[] }> = {
    input: { type: 'structure', members: { resourceArn: arnShape, tagKeys: TAG_KEYS } },
    permissions: permissions('states:UntagResource'),
    async run({ resourceArn, tagKeys }, call) {
      await changeTags(deps, { resourceArn }, call, (tags) => tags.filter(({ key }) => !tagKeys.includes(key)));
      return {};
    },
  };

  const listTagsForResource: Operation<TaggedResource> = {
    input: { type: 'structure', members: { resourceArn: arnShape } },
    permissions: permissions('states:ListTagsForResource'),
    run: async (input, call) => ({ tags: tagsOf(deps, input, call) }),
  };

  return { TagResource: tagResource, UntagResource: untagResource, ListTagsForResource: listTagsForResource };
}
