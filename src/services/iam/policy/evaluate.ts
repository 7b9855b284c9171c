/** What a set of policies says to a request. */
import type { AccessRequest, CompiledPolicy } from './compile.ts';
import type { PrincipalMatch } from './principals.ts';

/**
 * `delegate`: a resource lets the principal's account in, and leaves it to the account who of it may. `direct`: a resource
 * lets in this very user or session, whom then neither boundary nor session policy holds back.
 */
export type Decision = 'deny' | 'direct' | 'allow' | 'delegate' | 'none';

const BY_STRENGTH: readonly Decision[] = ['deny', 'direct', 'allow', 'delegate', 'none'];

const GRANTED: Readonly<Record<PrincipalMatch, Decision>> = {
  self: 'direct',
  exact: 'allow',
  account: 'delegate',
  none: 'none',
};

/** A Deny that matches anywhere wins. */
export function evaluate(policies: Iterable<CompiledPolicy>, request: AccessRequest): Decision {
  let decision: Decision = 'none';
  for (const policy of policies) {
    for (const statement of policy.statements) {
      const match = statement.principalMatch(request.principal);
      if (statement.effect === 'Allow' && !isStronger(GRANTED[match], decision)) continue;
      if (match === 'none' || !statement.matches(request)) continue;
      if (statement.effect === 'Deny') return 'deny';
      decision = GRANTED[match];
    }
  }
  return decision;
}

function isStronger(a: Decision, b: Decision): boolean {
  return BY_STRENGTH.indexOf(a) < BY_STRENGTH.indexOf(b);
}

/** What several sets of policies say together, as one. */
export function strongest(decisions: readonly Decision[]): Decision {
  return BY_STRENGTH.find((decision) => decisions.includes(decision)) ?? 'none';
}

/** Whether nothing else needs to allow it. */
export function grants(decision: Decision | undefined): boolean {
  return decision === 'allow' || decision === 'direct';
}
