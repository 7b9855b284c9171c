/** Groups of users: what a group's policies allow, its members may do. */
import { ResourceConflictError } from '../../store/resource-table.ts';
import { userResource } from './caller-user.ts';
import {
  changeRow,
  entityArn,
  type GroupData,
  type GroupRow,
  groupNamed,
  groupsOf,
  type IamState,
  rowName,
  uniqueId,
  userNamed,
} from './entities.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import * as shapes from './shapes.ts';
import { describeUser } from './users.ts';

interface GroupInput {
  readonly GroupName: string;
}

interface MemberInput extends GroupInput {
  readonly UserName: string;
}

interface UpdateGroupInput extends GroupInput {
  readonly NewGroupName?: string;
  readonly NewPath?: string;
}

/** IAM quotas: groups a user can be a member of. */
const GROUPS_PER_USER_MAX = 10;

const { required, structure } = shapes;
const GroupName = required(shapes.groupName);
const UserName = required(shapes.userName);
const groupOnly = structure({ GroupName });

function groupResource(state: IamState, { GroupName: name }: GroupInput, { account }: { account: string }): string {
  return state.groups.get(account, rowName(name))?.data.arn ?? entityArn(account, 'group', '/', name);
}

export const groupOperations: Readonly<Record<string, UnboundOperation>> = {
  CreateGroup: operation<GroupInput & { readonly Path?: string }>({
    input: structure({ GroupName, Path: shapes.path }),
    resource: (_state, { Path = '/', GroupName }, { account }) => entityArn(account, 'group', Path, GroupName),
    async run(state, { GroupName: name, Path: path = '/' }, { account }) {
      const arn = entityArn(account, 'group', path, name);
      const data: GroupData = { name, path, arn, inlinePolicies: {}, attachedPolicies: [], memberIds: [] };
      const id = uniqueId('AGPA', state.random);
      const createdMs = state.clock.nowMs();
      try {
        return {
          Group: describeGroup(await state.groups.create({ scope: account, name: rowName(name), id, createdMs, data })),
        };
      } catch (error) {
        throw error instanceof ResourceConflictError ? errors.entityExists('group', name) : error;
      }
    },
  }),

  GetGroup: operation<GroupInput & PageRequest>({
    input: structure({ GroupName, ...shapes.paging }),
    resource: groupResource,
    async run(state, input, { account }) {
      const row = groupNamed(state, account, input.GroupName);
      const members = row.data.memberIds.flatMap((id) => state.users.getById(id) ?? []);
      const sorted = members.sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, ...page } = pageOf(sorted, (user) => user.name, input);
      return { ...page, Group: describeGroup(row), Users: items.map(describeUser) };
    },
  }),

  ListGroups: operation<PageRequest & { readonly PathPrefix?: string }>({
    input: structure({ PathPrefix: shapes.pathPrefix, ...shapes.paging }),
    resource: (_state, { PathPrefix = '/' }, { account }) => entityArn(account, 'group', PathPrefix, ''),
    async run(state, input, { account }) {
      const rows = state.groups.list(account).filter(({ data }) => data.path.startsWith(input.PathPrefix ?? '/'));
      const { items, ...page } = pageOf(rows, (row) => row.name, input);
      return { ...page, Groups: items.map(describeGroup) };
    },
  }),

  ListGroupsForUser: operation<PageRequest & { readonly UserName: string }>({
    input: structure({ UserName, ...shapes.paging }),
    resource: userResource,
    async run(state, input, { account }) {
      const rows = groupsOf(state, userNamed(state, account, input.UserName));
      const { items, ...page } = pageOf(rows, (row) => row.name, input);
      return { ...page, Groups: items.map(describeGroup) };
    },
  }),

  UpdateGroup: operation<UpdateGroupInput>({
    input: structure({ GroupName, NewGroupName: shapes.groupName, NewPath: shapes.path }),
    resource: groupResource,
    async run(state, { GroupName: oldName, NewGroupName, NewPath }, { account }) {
      const row = groupNamed(state, account, oldName);
      const name = NewGroupName ?? row.data.name;
      const path = NewPath ?? row.data.path;
      const other = state.groups.get(account, rowName(name));
      if (other !== undefined && other.id !== row.id) throw errors.entityExists('group', name);
      try {
        const arn = entityArn(account, 'group', path, name);
        await state.groups.rename(row, rowName(name), { ...row.data, name, path, arn });
      } catch (error) {
        throw error instanceof ResourceConflictError ? errors.concurrentModification() : error;
      }
    },
  }),

  DeleteGroup: operation<GroupInput>({
    input: groupOnly,
    resource: groupResource,
    async run(state, { GroupName: name }, { account }) {
      const row = groupNamed(state, account, name);
      const { memberIds, attachedPolicies, inlinePolicies } = row.data;
      if (memberIds.length > 0) throw errors.mustRemoveUsers();
      if (attachedPolicies.length > 0) throw errors.mustDetachPolicies();
      if (Object.keys(inlinePolicies).length > 0) throw errors.mustDeletePolicies();
      await state.groups.remove(row);
    },
  }),

  AddUserToGroup: operation<MemberInput>({
    input: structure({ GroupName, UserName }),
    resource: groupResource,
    /** Adding twice is fine. */
    async run(state, { GroupName: name, UserName: userName }, { account }) {
      groupNamed(state, account, name);
      const user = userNamed(state, account, userName);
      await changeMembers(state, account, name, (memberIds) => {
        if (memberIds.includes(user.id)) return memberIds;
        if (groupsOf(state, user).length >= GROUPS_PER_USER_MAX) {
          throw errors.quotaExceeded('GroupsPerUser', GROUPS_PER_USER_MAX);
        }
        return [...memberIds, user.id];
      });
    },
  }),

  RemoveUserFromGroup: operation<MemberInput>({
    input: structure({ GroupName, UserName }),
    resource: groupResource,
    async run(state, { GroupName: name, UserName: userName }, { account }) {
      groupNamed(state, account, name);
      const user = userNamed(state, account, userName);
      await changeMembers(state, account, name, (memberIds) => memberIds.filter((id) => id !== user.id));
    },
  }),
};

async function changeMembers(
  state: IamState,
  account: string,
  name: string,
  edit: (memberIds: readonly string[]) => readonly string[],
): Promise<void> {
  await changeRow(state.groups, {
    find: () => groupNamed(state, account, name),
    edit: (group) => ({ ...group, memberIds: edit(group.memberIds) }),
  });
}

export function describeGroup({ id, createdMs, data }: GroupRow) {
  return { Path: data.path, GroupName: data.name, GroupId: id, Arn: data.arn, CreateDate: new Date(createdMs) };
}
