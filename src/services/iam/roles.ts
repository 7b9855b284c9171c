/** Roles: create, read, change, delete, and their tags. */
import type { Call } from '../../base/service.ts';
import { percentEncode } from '../../protocols/percent.ts';
import { ResourceConflictError } from '../../store/resource-table.ts';
import { changeRole, type IamState, type RoleRow, roleNamed, rowName, type Tag, uniqueId } from './entities.ts';
import { errors, refusingMalformed } from './errors.ts';
import { requireAttachable } from './managed-policies.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { compilePolicy } from './policy/compile.ts';
import { mergeTags, withoutTags } from './tags.ts';

interface RoleInput {
  readonly RoleName: string;
}

export interface CreateRoleInput extends RoleInput {
  readonly AssumeRolePolicyDocument: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly Tag[];
}

const SESSION_SECONDS_DEFAULT = 3600;
/** IAM quotas: role trust policy length, without white space. */
const TRUST_POLICY_LENGTH_MAX = 2048;

export function roleArn(account: string, path: string, roleName: string): string {
  return `arn:aws:iam::${account}:role${path}${roleName}`;
}

export async function createRole(state: IamState, input: CreateRoleInput, { account }: Call) {
  checkTrustPolicy(input.AssumeRolePolicyDocument);
  const { RoleName, Path = '/', Description, MaxSessionDuration, PermissionsBoundary: boundary, Tags = [] } = input;
  if (boundary !== undefined) requireAttachable(state, boundary);
  try {
    const row = await state.roles.create({
      scope: account,
      name: rowName(RoleName),
      id: uniqueId('AROA', state.random),
      createdMs: state.clock.nowMs(),
      data: {
        roleName: RoleName,
        path: Path,
        arn: roleArn(account, Path, RoleName),
        trustPolicy: input.AssumeRolePolicyDocument,
        ...(Description && { description: Description }),
        maxSessionSeconds: MaxSessionDuration ?? SESSION_SECONDS_DEFAULT,
        tags: mergeTags([], Tags),
        inlinePolicies: {},
        attachedPolicies: [],
        ...(boundary !== undefined && { boundary }),
      },
    });
    return { Role: { ...describe(row), ...describeTags(row), ...describeBoundary(row) } };
  } catch (error) {
    throw error instanceof ResourceConflictError ? errors.roleExists(RoleName) : error;
  }
}

export async function getRole(state: IamState, { RoleName }: RoleInput, { account }: Call) {
  return { Role: describeFully(roleNamed(state, account, RoleName)) };
}

export async function listRoles(
  state: IamState,
  input: PageRequest & { readonly PathPrefix?: string },
  { account }: Call,
) {
  const rows = state.roles.list(account).filter(({ data }) => data.path.startsWith(input.PathPrefix ?? '/'));
  const { items, ...page } = pageOf(rows, (row) => row.name, input);
  return { ...page, Roles: items.map((row) => ({ ...describe(row), ...describeSession(row) })) };
}

export async function updateRole(
  state: IamState,
  input: RoleInput & { readonly Description?: string; readonly MaxSessionDuration?: number },
  { account }: Call,
) {
  await changeRole(state, account, input.RoleName, (role) => ({
    ...role,
    ...(input.Description !== undefined && { description: input.Description }),
    // AWS: an update without MaxSessionDuration sets the default again.
    maxSessionSeconds: input.MaxSessionDuration ?? SESSION_SECONDS_DEFAULT,
  }));
  return {};
}

export async function updateRoleDescription(
  state: IamState,
  { RoleName, Description: description }: RoleInput & { readonly Description: string },
  { account }: Call,
) {
  return { Role: describeFully(await changeRole(state, account, RoleName, (role) => ({ ...role, description }))) };
}

