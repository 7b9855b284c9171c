/** The errors of IAM: codes as they stand on the wire, without the `Exception` that SDK classes add. */
import { ServiceError } from '../../base/service.ts';
import { PolicySyntaxError } from './policy/document.ts';

const noSuchEntity = (message: string) => new ServiceError('NoSuchEntity', message, 404);
const alreadyExists = (message: string) => new ServiceError('EntityAlreadyExists', message, 409);
const deleteConflict = (message: string) => new ServiceError('DeleteConflict', message, 409);
const limitExceeded = (message: string) => new ServiceError('LimitExceeded', message, 409);
const malformedPolicy = (message: string) => new ServiceError('MalformedPolicyDocument', message);
const validationError = (message: string) => new ServiceError('ValidationError', message);

export const errors = {
  noSuchRole: (name: string) => noSuchEntity(`The role with name ${name} cannot be found.`),
  noSuchRolePolicy: (name: string) => noSuchEntity(`The role policy with name ${name} cannot be found.`),
  noSuchPolicy: (arn: string) => noSuchEntity(`Policy ${arn} was not found.`),
  notAttachable: (arn: string) => noSuchEntity(`Policy ${arn} does not exist or is not attachable.`),
  notAttached: (arn: string) => noSuchEntity(`Policy ${arn} was not found.`),
  noSuchPolicyVersion: (arn: string, version: string) =>
    noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`),
  roleExists: (name: string) => alreadyExists(`Role with name ${name} already exists.`),
  policyExists: (name: string) =>
    alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`),
  mustDetachPolicies: () => deleteConflict('Cannot delete entity, must detach all policies first.'),
  mustDeletePolicies: () => deleteConflict('Cannot delete entity, must delete policies first.'),
  policyIsAttached: () => deleteConflict('Cannot delete a policy attached to entities.'),
  quotaExceeded: (quota: string, limit: number) => limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`),
  inlinePoliciesTooLong: (limit: number, roleName: string) =>
    limitExceeded(`Maximum policy size of ${limit} bytes exceeded for role ${roleName}`),
  malformedPolicy,
  invalidArn: () => validationError('Invalid ARN:  Could not be parsed!'),
  invalidMarker: () => validationError('Invalid Marker.'),
  duplicateTagKeys: () =>
    new ServiceError('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
  unmodifiable: (arn: string) =>
    new ServiceError('AccessDenied', `Policy ${arn} is managed by AWS and cannot be changed.`, 403),
  concurrentModification: () =>
    new ServiceError('ConcurrentModification', 'The entity was changed by another request. Try again.', 409),
} as const;

/** Runs a parser of policies and answers its complaint as IAM does. */
export function refusingMalformed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformedPolicy(error.message);
    throw error;
  }
}
