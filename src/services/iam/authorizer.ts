/** Who may do what: the evaluation of AWS's reference, over the roles in memory, with AWS's words for a denial. */
import { parseArn } from '../../base/arn.ts';
import type { Authorizer, Permission, Principal } from '../../base/service.ts';
import { conditionContext } from './condition-context.ts';
import { type IamState, lastPart, type RoleRow, roleWithArn } from './entities.ts';
import { isUnknownAwsPolicy } from './managed-policies.ts';
import { type AccessRequest, type CompiledPolicy, compilePolicy } from './policy/compile.ts';
import { type Decision, evaluate } from './policy/evaluate.ts';
import { type RoleAccess, RoleAccessCache } from './role-access.ts';

export function createAuthorizer(state: IamState): Authorizer {
  const accesses = new RoleAccessCache(state);
  const compileResourcePolicy = rememberingPolicies();

  function requestOf(principal: Principal, permission: Permission, region: string | undefined): AccessRequest {
    return {
      principal,
      action: permission.action.toLowerCase(),
      resource: permission.resource,
      context: conditionContext({ principal, permission, clock: state.clock, ...(region !== undefined && { region }) }),
    };
  }

  /** What the resource itself says: a role's trust policy, or the policy that the permission brings. */
  function resourceDecision(permission: Permission, request: AccessRequest): Decision | undefined {
    if (isAssumption(permission)) {
      const role = roleWithArn(state, permission.resource);
      return role === undefined ? 'none' : evaluate([accesses.of(role).trust], request);
    }
    const { resourcePolicy } = permission;
    return resourcePolicy === undefined ? undefined : evaluate([compileResourcePolicy(resourcePolicy)], request);
  }

  return {
    denial(principal, permission, call) {
      if (principal.type === 'root') return undefined;
      const request = requestOf(principal, permission, call.region);
      const role = principal.roleArn === undefined ? undefined : roleWithArn(state, principal.roleArn);
      const reason = denialReason({
        permission,
        principal,
        identity: role === undefined ? 'none' : accesses.of(role).identityDecision(request),
        boundary: role && accesses.of(role).boundaryDecision(request),
        resource: resourceDecision(permission, request),
      });
      return reason === undefined ? undefined : wordDenial(principal, permission, reason) + explain(principal, role);
    },
    assumeDenial(roleArn, service, sourceArn) {
      const role = roleWithArn(state, roleArn);
      if (role === undefined) return `The role ${roleArn} does not exist. ${CREATE_OR_SWITCH_OFF}`;
      return trusts(accesses.of(role), { role, service, sourceArn })
        ? undefined
        : `The trust policy of the role ${roleArn} does not allow ${service} to assume it.`;
    },
    assumedRole(roleArn, sessionName) {
      const { account = '', resource = '' } = parseArn(roleArn) ?? {};
      const id = roleWithArn(state, roleArn)?.id;
      return {
        type: 'assumed-role',
        arn: `arn:aws:sts::${account}:assumed-role/${lastPart(resource)}/${sessionName}`,
        account,
        roleArn,
        ...(id !== undefined && { userId: `${id}:${sessionName}` }),
      };
    },
  };

  function trusts(
    { trust }: RoleAccess,
    { role, service, sourceArn }: { role: RoleRow; service: string; sourceArn: string | undefined },
  ): boolean {
    const principal: Principal = { type: 'service', arn: service, account: role.scope };
    const context = { 'aws:SourceAccount': role.scope, ...(sourceArn !== undefined && { 'aws:SourceArn': sourceArn }) };
    const permission: Permission = { action: 'sts:AssumeRole', resource: role.data.arn, context };
    return evaluate([trust], requestOf(principal, permission, undefined)) === 'allow';
  }
}

const CREATE_OR_SWITCH_OFF = 'Create it, or start Stepwell with --iam off.';

interface Findings {
  readonly principal: Principal;
  readonly permission: Permission;
  readonly identity: Decision;
  /** Undefined without a boundary, and below without a policy of the resource. */
  readonly boundary: Decision | undefined;
  readonly resource: Decision | undefined;
}

type Reason =
  | {
      readonly type: 'explicit';
      readonly policy: 'an identity-based policy' | 'a resource-based policy' | 'a permissions boundary';
    }
  | {
      readonly type: 'implicit';
      readonly policy: 'identity-based policy' | 'resource-based policy' | 'permissions boundary';
    };

/** AWS's order: explicit denials first; then what is missing. */
function denialReason({ principal, permission, identity, boundary, resource }: Findings): Reason | undefined {
  if (identity === 'deny') return { type: 'explicit', policy: 'an identity-based policy' };
  if (resource === 'deny') return { type: 'explicit', policy: 'a resource-based policy' };
  if (boundary === 'deny') return { type: 'explicit', policy: 'a permissions boundary' };
  if (mustBeLetIn(principal, permission) && resource !== 'allow' && resource !== 'delegate') {
    return { type: 'implicit', policy: 'resource-based policy' };
  }
  const suffices = resource === 'allow' && !isForeign(principal, permission);
  if (!suffices && identity !== 'allow') return { type: 'implicit', policy: 'identity-based policy' };
  if (boundary !== undefined && boundary !== 'allow') return { type: 'implicit', policy: 'permissions boundary' };
  return undefined;
}

/** The resource has to say yes itself: to services, to other accounts, and to who wants to assume a role. */
function mustBeLetIn(principal: Principal, permission: Permission): boolean {
  return principal.type === 'service' || isAssumption(permission) || isForeign(principal, permission);
}

function isAssumption({ action }: Permission): boolean {
  return action === 'sts:AssumeRole' || action === 'sts:TagSession';
}

function isForeign(principal: Principal, permission: Permission): boolean {
  if (principal.type === 'service') return false;
  const account = parseArn(permission.resource)?.account;
  return account !== undefined && account !== '' && account !== 'aws' && account !== principal.account;
}

function wordDenial(principal: Principal, { action, resource }: Permission, reason: Reason): string {
  const refusal = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return reason.type === 'explicit'
    ? `${refusal} with an explicit deny in ${reason.policy}`
    : `${refusal} because no ${reason.policy} allows the ${action} action`;
}

/** What AWS has no cause to say. */
function explain({ roleArn }: Principal, role: RoleRow | undefined): string {
  if (roleArn === undefined) return '';
  if (role === undefined) return `. The role ${roleArn} does not exist. ${CREATE_OR_SWITCH_OFF}`;
  const unknown = role.data.attachedPolicies.filter(isUnknownAwsPolicy);
  return unknown.length === 0 ? '' : `. Stepwell does not know ${unknown.join(', ')}, which therefore grants nothing.`;
}

/** Policies of resources come as text with each call; few differ. */
function rememberingPolicies(): (text: string) => CompiledPolicy {
  const compiled = new Map<string, CompiledPolicy>();
  return (text) => {
    let policy = compiled.get(text);
    if (policy === undefined) {
      policy = compilePolicy(text, 'resource');
      if (compiled.size >= 1000) compiled.clear();
      compiled.set(text, policy);
    }
    return policy;
  };
}
