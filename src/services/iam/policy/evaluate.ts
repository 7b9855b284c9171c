/** What a set of policies says to a request. */
import type { AccessRequest, CompiledPolicy } from './compile.ts';

/** `delegate`: a resource lets the principal's account in, and leaves it to the account who of it may. */
export type Decision = 'deny' | 'allow' | 'delegate' | 'none';

/** A Deny that matches anywhere wins. */
export function evaluate(policies: Iterable<CompiledPolicy>, request: AccessRequest): Decision {
  let decision: Decision = 'none';
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (decision === 'allow' && statement.effect === 'Allow') continue;
      const match = statement.principalMatch(request.principal);
      if (match === 'none' || !statement.matches(request)) continue;
      if (statement.effect === 'Deny') return 'deny';
      decision = match === 'exact' ? 'allow' : 'delegate';
    }
  }
  return decision;
}

const BY_STRENGTH: readonly Decision[] = ['deny', 'allow', 'delegate', 'none'];

/** What several sets of policies say together, as one. */
export function strongest(decisions: readonly Decision[]): Decision {
  return BY_STRENGTH.find((decision) => decisions.includes(decision)) ?? 'none';
}
