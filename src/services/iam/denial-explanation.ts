/** What lies behind a denial: the statements that deny, or the smallest ones that are missing. */
import type { DenyingStatement, Explanation, PolicyType, Remedy } from '../../base/denial.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, parseJson } from '../../base/json.ts';
import type { Permission, Principal } from '../../base/service.ts';
import { type Findings, isAssumption, missingPolicies } from './denial-reason.ts';
import { type AccessRequest, compilePolicy } from './policy/compile.ts';
import type { PolicyKind } from './policy/document.ts';

/** The policies that were asked, by what they are called. */
export type AskedPolicies = Readonly<Record<PolicyType, readonly AskedPolicy[]>>;

export interface AskedPolicy {
  readonly label: string;
  readonly text: string;
}

export interface DenialFacts extends Findings {
  readonly request: AccessRequest;
  readonly asked: AskedPolicies;
  /** ARN of the role or user whose policies spoke. */
  readonly identityArn: string;
  readonly boundaryArn?: string;
}

export function explainDenial(facts: DenialFacts): Explanation {
  const deniedBy = denyingStatements(facts);
  if (deniedBy.length > 0) return { deniedBy, remedies: [] };
  return { deniedBy, remedies: toBeAdded(facts).map((policyType) => remedyFor(policyType, facts)) };
}

/** Where a resource lets the caller in by name, nothing else has to within its account. */
function toBeAdded(facts: DenialFacts): readonly PolicyType[] {
  const missing = missingPolicies(facts);
  const ofResource = 'resource-based policy';
  return missing.includes(ofResource) ? [ofResource, ...missingPolicies({ ...facts, resource: 'allow' })] : missing;
}

function denyingStatements({ asked, request, permission }: DenialFacts): readonly DenyingStatement[] {
  const types = Object.keys(asked) as PolicyType[];
  return types.flatMap((policyType) => {
    const kind = policyType !== 'resource-based policy' ? 'identity' : isAssumption(permission) ? 'trust' : 'resource';
    return asked[policyType].flatMap(({ label, text }) =>
      denyingIn(text, kind, request).map((statement) => ({ policyType, policy: label, statement })),
    );
  });
}

function denyingIn(text: string, kind: PolicyKind, request: AccessRequest): readonly JsonObject[] {
  const { statements } = compilePolicy(text, kind);
  return statementsOf(text).filter((_, i) => {
    const statement = statements[i];
    return (
      statement?.effect === 'Deny' &&
      statement.principalMatch(request.principal) !== 'none' &&
      statement.matches(request)
    );
  });
}

/** As they are written. */
function statementsOf(text: string): readonly JsonObject[] {
  const document = parseJson(text);
  const statement: Json | undefined = isJsonObject(document) ? document['Statement'] : undefined;
  return (isJsonArray(statement) ? statement : [statement]).filter(isJsonObject);
}

function remedyFor(policyType: PolicyType, { principal, permission, ...facts }: DenialFacts): Remedy {
  const { action, resource, context = {} } = permission;
  const service = context['iam:PassedToService'];
  const allow: JsonObject = {
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(typeof service === 'string' && { Condition: { StringEquals: { 'iam:PassedToService': service } } }),
  };
  switch (policyType) {
    case 'resource-based policy':
      return { policyType, of: resource, statement: lettingIn(principal, permission) };
    case 'identity-based policy':
      return { policyType, of: facts.identityArn, statement: allow };
    case 'permissions boundary':
      return { policyType, of: facts.boundaryArn ?? facts.identityArn, statement: allow };
    case 'session policy':
      return { policyType, of: principal.arn, statement: allow };
  }
}

/** A role's trust policy names no resource. */
function lettingIn(principal: Principal, permission: Permission): JsonObject {
  const { action, resource } = permission;
  const { type, arn, roleArn = arn } = principal;
  const who = type === 'service' ? { Service: arn } : type === 'anonymous' ? '*' : { AWS: roleArn };
  return {
    Effect: 'Allow',
    Principal: who,
    Action: action,
    ...(!isAssumption(permission) && { Resource: resource }),
  };
}
