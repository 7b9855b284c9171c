/** The role of a function: the caller has to be allowed to pass it, and Lambda to assume it. */
import type { Permission } from '../../base/service.ts';
import { invalidParameterValue } from './errors.ts';

const LAMBDA = 'lambda.amazonaws.com';

/** Undefined when the service may assume the role, else why not. */
export type RoleCheck = (roleArn: string, service: string) => unknown;

export function passRole(roleArn: string): Permission {
  return { action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': LAMBDA } };
}

/** @throws ServiceError */
export function checkRole(assumeDenial: RoleCheck, roleArn: string): void {
  if (assumeDenial(roleArn, LAMBDA) === undefined) return;
  throw invalidParameterValue('The role defined for the function cannot be assumed by Lambda.');
}
