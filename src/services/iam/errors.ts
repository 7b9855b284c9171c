/** The errors of IAM: codes as they stand on the wire, without the `Exception` that SDK classes add. */
import { ServiceError } from '../../base/service.ts';
import { PolicySyntaxError } from './policy/document.ts';

/** `role`, `user`, `group` as AWS's messages write them. */
export type EntityType = 'role' | 'user' | 'group';

const noSuchEntity = (message: string) => new ServiceError('NoSuchEntity', message, 404);
const alreadyExists = (message: string) => new ServiceError('EntityAlreadyExists', message, 409);
const deleteConflict = (message: string) => new ServiceError('DeleteConflict', message, 409);
const limitExceeded = (message: string) => new ServiceError('LimitExceeded', message, 409);
const malformedPolicy = (message: string) => new ServiceError('MalformedPolicyDocument', message);
const validationError = (message: string) => new ServiceError('ValidationError', message);
const invalidInput = (message: string) => new ServiceError('InvalidInput', message);

export const errors = {
  noSuchEntity: (type: EntityType, name: string) => noSuchEntity(`The ${type} with name ${name} cannot be found.`),
  noSuchInlinePolicy: (type: EntityType, name: string) =>
    noSuchEntity(`The ${type} policy with name ${name} cannot be found.`),
  noSuchPolicy: (arn: string) => noSuchEntity(`Policy ${arn} was not found.`),
  notAttachable: (arn: string) => noSuchEntity(`Policy ${arn} does not exist or is not attachable.`),
  notAttached: (arn: string) => noSuchEntity(`Policy ${arn} was not found.`),
  noSuchPolicyVersion: (arn: string, version: string) =>
    noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`),
  noSuchAccessKey: (id: string) => noSuchEntity(`The Access Key with id ${id} cannot be found.`),
  noSuchCredentialService: (service: string) =>
    noSuchEntity(`No such service ${service} is supported for Service Specific Credentials`),
  noSuchServiceCredential: (id: string) => noSuchEntity(`No such credential ${id} exists`),
  noSuchDeletionTask: (id: string) => noSuchEntity(`The deletion task with id ${id} cannot be found.`),
  noSuchInstanceProfile: (name: string) => noSuchEntity(`Instance Profile ${name} cannot be found.`),
  roleNotInProfile: (role: string, profile: string) =>
    noSuchEntity(`Role ${role} in Instance Profile ${profile} cannot be found.`),
  noSuchLoginProfile: (user: string) => noSuchEntity(`Login Profile for User ${user} cannot be found.`),
  noSuchPasswordPolicy: (account: string) =>
    noSuchEntity(`The Password Policy with domain name ${account} cannot be found.`),
  noPasswordPolicyToDelete: () => noSuchEntity('The account policy with name PasswordPolicy cannot be found.'),
  noSuchAlias: (alias: string) => noSuchEntity(`The account alias ${alias} cannot be found.`),
  noSuchPrincipal: (arn: string) => noSuchEntity(`The entity ${arn} cannot be found.`),

  entityExists: (type: EntityType, name: string) =>
    alreadyExists(`${type.charAt(0).toUpperCase()}${type.slice(1)} with name ${name} already exists.`),
  policyExists: (name: string) =>
    alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`),

  instanceProfileExists: (name: string) => alreadyExists(`Instance Profile ${name} already exists.`),
  loginProfileExists: (user: string) => alreadyExists(`Login Profile for user ${user} already exists.`),
  aliasExists: (alias: string) => alreadyExists(`The account alias ${alias} already exists.`),

  mustDetachPolicies: () => deleteConflict('Cannot delete entity, must detach all policies first.'),
  mustDeletePolicies: () => deleteConflict('Cannot delete entity, must delete policies first.'),
  mustRemoveUsers: () => deleteConflict('Cannot delete entity, must remove users from group first.'),
  mustDeleteAccessKeys: () => deleteConflict('Cannot delete entity, must delete access keys first.'),
  mustDeleteLoginProfile: () => deleteConflict('Cannot delete entity, must delete login profile first.'),
  mustLeaveInstanceProfiles: () =>
    deleteConflict('Cannot delete entity, must remove roles from instance profile first.'),
  mustRemoveReferences: () => deleteConflict('Cannot delete entity, must remove referenced objects first.'),
  policyIsAttached: () => deleteConflict('Cannot delete a policy attached to entities.'),
  policyHasVersions: () =>
    deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    ),
  isDefaultVersion: () => deleteConflict('Cannot delete the default version of a policy.'),

  quotaExceeded: (quota: string, limit: number) => limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`),
  inlinePoliciesTooLong: (limit: number, type: EntityType, name: string) =>
    limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${type} ${name}`),
  tooManyVersions: (limit: number) =>
    limitExceeded(
      `A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
    ),

  malformedPolicy,
  invalidArn: () => validationError('Invalid ARN:  Could not be parsed!'),
  invalidMarker: () => validationError('Invalid Marker.'),
  mustNameUser: () => validationError('Must specify userName when calling with non-User credentials'),
  duplicateTagKeys: () => invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
  noSuffixAllowed: (service: string) => invalidInput(`Custom suffix is not allowed for ${service}`),
  serviceRoleExists: (name: string) =>
    invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`),
  notAServiceLinkedRole: (name: string) => invalidInput(`Role ${name} is not a service-linked role.`),

  noServiceRoleTemplate: (service: string) =>
    new ServiceError('AccessDenied', `Cannot find Service Linked Role template for ${service}`, 403),
  managedByAws: (arn: string) =>
    new ServiceError('AccessDenied', `Policy ${arn} is managed by AWS and cannot be changed.`, 403),
  /** GUESS: the texts of this one and the next two. */
  passwordViolatesPolicy: (why: string) =>
    new ServiceError('PasswordPolicyViolation', `Password does not conform to the account password policy. ${why}`),
  wrongOldPassword: () => new ServiceError('AccessDenied', 'The old password is incorrect.', 403),
  onlyUsersHavePasswords: () => new ServiceError('InvalidUserType', 'Only IAM Users can change their own password'),
  reportNotPresent: () =>
    new ServiceError(
      'ReportNotPresent',
      'No report is present. Please call GenerateCredentialReport to generate one.',
      410,
    ),
  reportExpired: () =>
    new ServiceError(
      'ReportExpired',
      'The report has expired. Please call GenerateCredentialReport to generate a new one.',
      410,
    ),
  notSupported: (operation: string, why: string) =>
    new ServiceError('InvalidAction', `Stepwell does not support ${operation}: ${why}.`),
  protectedRole: (name: string) =>
    new ServiceError(
      'UnmodifiableEntity',
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    ),
  onlyForServiceRoles: () =>
    new ServiceError('PolicyNotAttachable', 'Cannot attach a Service Role Policy to a Customer Role.'),
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
