/** Whether the decisions of all policies together allow a request, else which kind of policy it fails for, in AWS's words. */
import { parseArn } from '../../base/arn.ts';
import type { PolicyType } from '../../base/denial.ts';
import type { Permission, Principal } from '../../base/service.ts';
import { type Decision, grants } from './policy/evaluate.ts';

/** What each kind of policy says. */
export interface Findings {
  readonly principal: Principal;
  readonly permission: Permission;
  readonly identity: Decision;
  /** Undefined without a boundary, session policies, or a policy of the resource. */
  readonly boundary: Decision | undefined;
  readonly session: Decision | undefined;
  readonly resource: Decision | undefined;
}

export interface DenialReason {
  readonly type: 'explicit' | 'implicit';
  readonly policyType: PolicyType;
}

/** AWS's order: explicit denials first; then what is missing. Undefined when the request is allowed. */
export function denialReason(findings: Findings): DenialReason | undefined {
  const { identity, resource, boundary, session } = findings;
  // Most requests are this one, and must not cost more.
  if (identity === 'allow' && resource === undefined && boundary === undefined && session === undefined) {
    const { principal, permission } = findings;
    if (!mustBeLetIn(principal, permission)) return undefined;
  }
  const found = [
    [identity, 'identity-based policy'],
    [resource, 'resource-based policy'],
    [boundary, 'permissions boundary'],
    [session, 'session policy'],
  ] as const;
  const denying = found.find(([decision]) => decision === 'deny');
  if (denying !== undefined) return { type: 'explicit', policyType: denying[1] };
  const [policyType] = missingPolicies(findings);
  return policyType && { type: 'implicit', policyType };
}

/** The kinds of policy that would have to allow the request and do not, in AWS's order. */
export function missingPolicies(findings: Findings): readonly PolicyType[] {
  const { principal, permission, identity, resource, boundary, session } = findings;
  const foreign = isForeign(principal, permission);
  const letIn = grants(resource) || resource === 'delegate';
  const missing: PolicyType[] = [];
  if (mustBeLetIn(principal, permission) && !letIn) missing.push('resource-based policy');
  if (hasNoIdentity(principal)) return missing;
  if (!(grants(resource) && !foreign) && !grants(identity)) missing.push('identity-based policy');
  if (resource === 'direct' && !foreign) return missing;
  if (boundary !== undefined && boundary !== 'allow') missing.push('permissions boundary');
  if (session !== undefined && session !== 'allow') missing.push('session policy');
  return missing;
}

/** The resource has to say yes itself: to services, to other accounts, and to who wants to assume a role. */
function mustBeLetIn(principal: Principal, permission: Permission): boolean {
  return hasNoIdentity(principal) || isAssumption(permission) || isForeign(principal, permission);
}

/** Only policies of resources speak of services and of those nobody knows. */
function hasNoIdentity({ type }: Principal): boolean {
  return type === 'service' || type === 'anonymous';
}

const ASSUMPTIONS = new Set(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']);

/** Whether a role's trust policy is the resource's policy. */
export function isAssumption({ action }: Permission): boolean {
  return ASSUMPTIONS.has(action);
}

/** Whether the resource belongs to another account than who asks for it. */
export function isForeign(principal: Principal, { resource }: Permission): boolean {
  if (hasNoIdentity(principal) || resource.includes(`:${principal.account}:`)) return false;
  const account = parseArn(resource)?.account;
  return account !== undefined && /^\d{12}$/.test(account) && account !== principal.account;
}

export function wordDenial(principal: Principal, permission: Permission, reason: DenialReason): string {
  const { action, resource } = permission;
  const { type, policyType } = reason;
  const refusal = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  if (type === 'implicit') return `${refusal} because no ${policyType} allows the ${action} action`;
  return `${refusal} with an explicit deny in ${policyType === 'identity-based policy' ? 'an' : 'a'} ${policyType}`;
}
