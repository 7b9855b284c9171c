/** The errors of EventBridge. All answer HTTP 400. */
import { ServiceError, validationError } from '../../base/service.ts';

export const errors = {
  /** Reported widely, as the next one. */
  connectionDoesNotExist: (name: string) =>
    new ServiceError('ResourceNotFoundException', `Connection '${name}' does not exist.`),
  connectionAlreadyExists: (name: string) =>
    new ServiceError('ResourceAlreadyExistsException', `Connection ${name} already exists.`),
  concurrentModification: (name: string) =>
    new ServiceError('ConcurrentModificationException', `Connection ${name} was changed by somebody else meanwhile.`),
  limitExceeded: (what: string) => new ServiceError('LimitExceededException', what),
  /** GUESS: the wording of this one and those below. */
  authParametersMissing: (authorizationType: string, member: string) =>
    validationError(`Parameter AuthParameters.${member} is required for the authorization type ${authorizationType}.`),
  privateConnection: () =>
    validationError('Stepwell has no VPC Lattice: connections to private APIs are not supported.'),
  customerKey: () => validationError('Stepwell encrypts with no key of a customer: leave KmsKeyIdentifier out.'),
  invalidToken: () => validationError('Unable to decrypt token.'),
} as const;
