/** The errors of STS. */
import { type Principal, ServiceError } from '../../base/service.ts';

export const errors = {
  notAuthorizedToAssume: (principal: Principal, roleArn: string) =>
    new ServiceError(
      'AccessDenied',
      `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    ),
  /** GUESS: the text. */
  sourceIdentityIsSet: (roleArn: string) =>
    new ServiceError(
      'AccessDenied',
      `The calling session has a source identity, and sessions of ${roleArn} that it begins cannot have another one`,
      403,
    ),
  noSecondFactor: () =>
    new ServiceError('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ', 403),
  /** No service here answers a denial with an encoded message. */
  notDecodable: () => new ServiceError('InvalidAuthorizationMessageException', 'Message is not valid', 400),
  notSupported: (operation: string, why: string) =>
    new ServiceError('InvalidAction', `Stepwell does not support ${operation}: ${why}.`),
  noSessionFromSession: (operation: string) =>
    new ServiceError('AccessDenied', `Cannot call ${operation} with session credentials`, 403),
  invalidArn: (text: string) => new ServiceError('ValidationError', `${text} is invalid`),
  durationAboveRoleMaximum: () =>
    new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ),
  durationAboveChainMaximum: () =>
    new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    ),
  malformedPolicy: (fault: string) => new ServiceError('MalformedPolicyDocument', fault),
  packedPolicyTooLarge: () =>
    new ServiceError('PackedPolicyTooLarge', 'The session policies exceed the 2048 characters that they may have.'),
  noAccountInKey: (id: string) => new ServiceError('ValidationError', `${id} is not an access key id of AWS's form`),
  duplicateTagKeys: () =>
    new ServiceError(
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ),
  transitiveKeyNotIncluded: () =>
    new ServiceError(
      'InvalidParameterValue',
      'The specified transitive tag key must be included in the requested tags.',
    ),
  transitiveKeyConflict: () =>
    new ServiceError(
      'InvalidParameterValue',
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    ),
} as const;
