/** Who may do what: the evaluation of AWS's reference, over the entities in memory, with AWS's words for a denial. */
import { parseArn } from '../../base/arn.ts';
import type { Denial } from '../../base/denial.ts';
import type { Authorizer, Call, Permission, Principal } from '../../base/service.ts';
import { conditionContext, type ResourceTags } from './condition-context.ts';
import { type AskedPolicies, type AskedPolicy, explainDenial } from './denial-explanation.ts';
import { denialReason, type Findings, isAssumption, isForeign, wordDenial } from './denial-reason.ts';
import { type IamState, lastPart, type RoleRow, roleWithArn, type Tag, type UserRow, userWithArn } from './entities.ts';
import { AccessCache, type EntityAccess } from './entity-access.ts';
import { documentOf, isUnknownAwsPolicy } from './managed-policies.ts';
import type { AccessRequest } from './policy/compile.ts';
import { type Decision, evaluate } from './policy/evaluate.ts';
import { type PolicySource, sourcesOfRole, sourcesOfUser } from './policy-sources.ts';

/** The entity whose policies speak for a principal. */
interface Identity {
  readonly data: Pick<RoleRow['data'] | UserRow['data'], 'tags' | 'attachedPolicies' | 'boundary' | 'arn'>;
  readonly access: EntityAccess;
  sources(): readonly PolicySource[];
}

export function createAuthorizer(state: IamState, resourceTags: ResourceTags = () => undefined): Authorizer {
  const cache = new AccessCache(state);

  /** Undefined when the entity does not exist (any more). */
  function identityOf(principal: Principal): Identity | undefined {
    if (principal.type === 'root' || isFederatedRoot(principal)) return rootIdentity(principal);
    const role = principal.roleArn === undefined ? undefined : roleWithArn(state, principal.roleArn);
    if (role !== undefined) {
      return { data: role.data, access: cache.ofRole(role), sources: () => sourcesOfRole(state, role) };
    }
    const user =
      principal.type === 'user'
        ? state.users.getById(principal.userId ?? '')
        : principal.userArn === undefined
          ? undefined
          : userWithArn(state, principal.userArn);
    return user && { data: user.data, access: cache.ofUser(user), sources: () => sourcesOfUser(state, user) };
  }

  function requestOf(facts: {
    readonly principal: Principal;
    readonly permission: Permission;
    readonly call?: Call;
    readonly tags?: readonly Tag[];
  }): AccessRequest {
    const { principal, permission } = facts;
    return {
      principal,
      action: permission.action.toLowerCase(),
      resource: permission.resource,
      context: conditionContext({ tags: [], ...facts, resourceTags, clock: state.clock }),
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

  function managed(policyArn: string): readonly AskedPolicy[] {
    const text = documentOf(state, policyArn);
    return text === undefined ? [] : [{ label: policyArn, text }];
  }

  function askedPolicies(principal: Principal, permission: Permission, identity: Identity | undefined): AskedPolicies {
    const boundary = identity?.data.boundary;
    const trust = isAssumption(permission) ? roleWithArn(state, permission.resource)?.data.trustPolicy : undefined;
    const ofResource = trust ?? permission.resourcePolicy;
    return {
      'identity-based policy': identity?.sources() ?? [],
      'resource-based policy':
        ofResource === undefined ? [] : [{ label: `policy of ${permission.resource}`, text: ofResource }],
      'permissions boundary': boundary === undefined ? [] : managed(boundary),
      'session policy': (principal.sessionPolicies ?? []).flatMap((policy) =>
        policy.startsWith('arn:') ? managed(policy) : [{ label: `session policy of ${principal.arn}`, text: policy }],
      ),
    };
  }

  return {
    denial(principal, permission, call) {
      if (principal.type === 'root' && !isForeign(principal, permission)) return undefined;
      const identity = identityOf(principal);
      const request = requestOf({ principal, permission, call, tags: identity?.data.tags ?? [] });
      const findings: Findings = {
        permission,
        principal,
        identity: identity?.access.identityDecision(request) ?? 'none',
        boundary: identity?.access.boundaryDecision(request),
        session: sessionDecision(principal, request),
        resource: resourceDecision(permission, request),
      };
      const reason = denialReason(findings);
      if (reason === undefined) return undefined;
      const { boundary } = identity?.data ?? {};
      return {
        message: wordDenial(principal, permission, reason) + note(principal, identity),
        explain: () =>
          explainDenial({
            ...findings,
            request,
            asked: askedPolicies(principal, permission, identity),
            identityArn: identity?.data.arn ?? principal.roleArn ?? principal.arn,
            ...(boundary !== undefined && { boundaryArn: boundary }),
          }),
      };
    },
    assumeDenial(roleArn, service, sourceArn) {
      const role = roleWithArn(state, roleArn);
      if (role === undefined) {
        const message = `The role ${roleArn} does not exist. ${CREATE_OR_SWITCH_OFF}`;
        return { message, explain: () => ({ deniedBy: [], remedies: [] }) };
      }
      return trustDenial(role, service, sourceArn);
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

  function trustDenial(role: RoleRow, service: string, sourceArn: string | undefined): Denial | undefined {
    const principal: Principal = { type: 'service', arn: service, account: role.scope };
    const context = { 'aws:SourceAccount': role.scope, ...(sourceArn !== undefined && { 'aws:SourceArn': sourceArn }) };
    const permission: Permission = { action: 'sts:AssumeRole', resource: role.data.arn, context };
    const request = requestOf({ principal, permission });
    const resource = evaluate([cache.trustOf(role)], request);
    if (resource === 'allow') return undefined;
    return {
      message: `The trust policy of the role ${role.data.arn} does not allow ${service} to assume it.`,
      explain: () =>
        explainDenial({
          ...{ principal, permission, request, resource },
          ...{ identity: 'none', boundary: undefined, session: undefined },
          asked: askedPolicies(principal, permission, undefined),
          identityArn: service,
        }),
    };
  }
}

const CREATE_OR_SWITCH_OFF = 'Create it, or start Stepwell with --iam off.';

/** The account's root, which only another account's resources and a session's own policies limit. */
function rootIdentity({ account }: Principal): Identity {
  return {
    data: { arn: `arn:aws:iam::${account}:root`, tags: [], attachedPolicies: [] },
    access: { identityDecision: () => 'allow', boundaryDecision: () => undefined },
    sources: () => [],
  };
}

function isFederatedRoot({ userArn, account }: Principal): boolean {
  return userArn === `arn:aws:iam::${account}:root`;
}

/** What AWS has no cause to say. */
function note({ roleArn }: Principal, identity: Identity | undefined): string {
  if (identity === undefined) {
    return roleArn === undefined ? '' : `. The role ${roleArn} does not exist. ${CREATE_OR_SWITCH_OFF}`;
  }
  const unknown = identity.data.attachedPolicies.filter(isUnknownAwsPolicy);
  return unknown.length === 0 ? '' : `. Stepwell does not know ${unknown.join(', ')}, which therefore grants nothing.`;
}
