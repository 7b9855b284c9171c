/**
 * What calls about state machines need to be allowed. Versions and aliases are authorised as the machine they belong to; a
 * policy tells them apart by a condition key (developer guide, "Authorization for versions and aliases").
 */
import { type Permission, STATES_PRINCIPAL } from '../../base/service.ts';

const QUALIFIED = /^(.*:stateMachine:[^:]+):([^:]+)$/;

/** `arn` is what the client sent: of a machine, qualified or not, or not an ARN at all. */
export function machinePermission(action: string, arn: string): Permission {
  const [, resource, qualifier] = QUALIFIED.exec(arn) ?? [];
  if (resource === undefined || qualifier === undefined) return { action, resource: arn };
  return { action, resource, context: { 'states:StateMachineQualifier': qualifier } };
}

/** Whoever gives Step Functions a role to work as needs to be allowed to. */
export function passRole(roleArn: string | undefined): readonly Permission[] {
  if (roleArn === undefined) return [];
  return [{ action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': STATES_PRINCIPAL } }];
}
