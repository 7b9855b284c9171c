/** Users: create, read, rename and delete. Where an operation names no user, it is the caller. */
import { ResourceConflictError } from '../../store/resource-table.ts';
import { keysOf } from './access-keys.ts';
import { userOf, userResource } from './caller-user.ts';
import {
  changeRow,
  entityArn,
  groupsOf,
  type IamState,
  rowName,
  type Tag,
  type UserData,
  type UserRow,
  uniqueId,
  userNamed,
} from './entities.ts';
import { errors } from './errors.ts';
import { profileOf } from './login-profiles.ts';
import { describeBoundary, requireAttachable } from './managed-policies.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import * as shapes from './shapes.ts';
import { describeTags, mergeTags, tagContext, tagOperations } from './tags.ts';

interface UserInput {
  readonly UserName: string;
}

interface CreateUserInput extends UserInput {
  readonly Path?: string;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly Tag[];
}

interface UpdateUserInput extends UserInput {
  readonly NewUserName?: string;
  readonly NewPath?: string;
}

const { required, structure } = shapes;
const UserName = required(shapes.userName);
const userOnly = structure({ UserName });

export const userOperations: Readonly<Record<string, UnboundOperation>> = {
  CreateUser: operation<CreateUserInput>({
    input: structure({
      UserName: required(shapes.newUserName),
      Path: shapes.path,
      PermissionsBoundary: shapes.policyArn,
      Tags: shapes.tags,
    }),
    resource: (_state, { Path = '/', UserName }, { account }) => entityArn(account, 'user', Path, UserName),
    context: ({ PermissionsBoundary: boundary, Tags }) => ({
      ...tagContext(Tags),
      ...(boundary !== undefined && { 'iam:PermissionsBoundary': boundary }),
    }),
    async run(state, { UserName: name, Path: path = '/', PermissionsBoundary: boundary, Tags = [] }, { account }) {
      if (boundary !== undefined) requireAttachable(state, boundary);
      const data: UserData = {
        name,
        path,
        arn: entityArn(account, 'user', path, name),
        tags: mergeTags([], Tags),
        inlinePolicies: {},
        attachedPolicies: [],
        serviceCredentials: [],
        ...(boundary !== undefined && { boundary }),
      };
      const id = uniqueId('AIDA', state.random);
      const createdMs = state.clock.nowMs();
      try {
        return {
          User: describeFully(await state.users.create({ scope: account, name: rowName(name), id, createdMs, data })),
        };
      } catch (error) {
        throw error instanceof ResourceConflictError ? errors.entityExists('user', name) : error;
      }
    },
  }),

  GetUser: operation<Partial<UserInput>>({
    input: structure({ UserName: shapes.userName }),
    resource: userResource,
    async run(state, input, call) {
      const { principal, account } = call;
      if (input.UserName === undefined && principal.type === 'root') {
        return { User: { Path: '/', UserId: account, Arn: principal.arn, CreateDate: ROOT_CREATED } };
      }
      return { User: describeFully(userOf(state, input, call)) };
    },
  }),

  ListUsers: operation<PageRequest & { readonly PathPrefix?: string }>({
    input: structure({ PathPrefix: shapes.pathPrefix, ...shapes.paging }),
    resource: (_state, { PathPrefix = '/' }, { account }) => entityArn(account, 'user', PathPrefix, ''),
    async run(state, input, { account }) {
      const rows = state.users.list(account).filter(({ data }) => data.path.startsWith(input.PathPrefix ?? '/'));
      const { items, ...page } = pageOf(rows, (row) => row.name, input);
      return { ...page, Users: items.map(describeUser) };
    },
  }),

  UpdateUser: operation<UpdateUserInput>({
    input: structure({ UserName, NewUserName: shapes.newUserName, NewPath: shapes.path }),
    resource: userResource,
    /** Id, keys, groups and policies stay. */
    async run(state, { UserName: oldName, NewUserName, NewPath }, { account }) {
      const row = userNamed(state, account, oldName);
      const name = NewUserName ?? row.data.name;
      const path = NewPath ?? row.data.path;
      const other = state.users.get(account, rowName(name));
      if (other !== undefined && other.id !== row.id) throw errors.entityExists('user', name);
      const data = { ...row.data, name, path, arn: entityArn(account, 'user', path, name) };
      try {
        await state.users.rename(row, rowName(name), data);
      } catch (error) {
        throw error instanceof ResourceConflictError ? errors.concurrentModification() : error;
      }
    },
  }),

  DeleteUser: operation<UserInput>({
    input: userOnly,
    resource: userResource,
    async run(state, { UserName: name }, { account }) {
      const row = userNamed(state, account, name);
      const { attachedPolicies, inlinePolicies, serviceCredentials } = row.data;
      if (attachedPolicies.length > 0) throw errors.mustDetachPolicies();
      if (Object.keys(inlinePolicies).length > 0) throw errors.mustDeletePolicies();
      if (profileOf(state, row) !== undefined) throw errors.mustDeleteLoginProfile();
      if (keysOf(state, row).length > 0) throw errors.mustDeleteAccessKeys();
      if (groupsOf(state, row).length > 0) throw errors.mustRemoveUsers();
      if (serviceCredentials.length > 0) throw errors.mustRemoveReferences();
      await state.users.remove(row);
    },
  }),

  PutUserPermissionsBoundary: operation<UserInput & { readonly PermissionsBoundary: string }>({
    input: structure({ UserName, PermissionsBoundary: required(shapes.policyArn) }),
    resource: userResource,
    context: ({ PermissionsBoundary }) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
    async run(state, { UserName: name, PermissionsBoundary: boundary }, { account }) {
      userNamed(state, account, name);
      requireAttachable(state, boundary);
      await changeUser(state, account, name, (user) => ({ ...user, boundary }));
    },
  }),

  DeleteUserPermissionsBoundary: operation<UserInput>({
    input: userOnly,
    resource: userResource,
    async run(state, { UserName: name }, { account }) {
      await changeUser(state, account, name, ({ boundary: _removed, ...user }) => user);
    },
  }),

  ...tagOperations<UserInput, UserData>({
    label: 'User',
    members: { UserName },
    table: (state) => state.users,
    find: (state, { UserName: name }, { account }) => userNamed(state, account, name),
    resource: userResource,
  }),
};

/** Nobody made the root of an account here; the answer needs a date. */
const ROOT_CREATED = new Date(0);

export function changeUser(
  state: IamState,
  account: string,
  name: string,
  edit: (user: UserData) => UserData,
): Promise<UserRow> {
  return changeRow(state.users, { find: () => userNamed(state, account, name), edit });
}

/** In lists: without tags and boundary. */
export function describeUser({ id, createdMs, data }: UserRow) {
  return { Path: data.path, UserName: data.name, UserId: id, Arn: data.arn, CreateDate: new Date(createdMs) };
}

function describeFully(row: UserRow) {
  return { ...describeUser(row), ...describeBoundary(row.data.boundary), ...describeTags(row.data.tags) };
}
