/** The condition keys of a request: the global ones that exist here, and those its operation adds. */
import type { Clock } from '../../base/clock.ts';
import type { Permission, Principal } from '../../base/service.ts';
import { lastPart, type Tag } from './entities.ts';
import type { ConditionContext } from './policy/variables.ts';

export interface RequestFacts {
  readonly principal: Principal;
  readonly permission: Pick<Permission, 'context'>;
  readonly region?: string;
  /** Of the role or user; those of a session count before them. */
  readonly tags: readonly Tag[];
  readonly clock: Clock;
}

const principalTypes: Readonly<Record<Principal['type'], string>> = {
  root: 'Account',
  user: 'User',
  'federated-user': 'FederatedUser',
  'assumed-role': 'AssumedRole',
  service: 'Service',
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
  'aws:requestedregion': ({ region }) => region,
  'aws:securetransport': () => 'false',
  'aws:principalisawsservice': ({ principal }) => String(principal.type === 'service'),
};

const PRINCIPAL_TAG = 'aws:principaltag/';

/** Costs nothing until a policy asks for a key. */
export function conditionContext(facts: RequestFacts): ConditionContext {
  return (key) => {
    for (const [name, value] of Object.entries(facts.permission.context ?? {})) {
      if (name.toLowerCase() === key) return typeof value === 'string' ? [value] : value;
    }
    const value = key.startsWith(PRINCIPAL_TAG)
      ? tagOf(facts, key.slice(PRINCIPAL_TAG.length))
      : Object.hasOwn(globalKeys, key)
        ? globalKeys[key]?.(facts)
        : undefined;
    return value === undefined ? undefined : [value];
  };
}

function tagOf({ principal, tags }: RequestFacts, lowerCaseKey: string): string | undefined {
  const ofSession = Object.entries(principal.sessionTags ?? {}).find(([key]) => key.toLowerCase() === lowerCaseKey);
  return ofSession?.[1] ?? tags.find(({ Key }) => Key.toLowerCase() === lowerCaseKey)?.Value;
}
