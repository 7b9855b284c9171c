/** Roles, users, groups, policies and access keys as they are stored. Rows are named in lower case: IAM's names ignore it. */
import { parseArn } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { ResourceConflictError, ResourceTable, type Row } from '../../store/resource-table.ts';
import { errors } from './errors.ts';
import type { KeyMint } from './key-mint.ts';
import type { PasswordHash } from './password-hash.ts';
import type { PasswordPolicy } from './password-policy.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What roles, users and groups have in common: a name, and policies. */
export interface EntityData {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** Inline policies: name -> document. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs in the order they were attached. */
  readonly attachedPolicies: readonly string[];
}

export interface RoleData extends EntityData {
  /** As it was sent. */
  readonly trustPolicy: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly tags: readonly Tag[];
  /** ARN of a managed policy. */
  readonly boundary?: string;
  /** `batch.amazonaws.com`: the service a service-linked role belongs to. */
  readonly linkedService?: string;
}

/** A user name and password for a service that does not exist here; nothing asks for the password, so it is not kept. */
export interface ServiceCredential {
  /** `ACCA...` */
  readonly id: string;
  readonly serviceName: string;
  readonly serviceUserName: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdMs: number;
}

export interface UserData extends EntityData {
  readonly tags: readonly Tag[];
  readonly boundary?: string;
  readonly serviceCredentials: readonly ServiceCredential[];
}

export interface GroupData extends EntityData {
  /** Ids of users, in the order they were added. */
  readonly memberIds: readonly string[];
}

export interface PolicyVersion {
  /** `v1` */
  readonly id: string;
  readonly document: string;
  readonly createdMs: number;
}

export interface PolicyData {
  readonly policyName: string;
  readonly path: string;
  readonly arn: string;
  readonly description?: string;
  readonly tags: readonly Tag[];
  /** Newest last. */
  readonly versions: readonly PolicyVersion[];
  /** Those deleted again included: a number is not used twice. */
  readonly versionsMade: number;
  readonly defaultVersionId: string;
  readonly updatedMs: number;
}

export interface AccessKeyData {
  readonly userId: string;
  /** A deleted key is remembered: it must never again count as somebody else's. */
  readonly status: 'Active' | 'Inactive' | 'Deleted';
}

/** Every instance profile may hold one role, which tools look at and nothing here takes on. */
export interface InstanceProfileData {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly tags: readonly Tag[];
  readonly roleId?: string;
}

/** What a user signs in with; its row is named after the user's id. */
export interface LoginProfileData {
  readonly password: PasswordHash;
  /** Hashes of passwords before this one, the latest first. */
  readonly earlier: readonly PasswordHash[];
  readonly changedMs: number;
  readonly isResetRequired: boolean;
}

/** Of the account as a whole. */
export interface AccountData {
  readonly alias?: string;
  readonly passwordPolicy?: PasswordPolicy;
}

/** The last deletion of a service-linked role of this name. */
export interface DeletionData {
  readonly taskId: string;
}

export type RoleRow = Row<RoleData>;
export type UserRow = Row<UserData>;
export type GroupRow = Row<GroupData>;
export type PolicyRow = Row<PolicyData>;

/** What the operations work on. The scope of every row is its account, but of access keys, which are found without one. */
export interface IamState {
  readonly roles: ResourceTable<RoleData>;
  readonly users: ResourceTable<UserData>;
  readonly groups: ResourceTable<GroupData>;
  readonly policies: ResourceTable<PolicyData>;
  readonly accessKeys: ResourceTable<AccessKeyData>;
  readonly deletions: ResourceTable<DeletionData>;
  readonly instanceProfiles: ResourceTable<InstanceProfileData>;
  readonly loginProfiles: ResourceTable<LoginProfileData>;
  readonly accounts: ResourceTable<AccountData>;
  readonly keyMint: KeyMint;
  readonly clock: Clock;
  readonly random: Random;
}

export interface IamStateDeps {
  readonly resources: ResourceStore;
  readonly keyMint: KeyMint;
  readonly clock: Clock;
  readonly random: Random;
}

