/** Roles: create, read, change and delete. */
import type { Call } from '../../base/service.ts';
import { percentEncode } from '../../protocols/percent.ts';
import { ResourceConflictError } from '../../store/resource-table.ts';
import {
  changeRow,
  entityArn,
  type IamState,
  type RoleData,
  type RoleRow,
  roleNamed,
  rowName,
  type Tag,
  uniqueId,
} from './entities.ts';
import { requireModifiable } from './entity-policies.ts';
import { errors, refusingMalformed } from './errors.ts';
import { describeBoundary, requireAttachable } from './managed-policies.ts';
import { operation, type UnboundOperation } from './operation.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { compilePolicy } from './policy/compile.ts';
import * as shapes from './shapes.ts';
import { describeTags, mergeTags, tagContext, tagOperations } from './tags.ts';

interface RoleInput {
  readonly RoleName: string;
}

interface CreateRoleInput extends RoleInput {
  readonly AssumeRolePolicyDocument: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly Tag[];
}

interface UpdateRoleInput extends RoleInput {
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
}

export const SESSION_SECONDS_DEFAULT = 3600;
/** IAM quotas: role trust policy length, without white space. */
const TRUST_POLICY_LENGTH_MAX = 2048;

const { required, structure } = shapes;
const RoleName = required(shapes.roleName);
const roleOnly = structure({ RoleName });

/** The ARN of the role, or the one it would have. */
export function roleResource(state: IamState, { RoleName }: RoleInput, { account }: Call): string {
  return state.roles.get(account, rowName(RoleName))?.data.arn ?? entityArn(account, 'role', '/', RoleName);
}

export const roleOperations: Readonly<Record<string, UnboundOperation>> = {
  CreateRole: operation<CreateRoleInput>({
    input: structure({
      RoleName,
      AssumeRolePolicyDocument: required(shapes.policyDocument),
      Path: shapes.path,
      Description: shapes.roleDescription,
      MaxSessionDuration: shapes.maxSessionDuration,
      PermissionsBoundary: shapes.policyArn,
      Tags: shapes.tags,
    }),
    resource: (_state, { Path = '/', RoleName }, { account }) => entityArn(account, 'role', Path, RoleName),
    context: ({ PermissionsBoundary: boundary, Tags }) => ({
      ...tagContext(Tags),
      ...(boundary !== undefined && { 'iam:PermissionsBoundary': boundary }),
    }),
    async run(state, input, { account }) {
      const { Description, PermissionsBoundary: boundary, Path: path = '/' } = input;
      checkTrustPolicy(input.AssumeRolePolicyDocument);
      if (boundary !== undefined) requireAttachable(state, boundary);
      const row = await addRole(state, account, {
        name: input.RoleName,
        path,
        arn: entityArn(account, 'role', path, input.RoleName),
        trustPolicy: input.AssumeRolePolicyDocument,
        ...(Description && { description: Description }),
        maxSessionSeconds: input.MaxSessionDuration ?? SESSION_SECONDS_DEFAULT,
        tags: mergeTags([], input.Tags ?? []),
        inlinePolicies: {},
        attachedPolicies: [],
        ...(boundary !== undefined && { boundary }),
      });
      if (row === undefined) throw errors.entityExists('role', input.RoleName);
      return { Role: { ...describeRole(row), ...describeTags(row.data.tags), ...describeBoundary(boundary) } };
    },
  }),

  GetRole: operation<RoleInput>({
    input: roleOnly,
    resource: roleResource,
    run: async (state, { RoleName }, { account }) => ({ Role: describeFully(roleNamed(state, account, RoleName)) }),
  }),

  ListRoles: operation<PageRequest & { readonly PathPrefix?: string }>({
    input: structure({ PathPrefix: shapes.pathPrefix, ...shapes.paging }),
    resource: (_state, { PathPrefix = '/' }, { account }) => entityArn(account, 'role', PathPrefix, ''),
    async run(state, input, { account }) {
      const rows = state.roles.list(account).filter(({ data }) => data.path.startsWith(input.PathPrefix ?? '/'));
      const { items, ...page } = pageOf(rows, (row) => row.name, input);
      return { ...page, Roles: items.map((row) => ({ ...describeRole(row), ...describeSession(row) })) };
    },
  }),

  UpdateRole: operation<UpdateRoleInput>({
    input: structure({ RoleName, Description: shapes.roleDescription, MaxSessionDuration: shapes.maxSessionDuration }),
    resource: roleResource,
    async run(state, input, call) {
      await changeRole(state, input, call, (role) => ({
        ...role,
        ...(input.Description !== undefined && { description: input.Description }),
        // AWS: an update without MaxSessionDuration sets the default again.
        maxSessionSeconds: input.MaxSessionDuration ?? SESSION_SECONDS_DEFAULT,
      }));
      return {};
    },
  }),

  UpdateRoleDescription: operation<RoleInput & { readonly Description: string }>({
    input: structure({ RoleName, Description: required(shapes.roleDescription) }),
    resource: roleResource,
    /** The one thing that may be changed of service-linked roles, too. */
    async run(state, { RoleName, Description: description }, { account }) {
      const row = await changeRow(state.roles, {
        find: () => roleNamed(state, account, RoleName),
        edit: (role) => ({ ...role, description }),
      });
      return { Role: describeFully(row) };
    },
  }),

  UpdateAssumeRolePolicy: operation<RoleInput & { readonly PolicyDocument: string }>({
    input: structure({ RoleName, PolicyDocument: required(shapes.policyDocument) }),
    resource: roleResource,
    async run(state, input, call) {
      roleNamed(state, call.account, input.RoleName);
      checkTrustPolicy(input.PolicyDocument);
      await changeRole(state, input, call, (role) => ({ ...role, trustPolicy: input.PolicyDocument }));
    },
  }),

  DeleteRole: operation<RoleInput>({
    input: roleOnly,
    resource: roleResource,
    async run(state, { RoleName }, { account }) {
      const row = roleNamed(state, account, RoleName);
      requireModifiable(row);
      if (row.data.attachedPolicies.length > 0) throw errors.mustDetachPolicies();
      if (Object.keys(row.data.inlinePolicies).length > 0) throw errors.mustDeletePolicies();
      const isInProfile = state.instanceProfiles.list(account).some(({ data }) => data.roleId === row.id);
      if (isInProfile) throw errors.mustLeaveInstanceProfiles();
      await state.roles.remove(row);
    },
  }),

  PutRolePermissionsBoundary: operation<RoleInput & { readonly PermissionsBoundary: string }>({
    input: structure({ RoleName, PermissionsBoundary: required(shapes.policyArn) }),
    resource: roleResource,
    context: ({ PermissionsBoundary }) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
    async run(state, input, call) {
      const { PermissionsBoundary: boundary } = input;
      roleNamed(state, call.account, input.RoleName);
      requireAttachable(state, boundary);
      await changeRole(state, input, call, (role) => ({ ...role, boundary }));
    },
  }),

  DeleteRolePermissionsBoundary: operation<RoleInput>({
    input: roleOnly,
    resource: roleResource,
    async run(state, input, call) {
      await changeRole(state, input, call, ({ boundary: _removed, ...role }) => role);
    },
  }),

  ...tagOperations<RoleInput, RoleData>({
    label: 'Role',
    members: { RoleName },
    table: (state) => state.roles,
    find: (state, { RoleName }, { account }) => roleNamed(state, account, RoleName),
    resource: roleResource,
  }),
};

