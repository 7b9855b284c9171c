/** The condition keys of a request: the global ones that exist here, and those its operation adds. */
import { parseArn } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { Call, Permission, Principal } from '../../base/service.ts';
import { lastPart, type Tag } from './entities.ts';
import type { ConditionContext } from './policy/variables.ts';

/** Tags by key; undefined for a resource that does not exist, or of a kind that has none. */
export type ResourceTags = (arn: string) => Readonly<Record<string, string>> | undefined;

export interface RequestFacts {
  readonly principal: Principal;
  readonly permission: Permission;
  /** Absent where no operation is called, as when a service assumes a role. */
  readonly call?: Pick<Call, 'region' | 'client'>;
  /** Of the role or user; those of a session count before them. */
  readonly tags: readonly Tag[];
  readonly resourceTags: ResourceTags;
  readonly clock: Clock;
}

const principalTypes: Readonly<Record<Principal['type'], string>> = {
  root: 'Account',
  user: 'User',
  'federated-user': 'FederatedUser',
  'assumed-role': 'AssumedRole',
  service: 'Service',
  anonymous: 'Anonymous',
};

/** By lower-case name. */
const globalKeys: Readonly<Record<string, (facts: RequestFacts) => string | undefined>> = {
  'aws:principalarn': ({ principal }) => principal.roleArn ?? principal.arn,
  'aws:principalaccount': ({ principal }) => principal.account,
  'aws:principaltype': ({ principal }) => principalTypes[principal.type],
  'aws:userid': ({ principal }) => principal.userId,
  'aws:username': ({ principal }) => (principal.type === 'user' ? lastPart(principal.arn) : undefined),
  'aws:currenttime': ({ clock }) => new Date(clock.nowMs()).toISOString(),
  'aws:epochtime': ({ clock }) => String(Math.floor(clock.nowMs() / 1000)),
  'aws:requestedregion': ({ call }) => call?.region,
  // A call from inside crosses no network.
  'aws:securetransport': ({ call }) => String(call?.client?.isSecure ?? true),
  'aws:sourceip': ({ call }) => call?.client?.sourceIp,
  'aws:useragent': ({ call }) => call?.client?.userAgent,
  'aws:viaawsservice': () => 'false',
  'aws:principalisawsservice': ({ principal }) => String(principal.type === 'service'),
  'aws:principalservicename': ({ principal }) => (principal.type === 'service' ? principal.arn : undefined),
  'aws:resourceaccount': ({ permission }) => parseArn(permission.resource)?.account || undefined,
  'aws:sourceidentity': ({ principal }) => principal.sourceIdentity,
  // Of temporary credentials; nobody has a second factor here.
  'aws:tokenissuetime': ({ principal: { tokenIssuedMs } }) =>
    tokenIssuedMs === undefined ? undefined : new Date(tokenIssuedMs).toISOString(),
  'aws:multifactorauthpresent': ({ principal }) => (principal.tokenIssuedMs === undefined ? undefined : 'false'),
};

/** Keys that name a tag, as `aws:PrincipalTag/team`, by what stands before its key. */
const tagKeys: Readonly<Record<string, (facts: RequestFacts, key: string) => string | undefined>> = {
  'aws:principaltag': principalTag,
  'aws:resourcetag': resourceTag,
  'iam:resourcetag': resourceTag,
};

/** Costs nothing until a policy asks for a key. */
export function conditionContext(facts: RequestFacts): ConditionContext {
  return (key) => {
    for (const [name, value] of Object.entries(facts.permission.context ?? {})) {
      if (name.toLowerCase() === key) return typeof value === 'string' ? [value] : value;
    }
    const value = valueOfKey(facts, key);
    return value === undefined ? undefined : [value];
  };
}

function valueOfKey(facts: RequestFacts, key: string): string | undefined {
  if (Object.hasOwn(globalKeys, key)) return globalKeys[key]?.(facts);
  const slash = key.indexOf('/');
  const family = key.slice(0, Math.max(slash, 0));
  return Object.hasOwn(tagKeys, family) ? tagKeys[family]?.(facts, key.slice(slash + 1)) : undefined;
}

function principalTag({ principal, tags }: RequestFacts, key: string): string | undefined {
  return valueAt(principal.sessionTags, key) ?? tags.find(({ Key }) => Key.toLowerCase() === key)?.Value;
}

function resourceTag({ permission, resourceTags }: RequestFacts, key: string): string | undefined {
  return valueAt(resourceTags(permission.resource), key);
}

function valueAt(tags: Readonly<Record<string, string>> = {}, lowerCaseKey: string): string | undefined {
  return Object.entries(tags).find(([key]) => key.toLowerCase() === lowerCaseKey)?.[1];
}
