/** The body of an error in the JSON protocols. */
import type { ServiceError } from '../base/service.ts';

/** `message` is left out when the details bring their own `Message`, as many of Lambda's errors do. */
export function errorMembers(error: ServiceError): Record<string, unknown> {
  return 'Message' in error.details ? { ...error.details } : { ...error.details, message: error.message };
}