/** @returns undefined when the name is taken */
export async function addRole(state: IamState, account: string, data: RoleData): Promise<RoleRow | undefined> {
  try {
    const id = uniqueId('AROA', state.random);
    return await state.roles.create({
      scope: account,
      name: rowName(data.name),
      id,
      createdMs: state.clock.nowMs(),
      data,
    });
  } catch (error) {
    if (error instanceof ResourceConflictError) return undefined;
    throw error;
  }
}

function changeRole(state: IamState, { RoleName }: RoleInput, { account }: Call, edit: (role: RoleData) => RoleData) {
  return changeRow(state.roles, {
    find() {
      const row = roleNamed(state, account, RoleName);
      requireModifiable(row);
      return row;
    },
    edit,
  });
}

function checkTrustPolicy(document: string): void {
  refusingMalformed(() => compilePolicy(document, 'trust'));
  if (document.replace(/\s/g, '').length > TRUST_POLICY_LENGTH_MAX) {
    throw errors.quotaExceeded('ACLSizePerRole', TRUST_POLICY_LENGTH_MAX);
  }
}

/** What every answer has; which has more is recorded per operation. */
export function describeRole({ id, createdMs, data }: RoleRow) {
  return {
    Path: data.path,
    RoleName: data.name,
    RoleId: id,
    Arn: data.arn,
    CreateDate: new Date(createdMs),
    AssumeRolePolicyDocument: percentEncode(data.trustPolicy),
    ...(data.description && { Description: data.description }),
  };
}

function describeFully(row: RoleRow) {
  return {
    ...describeRole(row),
    ...describeSession(row),
    ...describeTags(row.data.tags),
    ...describeBoundary(row.data.boundary),
    RoleLastUsed: {},
  };
}

function describeSession({ data }: RoleRow) {
  return { MaxSessionDuration: data.maxSessionSeconds };
}
