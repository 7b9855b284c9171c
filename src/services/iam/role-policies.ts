/** Policies of roles: managed ones attached, inline ones put. */
import type { Call } from '../../base/service.ts';
import { percentEncode } from '../../protocols/percent.ts';
import { changeRole, type IamState, lastPart, roleNamed } from './entities.ts';
import { errors, refusingMalformed } from './errors.ts';
import { requireAttachable, requirePolicyArn } from './managed-policies.ts';
import { type PageRequest, pageOf } from './paging.ts';
import { compilePolicy } from './policy/compile.ts';

interface AttachmentInput {
  readonly RoleName: string;
  readonly PolicyArn: string;
}

interface InlinePolicyInput {
  readonly RoleName: string;
  readonly PolicyName: string;
}

/** IAM quotas: managed policies attached to a role; inline policies of a role together, without white space. */
const ATTACHED_POLICIES_MAX = 10;
const INLINE_LENGTH_MAX = 10_240;

/** Attaching twice is fine. */
export async function attachRolePolicy(
  state: IamState,
  { RoleName, PolicyArn }: AttachmentInput,
  { account }: Call,
): Promise<void> {
  requirePolicyArn(PolicyArn);
  roleNamed(state, account, RoleName);
  requireAttachable(state, PolicyArn);
  await changeRole(state, account, RoleName, (role) => {
    if (role.attachedPolicies.includes(PolicyArn)) return role;
    if (role.attachedPolicies.length >= ATTACHED_POLICIES_MAX) {
      throw errors.quotaExceeded('PoliciesPerRole', ATTACHED_POLICIES_MAX);
    }
    return { ...role, attachedPolicies: [...role.attachedPolicies, PolicyArn] };
  });
}

export async function detachRolePolicy(
  state: IamState,
  { RoleName, PolicyArn }: AttachmentInput,
  { account }: Call,
): Promise<void> {
  requirePolicyArn(PolicyArn);
  await changeRole(state, account, RoleName, (role) => {
    if (!role.attachedPolicies.includes(PolicyArn)) throw errors.notAttached(PolicyArn);
    return { ...role, attachedPolicies: role.attachedPolicies.filter((arn) => arn !== PolicyArn) };
  });
}

export async function listAttachedRolePolicies(
  state: IamState,
  input: PageRequest & { readonly RoleName: string; readonly PathPrefix?: string },
  { account }: Call,
) {
  const { attachedPolicies } = roleNamed(state, account, input.RoleName).data;
  const prefix = `policy${input.PathPrefix ?? '/'}`;
  const arns = attachedPolicies.filter((arn) => arn.slice(arn.lastIndexOf(':') + 1).startsWith(prefix)).toSorted();
  const { items, ...page } = pageOf(arns, (arn) => arn, input);
  return { ...page, AttachedPolicies: items.map((arn) => ({ PolicyName: lastPart(arn), PolicyArn: arn })) };
}

export async function putRolePolicy(
  state: IamState,
  { RoleName, PolicyName, PolicyDocument }: InlinePolicyInput & { readonly PolicyDocument: string },
  { account }: Call,
): Promise<void> {
  roleNamed(state, account, RoleName);
  refusingMalformed(() => compilePolicy(PolicyDocument, 'identity'));
  await changeRole(state, account, RoleName, (role) => {
    const inlinePolicies = { ...role.inlinePolicies, [PolicyName]: PolicyDocument };
    if (Object.values(inlinePolicies).join('').replace(/\s/g, '').length > INLINE_LENGTH_MAX) {
      throw errors.inlinePoliciesTooLong(INLINE_LENGTH_MAX, RoleName);
    }
    return { ...role, inlinePolicies };
  });
}

export async function getRolePolicy(state: IamState, { RoleName, PolicyName }: InlinePolicyInput, { account }: Call) {
  const { inlinePolicies, roleName } = roleNamed(state, account, RoleName).data;
  const document = Object.hasOwn(inlinePolicies, PolicyName) ? inlinePolicies[PolicyName] : undefined;
  if (document === undefined) throw errors.noSuchRolePolicy(PolicyName);
  return { RoleName: roleName, PolicyName, PolicyDocument: percentEncode(document) };
}

export async function listRolePolicies(
  state: IamState,
  input: PageRequest & { readonly RoleName: string },
  { account }: Call,
) {
  const names = Object.keys(roleNamed(state, account, input.RoleName).data.inlinePolicies).sort();
  const { items, ...page } = pageOf(names, (name) => name, input);
  return { ...page, PolicyNames: items };
}

export async function deleteRolePolicy(
  state: IamState,
  { RoleName, PolicyName }: InlinePolicyInput,
  { account }: Call,
): Promise<void> {
  await changeRole(state, account, RoleName, (role) => {
    if (!Object.hasOwn(role.inlinePolicies, PolicyName)) throw errors.noSuchRolePolicy(PolicyName);
    const { [PolicyName]: _removed, ...inlinePolicies } = role.inlinePolicies;
    return { ...role, inlinePolicies };
  });
}
