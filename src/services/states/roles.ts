/** The role of a state machine has to let Step Functions assume it (measured on AWS for exactly the tutorial's case). */
import { parseArn } from '../../base/arn.ts';
import { type Authorizer, STATES_PRINCIPAL } from '../../base/service.ts';
import { accessDenied, invalidArn } from './errors.ts';

/**
 * @param machineArn on whose behalf: what a trust policy compares with `aws:SourceArn`
 * @throws InvalidArn, AccessDeniedException
 */
export function requireTrustedRole(authorizer: Authorizer, roleArn: string, machineArn: string): void {
  requireRoleArn(roleArn);
  const denial = authorizer.assumeDenial(roleArn, STATES_PRINCIPAL, machineArn);
  if (denial === undefined) return;
  throw accessDenied(
    `Neither the global service principal ${STATES_PRINCIPAL}, nor the regional one is authorized to assume the provided role. (${denial.message})`,
  );
}

/** @throws InvalidArn */
export function requireRoleArn(roleArn: string): void {
  const arn = parseArn(roleArn);
  if (arn === undefined) throw invalidArn(`Invalid ARN prefix: ${roleArn}`);
  if (arn.service !== 'iam' || !arn.resource.startsWith('role/')) {
    throw invalidArn(`Resource type not valid in this context: ${arn.resource.split(/[:/]/)[0]}`);
  }
}
