/** How a refused service call looks to a state machine (integrations.md section 4, recorded texts). */
import { ServiceError } from '../base/service.ts';
import type { ReadyTask, TaskOutcome } from '../engine/effect-port.ts';

/** A service as optimised integrations name it. */
export interface OptimisedService {
  /** In front of the error's name: `Lambda`. */
  readonly prefix: string;
  /** In the cause's text: `AWSLambda`. */
  readonly serviceName: string;
  /** The error for codes that the service's model does not have: `Lambda.AWSLambdaException`. */
  readonly unmodelled: string;
  readonly modelledCodes: ReadonlySet<string>;
}

export function serviceFailure(service: OptimisedService, error: unknown, requestId: string): TaskOutcome {
  if (!(error instanceof ServiceError)) throw error;
  const { code, status, message } = error;
  const name = service.modelledCodes.has(code) ? `${service.prefix}.${exceptionName(code)}` : service.unmodelled;
  const about = `Service: ${service.serviceName}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null`;
  return { type: 'failed', error: name, cause: `${message} (${about})` };
}

/** As the SDK for Java calls the class of an error. */
export function exceptionName(code: string): string {
  return code.endsWith('Exception') ? code : `${code}Exception`;
}

/** A task that needs no place, since it can only fail. */
export function failing(outcome: TaskOutcome): ReadyTask {
  return { run: async () => outcome, release: () => {} };
}
