/** What a denial leads to: a refusal, a record of what would have been refused, or nothing. */
import type { Denial, DeniedRequest } from '../base/denial.ts';
import type { AccessMode, Authorizer, Permission, Principal } from '../base/service.ts';

/**
 * The authorizer that services and `dispatch` are given.
 * @param onDenial told of each denial, enforced or not
 */
export function withAccessMode(
  authorizer: Authorizer,
  mode: AccessMode,
  onDenial: (denied: DeniedRequest) => void = () => {},
): Authorizer {
  if (mode === 'off') {
    return { ...authorizer, denial: () => undefined, assumeDenial: () => undefined };
  }
  const enforced = mode === 'enforce';
  function follow(denial: Denial | undefined, describe: () => Omit<DeniedRequest, 'denial' | 'enforced'>) {
    if (denial !== undefined) onDenial({ ...describe(), denial, enforced });
    return enforced ? denial : undefined;
  }
  return {
    ...authorizer,
    denial(principal, permission, call) {
      const denial = authorizer.denial(principal, permission, call);
      if (permission.isQuestion) return enforced ? denial : undefined;
      return follow(denial, () => ({
        ...describe(principal, permission),
        ...(call.executionArn !== undefined && { sourceArn: call.executionArn }),
      }));
    },
    assumeDenial: (roleArn, service, sourceArn) =>
      follow(authorizer.assumeDenial(roleArn, service, sourceArn), () => ({
        who: service,
        account: roleArn.split(':')[4] ?? '',
        action: 'sts:AssumeRole',
        resource: roleArn,
        ...(sourceArn !== undefined && { sourceArn }),
      })),
  };
}

function describe(principal: Principal, { action, resource }: Permission) {
  return { who: principal.roleArn ?? principal.arn, account: principal.account, action, resource };
}