export async function openIamState({ resources, ...deps }: IamStateDeps): Promise<IamState> {
  const open = <T>(kind: string) => ResourceTable.open<T>(resources, kind);
  return {
    ...deps,
    roles: await open<RoleData>('role'),
    users: await open<UserData>('user'),
    groups: await open<GroupData>('group'),
    policies: await open<PolicyData>('policy'),
    accessKeys: await open<AccessKeyData>('access-key'),
    deletions: await open<DeletionData>('role-deletion'),
    instanceProfiles: await open<InstanceProfileData>('instance-profile'),
    loginProfiles: await open<LoginProfileData>('login-profile'),
    accounts: await open<AccountData>('account'),
  };
}

export function rowName(name: string): string {
  return name.toLowerCase();
}

type EntityKind = 'role' | 'user' | 'group' | 'policy' | 'instance-profile';

export function entityArn(account: string, type: EntityKind, path: string, name: string) {
  return `arn:aws:iam::${account}:${type}${path}${name}`;
}

/** @throws ServiceError NoSuchEntity */
export function roleNamed(state: IamState, account: string, name: string): RoleRow {
  return state.roles.get(account, rowName(name)) ?? refuse(errors.noSuchEntity('role', name));
}

/** @throws ServiceError NoSuchEntity */
export function userNamed(state: IamState, account: string, name: string): UserRow {
  return state.users.get(account, rowName(name)) ?? refuse(errors.noSuchEntity('user', name));
}

/** @throws ServiceError NoSuchEntity */
export function groupNamed(state: IamState, account: string, name: string): GroupRow {
  return state.groups.get(account, rowName(name)) ?? refuse(errors.noSuchEntity('group', name));
}

/** @throws ServiceError NoSuchEntity */
export function policyNamed(state: IamState, policyArn: string): PolicyRow {
  return policyWithArn(state, policyArn) ?? refuse(errors.noSuchPolicy(policyArn));
}

function refuse(error: Error): never {
  throw error;
}

/** Path and name must be those of the role. */
export function roleWithArn(state: IamState, roleArn: string): RoleRow | undefined {
  return withArn(state.roles, roleArn);
}

export function userWithArn(state: IamState, userArn: string): UserRow | undefined {
  return withArn(state.users, userArn);
}

export function groupWithArn(state: IamState, groupArn: string): GroupRow | undefined {
  return withArn(state.groups, groupArn);
}

export function policyWithArn(state: IamState, policyArn: string): PolicyRow | undefined {
  return withArn(state.policies, policyArn);
}

function withArn<T extends { readonly arn: string }>(table: ResourceTable<T>, text: string): Row<T> | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'iam') return undefined;
  const row = table.get(arn.account, rowName(lastPart(arn.resource)));
  return row?.data.arn === text ? row : undefined;
}

/** The groups a user is in. */
export function groupsOf(state: IamState, user: UserRow): readonly GroupRow[] {
  return state.groups.list(user.scope).filter(({ data }) => data.memberIds.includes(user.id));
}

export function lastPart(resource: string): string {
  return resource.slice(resource.lastIndexOf('/') + 1);
}

export interface Change<T> {
  /** @throws ServiceError when it does not exist (any more) */
  find(): Row<T>;
  edit(data: T): T;
}

/** Changes a row; when somebody else was faster, `edit` sees what they left and decides anew. */
export async function changeRow<T>(table: ResourceTable<T>, { find, edit }: Change<T>): Promise<Row<T>> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const row = find();
    try {
      return await table.update(row, edit(row.data));
    } catch (error) {
      if (!(error instanceof ResourceConflictError)) throw error;
    }
  }
  throw errors.concurrentModification();
}

export type IdPrefix = 'AROA' | 'AIDA' | 'AGPA' | 'ANPA' | 'ACCA' | 'AIPA';

/** `AROA` and 17 characters of the base-32 alphabet. */
export function uniqueId(prefix: IdPrefix, random: Random): string {
  const digits = BigInt(`0x${random.seed()}`).toString(32).padStart(17, '0').slice(-17);
  return prefix + [...digits].map((digit) => BASE32[Number.parseInt(digit, 32)]).join('');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