export async function updateAssumeRolePolicy(
  state: IamState,
  { RoleName, PolicyDocument }: RoleInput & { readonly PolicyDocument: string },
  { account }: Call,
): Promise<void> {
  roleNamed(state, account, RoleName);
  checkTrustPolicy(PolicyDocument);
  await changeRole(state, account, RoleName, (role) => ({ ...role, trustPolicy: PolicyDocument }));
}

export async function deleteRole(state: IamState, { RoleName }: RoleInput, { account }: Call): Promise<void> {
  const row = roleNamed(state, account, RoleName);
  if (row.data.attachedPolicies.length > 0) throw errors.mustDetachPolicies();
  if (Object.keys(row.data.inlinePolicies).length > 0) throw errors.mustDeletePolicies();
  await state.roles.remove(row);
}

export async function putRolePermissionsBoundary(
  state: IamState,
  { RoleName, PermissionsBoundary: boundary }: RoleInput & { readonly PermissionsBoundary: string },
  { account }: Call,
): Promise<void> {
  roleNamed(state, account, RoleName);
  requireAttachable(state, boundary);
  await changeRole(state, account, RoleName, (role) => ({ ...role, boundary }));
}

export async function deleteRolePermissionsBoundary(
  state: IamState,
  { RoleName }: RoleInput,
  { account }: Call,
): Promise<void> {
  await changeRole(state, account, RoleName, ({ boundary: _removed, ...role }) => role);
}

export async function tagRole(
  state: IamState,
  { RoleName, Tags }: RoleInput & { readonly Tags: readonly Tag[] },
  { account }: Call,
): Promise<void> {
  await changeRole(state, account, RoleName, (role) => ({ ...role, tags: mergeTags(role.tags, Tags) }));
}

export async function untagRole(
  state: IamState,
  { RoleName, TagKeys }: RoleInput & { readonly TagKeys: readonly string[] },
  { account }: Call,
): Promise<void> {
  await changeRole(state, account, RoleName, (role) => ({ ...role, tags: withoutTags(role.tags, TagKeys) }));
}

export async function listRoleTags(state: IamState, input: RoleInput & PageRequest, { account }: Call) {
  const { tags } = roleNamed(state, account, input.RoleName).data;
  const sorted = [...tags].sort((a, b) => (a.Key < b.Key ? -1 : 1));
  const { items, ...page } = pageOf(sorted, (tag) => tag.Key, input);
  return { ...page, Tags: items };
}

/** There are no instances to profile; tools ask before they delete a role. */
export async function listInstanceProfilesForRole(state: IamState, { RoleName }: RoleInput, { account }: Call) {
  roleNamed(state, account, RoleName);
  return { InstanceProfiles: [], IsTruncated: false };
}

function checkTrustPolicy(document: string): void {
  refusingMalformed(() => compilePolicy(document, 'trust'));
  if (document.replace(/\s/g, '').length > TRUST_POLICY_LENGTH_MAX) {
    throw errors.quotaExceeded('ACLSizePerRole', TRUST_POLICY_LENGTH_MAX);
  }
}

/** What every answer has; which has more is recorded per operation. */
function describe({ id, createdMs, data }: RoleRow) {
  return {
    Path: data.path,
    RoleName: data.roleName,
    RoleId: id,
    Arn: data.arn,
    CreateDate: new Date(createdMs),
    AssumeRolePolicyDocument: percentEncode(data.trustPolicy),
    ...(data.description && { Description: data.description }),
  };
}

function describeFully(row: RoleRow) {
  return {
    ...describe(row),
    ...describeSession(row),
    ...describeTags(row),
    ...describeBoundary(row),
    RoleLastUsed: {},
  };
}

function describeSession({ data }: RoleRow) {
  return { MaxSessionDuration: data.maxSessionSeconds };
}

function describeTags({ data }: RoleRow) {
  return data.tags.length === 0 ? {} : { Tags: data.tags };
}

function describeBoundary({ data: { boundary } }: RoleRow) {
  if (boundary === undefined) return {};
  return { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary } };
}
