/** Tags of IAM entities: keys are compared without regard to case. The same three operations for each kind that has them. */
import type { Arn } from '../../base/arn.ts';
import type { Call } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import type { ResourceTable, Row } from '../../store/resource-table.ts';
import { changeRow, type IamState, policyWithArn, roleWithArn, type Tag, userWithArn } from './entities.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import * as shapes from './shapes.ts';

const TAGS_MAX = 50;

/** New tags replace old ones with the same key. */
export function mergeTags(old: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const merged = new Map(old.map((tag) => [tag.Key.toLowerCase(), tag]));
  const addedKeys = new Set(added.map((tag) => tag.Key.toLowerCase()));
  if (addedKeys.size < added.length) throw errors.duplicateTagKeys();
  for (const { Key, Value } of added) merged.set(Key.toLowerCase(), { Key, Value });
  if (merged.size > TAGS_MAX) throw errors.quotaExceeded('TagsPerEntity', TAGS_MAX);
  return [...merged.values()];
}

function withoutTags(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return tags.filter((tag) => !removed.has(tag.Key.toLowerCase()));
}

/** For answers: absent when there are none. */
export function describeTags(tags: readonly Tag[]) {
  return tags.length === 0 ? {} : { Tags: tags };
}

/** Condition keys that a request with tags has. */
export function tagContext(tags: readonly Tag[] = []): Record<string, string | readonly string[]> {
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    'aws:TagKeys': tags.map(({ Key }) => Key),
  };
}

/** Those of a role, user or policy, by key. */
export function tagsOfEntity(
  state: IamState,
  { account, resource }: Arn,
): Readonly<Record<string, string>> | undefined {
  const arn = `arn:aws:iam::${account}:${resource}`;
  const row = roleWithArn(state, arn) ?? userWithArn(state, arn) ?? policyWithArn(state, arn);
  return row && Object.fromEntries(row.data.tags.map(({ Key, Value }) => [Key, Value]));
}

interface Tagged {
  readonly tags: readonly Tag[];
  readonly arn: string;
}

interface TaggedKind<In, T extends Tagged> {
  /** As operations name it. */
  readonly label: 'Role' | 'User' | 'Policy' | 'InstanceProfile';
  readonly members: Readonly<Record<string, Shape>>;
  table(state: IamState): ResourceTable<T>;
  /** @throws ServiceError */
  find(state: IamState, input: In, call: Call): Row<T>;
  resource(state: IamState, input: In, call: Call): string;
}

export function tagOperations<In, T extends Tagged>(
  kind: TaggedKind<In, T>,
): Readonly<Record<string, UnboundOperation>> {
  const { label, members, resource } = kind;
  const { required, structure } = shapes;
  const change = async (state: IamState, input: In, call: Call, edit: (tags: readonly Tag[]) => readonly Tag[]) => {
    await changeRow(kind.table(state), {
      find: () => kind.find(state, input, call),
      edit: (data) => ({ ...data, tags: edit(data.tags) }),
    });
  };
  return {
    [`Tag${label}`]: operation<In & { readonly Tags: readonly Tag[] }>({
      input: structure({ ...members, Tags: required(shapes.tags) }),
      resource,
      context: ({ Tags }) => tagContext(Tags),
      run: (state, input, call) => change(state, input, call, (tags) => mergeTags(tags, input.Tags)),
    }),
    [`Untag${label}`]: operation<In & { readonly TagKeys: readonly string[] }>({
      input: structure({ ...members, TagKeys: required(shapes.tagKeys) }),
      resource,
      context: ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys }),
      run: (state, input, call) => change(state, input, call, (tags) => withoutTags(tags, input.TagKeys)),
    }),
    [`List${label}Tags`]: operation<In & PageRequest>({
      input: structure({ ...members, ...shapes.paging }),
      resource,
      async run(state, input, call) {
        const sorted = kind.find(state, input, call).data.tags.toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
        const { items, ...page } = pageOf(sorted, (tag) => tag.Key, input);
        return { ...page, Tags: items };
      },
    }),
  };
}
