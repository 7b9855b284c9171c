/** The tags of log groups: by ARN, and by name in the operations that came before. Both write the same tags. */
import type { Call, Operation } from '../../base/service.ts';
import { groupArn, groupNameOfArn, permission } from './arns.ts';
import { errors } from './errors.ts';
import { changeData, dataOf, type GroupAccess, requireGroup, type Tags } from './log-groups.ts';
import * as shapes from './shapes.ts';

interface OfArn {
  readonly resourceArn: string;
}
interface OfName {
  readonly logGroupName: string;
}

const TAGS_MAX = 50;

const { required, structure } = shapes;
const resourceArn = required(shapes.resourceArn);
const logGroupName = required(shapes.groupName);
const tags = required(shapes.tags);
const keys = required(shapes.tagKeys);

const onArn = (operation: string) => (input: OfArn) => [{ action: `logs:${operation}`, resource: input.resourceArn }];
const onName = (operation: string) => (input: OfName, call: Call) => [permission(operation, call, input.logGroupName)];

/** @throws ServiceError */
function nameIn({ resourceArn: arn }: OfArn, call: Call): string {
  const name = groupNameOfArn(arn, call);
  if (name === undefined) throw errors.noSuchGroup();
  return name;
}

export function tagOperations(access: GroupAccess): Record<string, Operation> {
  async function add(name: string, added: Tags, call: Call): Promise<object> {
    await changeData(access, call, name, (data) => {
      const all = { ...data.tags, ...added };
      if (Object.keys(all).length > TAGS_MAX) throw errors.tooManyTags(groupArn(call, name), TAGS_MAX);
      return { ...data, tags: all };
    });
    return {};
  }

  async function remove(name: string, removed: readonly string[], call: Call): Promise<object> {
    await changeData(access, call, name, (data) => {
      const kept = Object.entries(data.tags ?? {}).filter(([key]) => !removed.includes(key));
      return { ...data, tags: Object.fromEntries(kept) };
    });
    return {};
  }

  async function list(name: string, call: Call): Promise<object> {
    return { tags: dataOf(await requireGroup(access, call, name)).tags ?? {} };
  }

  const tagResource: Operation<OfArn & { readonly tags: Tags }> = {
    input: structure({ resourceArn, tags }),
    permissions: onArn('TagResource'),
    run: async (input, call) => add(nameIn(input, call), input.tags, call),
  };
  const untagResource: Operation<OfArn & { readonly tagKeys: readonly string[] }> = {
    input: structure({ resourceArn, tagKeys: keys }),
    permissions: onArn('UntagResource'),
    run: async (input, call) => remove(nameIn(input, call), input.tagKeys, call),
  };
  const listTagsForResource: Operation<OfArn> = {
    input: structure({ resourceArn }),
    permissions: onArn('ListTagsForResource'),
    run: async (input, call) => list(nameIn(input, call), call),
  };
  const tagLogGroup: Operation<OfName & { readonly tags: Tags }> = {
    input: structure({ logGroupName, tags }),
    permissions: onName('TagLogGroup'),
    run: (input, call) => add(input.logGroupName, input.tags, call),
  };
  const untagLogGroup: Operation<OfName & { readonly tags: readonly string[] }> = {
    input: structure({ logGroupName, tags: keys }),
    permissions: onName('UntagLogGroup'),
    run: (input, call) => remove(input.logGroupName, input.tags, call),
  };
  const listTagsLogGroup: Operation<OfName> = {
    input: structure({ logGroupName }),
    permissions: onName('ListTagsLogGroup'),
    run: (input, call) => list(input.logGroupName, call),
  };
  return {
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
    TagLogGroup: tagLogGroup,
    UntagLogGroup: untagLogGroup,
    ListTagsLogGroup: listTagsLogGroup,
  };
}
