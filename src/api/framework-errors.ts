/** The errors that the framework in front of each AWS service answers with, whatever the operation. */
import { ServiceError, type ServiceName } from '../base/service.ts';

interface FrameworkErrors {
  readonly validation: string;
  /** IAM leaves values and enum sets out of its validation messages (recorded 2025). */
  readonly hidesValues?: boolean;
  readonly accessDenied: { readonly code: string; readonly status: number };
  readonly internal: string;
  readonly unknownOperation: { readonly code: string; readonly status: number };
}

const UNKNOWN_JSON_OPERATION = { code: 'UnknownOperationException', status: 400 };
const UNKNOWN_ACTION = { code: 'InvalidAction', status: 400 };
const QUERY_ACCESS_DENIED = { code: 'AccessDenied', status: 403 };
const JSON_ACCESS_DENIED = { code: 'AccessDeniedException', status: 400 };

export const frameworkErrors: Readonly<Record<ServiceName, FrameworkErrors>> = {
  states: {
    validation: 'ValidationException',
    accessDenied: JSON_ACCESS_DENIED,
    internal: 'InternalFailure',
    unknownOperation: UNKNOWN_JSON_OPERATION,
  },
  logs: {
    validation: 'InvalidParameterException',
    accessDenied: JSON_ACCESS_DENIED,
    internal: 'InternalFailure',
    unknownOperation: UNKNOWN_JSON_OPERATION,
  },
  events: {
    validation: 'ValidationException',
    accessDenied: JSON_ACCESS_DENIED,
    internal: 'InternalFailure',
    unknownOperation: UNKNOWN_JSON_OPERATION,
  },
  stepwell: {
    validation: 'ValidationException',
    accessDenied: JSON_ACCESS_DENIED,
    internal: 'InternalFailure',
    unknownOperation: UNKNOWN_JSON_OPERATION,
  },
  lambda: {
    validation: 'ValidationException',
    accessDenied: { code: 'AccessDeniedException', status: 403 },
    internal: 'ServiceException',
    unknownOperation: { code: 'UnknownOperationException', status: 404 },
  },
  iam: {
    validation: 'ValidationError',
    hidesValues: true,
    accessDenied: QUERY_ACCESS_DENIED,
    internal: 'ServiceFailure',
    unknownOperation: UNKNOWN_ACTION,
  },
  s3: {
    validation: 'InvalidRequest',
    accessDenied: QUERY_ACCESS_DENIED,
    internal: 'InternalError',
    unknownOperation: { code: 'MethodNotAllowed', status: 405 },
  },
  sts: {
    validation: 'ValidationError',
    accessDenied: QUERY_ACCESS_DENIED,
    internal: 'InternalFailure',
    unknownOperation: UNKNOWN_ACTION,
  },
};

export function accessDenied(service: ServiceName, message: string): ServiceError {
  const { code, status } = frameworkErrors[service].accessDenied;
  return new ServiceError(code, message, status, service === 'lambda' ? { Message: message } : {});
}

export function unknownOperation(service: ServiceName, operation: string): ServiceError {
  const { code, status } = frameworkErrors[service].unknownOperation;
  return new ServiceError(code, `${operation} is not an operation that Stepwell's ${service} has`, status);
}

/** As Step Functions says it. */
export const rateExceeded = (): ServiceError => new ServiceError('ThrottlingException', 'Rate exceeded');

export function internalFailure(service: ServiceName): ServiceError {
  const message = 'An internal error occurred. The log of the Stepwell server says more.';
  const details = service === 'lambda' ? { Type: 'Service', Message: message } : {};
  return new ServiceError(frameworkErrors[service].internal, message, 500, details);
}
