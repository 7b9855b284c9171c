/** The Principal element: whom a trust or resource policy speaks of. */
import type { Principal } from '../../../base/service.ts';
import type { PrincipalSet } from './document.ts';

/** `account`: the principal's whole account is named, which leaves the decision to the principal's own policies. */
export type PrincipalMatch = 'exact' | 'account' | 'none';

export function matchPrincipal(set: PrincipalSet, principal: Principal): PrincipalMatch {
  if (principal.type === 'service') {
    const named = set['Service']?.some((name) => globalServiceName(name) === principal.arn);
    return named || set['AWS']?.includes('*') ? 'exact' : 'none';
  }
  let match: PrincipalMatch = 'none';
  for (const name of set['AWS'] ?? []) {
    if (name === '*' || name === principal.arn || name === principal.roleArn) return 'exact';
    if (name === principal.account || name === `arn:aws:iam::${principal.account}:root`) match = 'account';
  }
  return match;
}

/** `states.us-west-2.amazonaws.com` stands for the service as `states.amazonaws.com` does. */
function globalServiceName(name: string): string {
  return name.replace(/^([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/, '$1.amazonaws.com');
}
