/** The Principal element: whom a trust or resource policy speaks of. */
import type { Principal } from '../../../base/service.ts';
import type { PrincipalSet } from './document.ts';

/**
 * `self`: this user, or this session of a role or federated user, is named. `exact`: its role is, or everybody. `account`: its
 * whole account is, which leaves the decision to the principal's own policies.
 */
export type PrincipalMatch = 'self' | 'exact' | 'account' | 'none';

export function matchPrincipal(set: PrincipalSet, principal: Principal): PrincipalMatch {
  if (principal.type === 'service') {
    const named = set['Service']?.some((name) => globalServiceName(name) === principal.arn);
    return named || set['AWS']?.includes('*') ? 'exact' : 'none';
  }
  const names = set['AWS'] ?? [];
  if (principal.type === 'anonymous') return names.includes('*') ? 'exact' : 'none';
  const { account, arn, roleArn } = principal;
  if (principal.type !== 'root' && names.includes(arn)) return 'self';
  if (names.includes('*') || (roleArn !== undefined && names.includes(roleArn))) return 'exact';
  return names.includes(account) || names.includes(`arn:aws:iam::${account}:root`) ? 'account' : 'none';
}

/** `states.us-west-2.amazonaws.com` stands for the service as `states.amazonaws.com` does. */
function globalServiceName(name: string): string {
  return name.replace(/^([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/, '$1.amazonaws.com');
}
