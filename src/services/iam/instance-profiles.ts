/** Instance profiles: there are no instances to take on their roles, but tools make them with a role, and ask before they delete one. */
import type { Call } from '../../base/service.ts';
import { ResourceConflictError, type Row } from '../../store/resource-table.ts';
import {
  changeRow,
  entityArn,
  type IamState,
  type InstanceProfileData,
  type RoleRow,
  roleNamed,
  rowName,
  type Tag,
  uniqueId,
} from './entities.ts';
import { errors } from './errors.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { describeRole, roleResource } from './roles.ts';
import * as shapes from './shapes.ts';
import { describeTags, mergeTags, tagContext, tagOperations } from './tags.ts';

type InstanceProfileRow = Row<InstanceProfileData>;

interface ProfileInput {
  readonly InstanceProfileName: string;
}

interface RoleInput {
  readonly RoleName: string;
}

interface CreateInput extends ProfileInput {
  readonly Path?: string;
  readonly Tags?: readonly Tag[];
}

/** IAM quotas: not to be raised. */
const ROLES_PER_PROFILE_MAX = 1;

const { required, structure } = shapes;
const InstanceProfileName = required(shapes.policyName);
const RoleName = required(shapes.roleName);
const profileOnly = structure({ InstanceProfileName });
const profileAndRole = structure({ InstanceProfileName, RoleName });

function profileResource(state: IamState, { InstanceProfileName: name }: ProfileInput, { account }: Call): string {
  const profile = state.instanceProfiles.get(account, rowName(name));
  return profile?.data.arn ?? entityArn(account, 'instance-profile', '/', name);
}

export const instanceProfileOperations: Readonly<Record<string, UnboundOperation>> = {
  CreateInstanceProfile: operation<CreateInput>({
    input: structure({ InstanceProfileName, Path: shapes.path, Tags: shapes.tags }),
    resource: (_state, { Path = '/', InstanceProfileName: name }, { account }) =>
      entityArn(account, 'instance-profile', Path, name),
    context: ({ Tags }) => tagContext(Tags),
    async run(state, { InstanceProfileName: name, Path: path = '/', Tags = [] }, { account }) {
      const arn = entityArn(account, 'instance-profile', path, name);
      const data: InstanceProfileData = { name, path, arn, tags: mergeTags([], Tags) };
      const row = { scope: account, name: rowName(name), id: uniqueId('AIPA', state.random), data };
      try {
        const created = await state.instanceProfiles.create({ ...row, createdMs: state.clock.nowMs() });
        return { InstanceProfile: describeFully(state, created) };
      } catch (error) {
        throw error instanceof ResourceConflictError ? errors.instanceProfileExists(name) : error;
      }
    },
  }),

  GetInstanceProfile: operation<ProfileInput>({
    input: profileOnly,
    resource: profileResource,
    async run(state, { InstanceProfileName: name }, { account }) {
      return { InstanceProfile: describeFully(state, profileNamed(state, account, name)) };
    },
  }),

  ListInstanceProfiles: operation<PageRequest & { readonly PathPrefix?: string }>({
    input: structure({ PathPrefix: shapes.pathPrefix, ...shapes.paging }),
    resource: (_state, { PathPrefix = '/' }, { account }) => entityArn(account, 'instance-profile', PathPrefix, ''),
    async run(state, input, { account }) {
      const all = state.instanceProfiles.list(account);
      return listed(
        state,
        all.filter(({ data }) => data.path.startsWith(input.PathPrefix ?? '/')),
        input,
      );
    },
  }),

  ListInstanceProfilesForRole: operation<RoleInput & PageRequest>({
    input: structure({ RoleName, ...shapes.paging }),
    resource: roleResource,
    async run(state, input, { account }) {
      return listed(state, instanceProfilesOf(state, roleNamed(state, account, input.RoleName)), input);
    },
  }),

  AddRoleToInstanceProfile: operation<ProfileInput & RoleInput>({
    input: profileAndRole,
    resource: profileResource,
    async run(state, { InstanceProfileName: name, RoleName: roleName }, { account }) {
      profileNamed(state, account, name);
      const role = roleNamed(state, account, roleName);
      await changeProfile(state, account, name, (data) => {
        if (data.roleId !== undefined) {
          throw errors.quotaExceeded('InstanceSessionsPerInstanceProfile', ROLES_PER_PROFILE_MAX);
        }
        return { ...data, roleId: role.id };
      });
    },
  }),

  RemoveRoleFromInstanceProfile: operation<ProfileInput & RoleInput>({
    input: profileAndRole,
    resource: profileResource,
    async run(state, { InstanceProfileName: name, RoleName: roleName }, { account }) {
      profileNamed(state, account, name);
      const role = roleNamed(state, account, roleName);
      await changeProfile(state, account, name, ({ roleId, ...data }) => {
        if (roleId !== role.id) throw errors.roleNotInProfile(roleName, name);
        return data;
      });
    },
  }),

  DeleteInstanceProfile: operation<ProfileInput>({
    input: profileOnly,
    resource: profileResource,
    async run(state, { InstanceProfileName: name }, { account }) {
      const row = profileNamed(state, account, name);
      if (row.data.roleId !== undefined) throw errors.mustLeaveInstanceProfiles();
      await state.instanceProfiles.remove(row);
    },
  }),

  ...tagOperations<ProfileInput, InstanceProfileData>({
    label: 'InstanceProfile',
    members: { InstanceProfileName },
    table: (state) => state.instanceProfiles,
    find: (state, { InstanceProfileName: name }, { account }) => profileNamed(state, account, name),
    resource: profileResource,
  }),
};

export function instanceProfilesOf(state: IamState, role: RoleRow): readonly InstanceProfileRow[] {
  return state.instanceProfiles.list(role.scope).filter(({ data }) => data.roleId === role.id);
}

/** @throws ServiceError */
function profileNamed(state: IamState, account: string, name: string): InstanceProfileRow {
  const row = state.instanceProfiles.get(account, rowName(name));
  if (row === undefined) throw errors.noSuchInstanceProfile(name);
  return row;
}

function changeProfile(
  state: IamState,
  account: string,
  name: string,
  edit: (data: InstanceProfileData) => InstanceProfileData,
): Promise<InstanceProfileRow> {
  return changeRow(state.instanceProfiles, { find: () => profileNamed(state, account, name), edit });
}

function listed(state: IamState, rows: readonly InstanceProfileRow[], request: PageRequest) {
  const { items, ...page } = pageOf(rows, (row) => row.name, request);
  return { ...page, InstanceProfiles: items.map((row) => describeInstanceProfile(state, row)) };
}

/** In lists: without tags. */
export function describeInstanceProfile(state: IamState, { id, createdMs, data }: InstanceProfileRow) {
  const role = state.roles.getById(data.roleId ?? '');
  return {
    Path: data.path,
    InstanceProfileName: data.name,
    InstanceProfileId: id,
    Arn: data.arn,
    CreateDate: new Date(createdMs),
    Roles: role === undefined ? [] : [describeRole(role)],
  };
}

function describeFully(state: IamState, row: InstanceProfileRow) {
  return { ...describeInstanceProfile(state, row), ...describeTags(row.data.tags) };
}
