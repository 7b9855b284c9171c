/** What a denial leads to: a refusal, a record of what would have been refused, or nothing. */
import type { AccessMode, Authorizer, Call, Permission, Principal } from '../base/service.ts';

/** A denial, for the console's list and the log. */
export interface Denial {
  readonly principal: Principal;
  readonly permission: Permission;
  readonly call: Call;
  readonly message: string;
  /** False in audit mode: the call went on. */
  readonly enforced: boolean;
}

/**
 * The authorizer that services and `dispatch` are given.
 * @param onDenial told of each denial, enforced or not
 */
export function withAccessMode(
  authorizer: Authorizer,
  mode: AccessMode,
  onDenial: (denial: Denial) => void = () => {},
): Authorizer {
  const enforced = mode === 'enforce';
  return {
    denial(principal, permission, call) {
      if (mode === 'off') return undefined;
      const message = authorizer.denial(principal, permission, call);
      if (message !== undefined) onDenial({ principal, permission, call, message, enforced });
      return enforced ? message : undefined;
    },
    assumeDenial: (roleArn, service, sourceArn) =>
      enforced ? authorizer.assumeDenial(roleArn, service, sourceArn) : undefined,
    assumedRole: (roleArn, sessionName) => authorizer.assumedRole(roleArn, sessionName),
  };
}
