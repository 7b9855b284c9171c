/** What a denial leads to: a refusal, a record of what would have been refused, or nothing. */
import type { AccessMode, Authorizer } from '../base/service.ts';

/** A denial, for the console's list and the log. */
export interface Denial {
  /** ARN of the role, for a session of one; else of who called, or the name of the service that wanted to assume a role. */
  readonly who: string;
  readonly action: string;
  readonly resource: string;
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
  function follow(message: string | undefined, denied: Pick<Denial, 'who' | 'action' | 'resource'>) {
    if (message !== undefined) onDenial({ ...denied, message, enforced });
    return enforced ? message : undefined;
  }
  return {
    denial(principal, permission, call) {
      if (mode === 'off') return undefined;
      const { action, resource } = permission;
      const who = principal.roleArn ?? principal.arn;
      return follow(authorizer.denial(principal, permission, call), { who, action, resource });
    },
    assumeDenial(roleArn, service, sourceArn) {
      if (mode === 'off') return undefined;
      const message = authorizer.assumeDenial(roleArn, service, sourceArn);
      return follow(message, { who: service, action: 'sts:AssumeRole', resource: roleArn });
    },
    assumedRole: (roleArn, sessionName) => authorizer.assumedRole(roleArn, sessionName),
  };
}
