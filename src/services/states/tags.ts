/** Tags of state machines (API reference; behaviour as recorded). */
import type { Call, Operation } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import { parseMachineArn } from './arns.ts';
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

/** Versions and aliases have no tags (recorded). @throws InvalidArn, ResourceNotFound */
function findTagged(machines: MachineStore, resourceArn: string, call: Call): MachineRow {
  const { name } = parseMachineArn(resourceArn);
  const row = machines.machines.get(scopeOf(call), name);
  if (row === undefined || row.data.arn !== resourceArn) throw resourceNotFound(resourceArn);
  return row;
}

async function changeTags(
  machines: MachineStore,
  { resourceArn }: TaggedResource,
  call: Call,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<void> {
  await machines.change(
    () => findTagged(machines, resourceArn, call),
    ({ data }) => ({ ...data, tags: change(data.tags) }),
  );
}

export function tagOperations({ machines }: { readonly machines: MachineStore }): Readonly<Record<string, Operation>> {
  const tagResource: Operation<TaggedResource & { tags: readonly Tag[] }> = {
    input: { type: 'structure', members: { resourceArn: arnShape, tags: { ...TAGS, required: true } } },
    permissions: permissions('states:TagResource'),
    async run({ resourceArn, tags }, call) {
      await changeTags(machines, { resourceArn }, call, (before) => mergeTags(before, tags, resourceArn));
      return {};
    },
  };

  const untagResource: Operation<TaggedResource & { tagKeys: readonly string[] }> = {
    input: { type: 'structure', members: { resourceArn: arnShape, tagKeys: TAG_KEYS } },
    permissions: permissions('states:UntagResource'),
    async run({ resourceArn, tagKeys }, call) {
      await changeTags(machines, { resourceArn }, call, (tags) => tags.filter(({ key }) => !tagKeys.includes(key)));
      return {};
    },
  };

  const listTagsForResource: Operation<TaggedResource> = {
    input: { type: 'structure', members: { resourceArn: arnShape } },
    permissions: permissions('states:ListTagsForResource'),
    run: async ({ resourceArn }, call) => ({ tags: findTagged(machines, resourceArn, call).data.tags }),
  };

  return { TagResource: tagResource, UntagResource: untagResource, ListTagsForResource: listTagsForResource };
}
