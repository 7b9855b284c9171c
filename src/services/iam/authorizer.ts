/** Who may do what: the evaluation of AWS's reference, over the entities in memory, with AWS's words for a denial. */
import { parseArn } from '../../base/arn.ts';
import type { Authorizer, Permission, Principal } from '../../base/service.ts';
import { conditionContext } from './condition-context.ts';
import {
  type IamState,
  lastPart,
  type RoleData,
  type RoleRow,
  roleWithArn,
  type Tag,
  type UserData,
  userWithArn,
} from './entities.ts';
import { AccessCache, type EntityAccess } from './entity-access.ts';
import { isUnknownAwsPolicy } from './managed-policies.ts';
import type { AccessRequest } from './policy/compile.ts';
import { type Decision, evaluate } from './policy/evaluate.ts';

/** The entity whose policies speak for a principal. */
interface Identity {
  readonly data: Pick<RoleData | UserData, 'tags' | 'attachedPolicies'>;
  readonly access: EntityAccess;
}

export function createAuthorizer(state: IamState): Authorizer {
  const cache = new AccessCache(state);

  /** Undefined when the entity does not exist (any more). */
  function identityOf(principal: Principal): Identity | undefined {
    const role = principal.roleArn === undefined ? undefined : roleWithArn(state, principal.roleArn);
    if (role !== undefined) return { data: role.data, access: cache.ofRole(role) };
    const user =
      principal.type === 'user'
        ? state.users.getById(principal.userId ?? '')
        : principal.userArn === undefined
          ? undefined
          : userWithArn(state, principal.userArn);
    if (user !== undefined) return { data: user.data, access: cache.ofUser(user) };
    return isFederatedRoot(principal) ? ROOT : undefined;
  }

  function requestOf(facts: {
    readonly principal: Principal;
    readonly permission: Permission;
    readonly region?: string;
    readonly tags?: readonly Tag[];
  }): AccessRequest {
    const { principal, permission } = facts;
    return {
      principal,
      action: permission.action.toLowerCase(),
      resource: permission.resource,
      context: conditionContext({ tags: [], ...facts, clock: state.clock }),
    };
  }

  /** What the resource itself says: a role's trust policy, or the policy that the permission brings. */
  function resourceDecision(permission: Permission, request: AccessRequest): Decision | undefined {
    if (isAssumption(permission)) {
      const role = roleWithArn(state, permission.resource);
      return role === undefined ? 'none' : evaluate([cache.trustOf(role)], request);
    }
    const { resourcePolicy } = permission;
    return resourcePolicy === undefined ? undefined : evaluate([cache.ofText(resourcePolicy, 'resource')], request);
  }

  /** Documents and ARNs of managed policies; together they have to allow. */
  function sessionDecision({ sessionPolicies }: Principal, request: AccessRequest): Decision | undefined {
    if (sessionPolicies === undefined) return undefined;
    const policies = sessionPolicies.map((policy) =>
      policy.startsWith('arn:') ? cache.ofManagedPolicy(policy) : cache.ofText(policy, 'identity'),
    );
    return evaluate(policies, request);
  }

  return {
    denial(principal, permission, call) {
      if (principal.type === 'root') return undefined;
      const identity = identityOf(principal);
      const request = requestOf({ principal, permission, region: call.region, tags: identity?.data.tags ?? [] });
      const reason = denialReason({
        permission,
        principal,
        identity: identity?.access.identityDecision(request) ?? 'none',
        boundary: identity?.access.boundaryDecision(request),
        session: sessionDecision(principal, request),
        resource: resourceDecision(permission, request),
      });
      return reason === undefined
        ? undefined
        : wordDenial(principal, permission, reason) + explain(principal, identity);
    },
    assumeDenial(roleArn, service, sourceArn) {
      const role = roleWithArn(state, roleArn);
      if (role === undefined) return `The role ${roleArn} does not exist. ${CREATE_OR_SWITCH_OFF}`;
      return trusts(role, service, sourceArn)
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

  function trusts(role: RoleRow, service: string, sourceArn: string | undefined): boolean {
    const principal: Principal = { type: 'service', arn: service, account: role.scope };
    const context = { 'aws:SourceAccount': role.scope, ...(sourceArn !== undefined && { 'aws:SourceArn': sourceArn }) };
    const permission: Permission = { action: 'sts:AssumeRole', resource: role.data.arn, context };
    return evaluate([cache.trustOf(role)], requestOf({ principal, permission })) === 'allow';
  }
}

const CREATE_OR_SWITCH_OFF = 'Create it, or start Stepwell with --iam off.';

/** The account's root, which only a session's own policies limit. */
const ROOT: Identity = {
  data: { tags: [], attachedPolicies: [] },
  access: { identityDecision: () => 'allow', boundaryDecision: () => undefined },
};

function isFederatedRoot({ userArn, account }: Principal): boolean {
  return userArn === `arn:aws:iam::${account}:root`;
}

interface Findings {
  readonly principal: Principal;
  readonly permission: Permission;
  readonly identity: Decision;
  /** Undefined without a boundary, session policies, or a policy of the resource. */
  readonly boundary: Decision | undefined;
  readonly session: Decision | undefined;
  readonly resource: Decision | undefined;
}

interface Reason {
  readonly type: 'explicit' | 'implicit';
  readonly policy: 'identity-based policy' | 'resource-based policy' | 'permissions boundary' | 'session policy';
}

/** AWS's order: explicit denials first; then what is missing. */
function denialReason({ principal, permission, ...decisions }: Findings): Reason | undefined {
  const { identity, resource, boundary, session } = decisions;
  const found = [
    [identity, 'identity-based policy'],
    [resource, 'resource-based policy'],
    [boundary, 'permissions boundary'],
    [session, 'session policy'],
  ] as const;
  const denying = found.find(([decision]) => decision === 'deny');
  if (denying !== undefined) return { type: 'explicit', policy: denying[1] };
  if (mustBeLetIn(principal, permission) && resource !== 'allow' && resource !== 'delegate') {
    return { type: 'implicit', policy: 'resource-based policy' };
  }
  const suffices = resource === 'allow' && !isForeign(principal, permission);
  if (!suffices && identity !== 'allow') return { type: 'implicit', policy: 'identity-based policy' };
  if (boundary !== undefined && boundary !== 'allow') return { type: 'implicit', policy: 'permissions boundary' };
  if (session !== undefined && session !== 'allow') return { type: 'implicit', policy: 'session policy' };
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

function wordDenial(principal: Principal, { action, resource }: Permission, { type, policy }: Reason): string {
  const refusal = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  if (type === 'implicit') return `${refusal} because no ${policy} allows the ${action} action`;
  return `${refusal} with an explicit deny in ${policy === 'identity-based policy' ? 'an' : 'a'} ${policy}`;
}

/** What AWS has no cause to say. */
function explain({ roleArn }: Principal, identity: Identity | undefined): string {
  if (identity === undefined) {
    return roleArn === undefined ? '' : `. The role ${roleArn} does not exist. ${CREATE_OR_SWITCH_OFF}`;
  }
  const unknown = identity.data.attachedPolicies.filter(isUnknownAwsPolicy);
  return unknown.length === 0 ? '' : `. Stepwell does not know ${unknown.join(', ')}, which therefore grants nothing.`;
}
