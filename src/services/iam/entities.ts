/** Roles and customer managed policies as they are stored. Rows are named in lower case: IAM's names ignore it. */
import { parseArn } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import { ResourceConflictError, ResourceTable, type Row } from '../../store/resource-table.ts';
import { errors } from './errors.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface RoleData {
  readonly roleName: string;
  readonly path: string;
  readonly arn: string;
  /** As it was sent. */
  readonly trustPolicy: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly tags: readonly Tag[];
  /** Inline policies: name -> document. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs in the order they were attached. */
  readonly attachedPolicies: readonly string[];
  /** ARN of a managed policy. */
  readonly boundary?: string;
}

export interface PolicyData {
  readonly policyName: string;
  readonly path: string;
  readonly arn: string;
  readonly description?: string;
  readonly document: string;
  readonly tags: readonly Tag[];
}

export type RoleRow = Row<RoleData>;
export type PolicyRow = Row<PolicyData>;

/** What the operations work on. The scope of every row is its account. */
export interface IamState {
  readonly roles: ResourceTable<RoleData>;
  readonly policies: ResourceTable<PolicyData>;
  readonly clock: Clock;
  readonly random: Random;
}

export async function openIamState(resources: ResourceStore, clock: Clock, random: Random): Promise<IamState> {
  const [roles, policies] = await Promise.all([
    ResourceTable.open<RoleData>(resources, 'role'),
    ResourceTable.open<PolicyData>(resources, 'policy'),
  ]);
  return { roles, policies, clock, random };
}

export function rowName(name: string): string {
  return name.toLowerCase();
}

/** @throws ServiceError NoSuchEntity */
export function roleNamed(state: IamState, account: string, roleName: string): RoleRow {
  const row = state.roles.get(account, rowName(roleName));
  if (row === undefined) throw errors.noSuchRole(roleName);
  return row;
}

/** Path and name must be those of the role. */
export function roleWithArn(state: IamState, roleArn: string): RoleRow | undefined {
  const arn = parseArn(roleArn);
  if (arn?.service !== 'iam' || !arn.resource.startsWith('role/')) return undefined;
  const row = state.roles.get(arn.account, rowName(lastPart(arn.resource)));
  return row?.data.arn === roleArn ? row : undefined;
}

export function policyWithArn(state: IamState, policyArn: string): PolicyRow | undefined {
  const arn = parseArn(policyArn);
  if (arn === undefined) return undefined;
  const row = state.policies.get(arn.account, rowName(lastPart(arn.resource)));
  return row?.data.arn === policyArn ? row : undefined;
}

export function lastPart(resource: string): string {
  return resource.slice(resource.lastIndexOf('/') + 1);
}

/** Changes a role; when somebody else was faster, `edit` sees what they left and decides anew. */
export async function changeRole(
  state: IamState,
  account: string,
  roleName: string,
  edit: (role: RoleData) => RoleData,
): Promise<RoleRow> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const row = roleNamed(state, account, roleName);
    try {
      return await state.roles.update(row, edit(row.data));
    } catch (error) {
      if (!(error instanceof ResourceConflictError)) throw error;
    }
  }
  throw errors.concurrentModification();
}

/** `AROA` and 17 characters of the base-32 alphabet. */
export function uniqueId(prefix: 'AROA' | 'ANPA', random: Random): string {
  const digits = BigInt(`0x${random.seed()}`).toString(32).padStart(17, '0').slice(-17);
  return prefix + [...digits].map((digit) => BASE32[Number.parseInt(digit, 32)]).join('');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
