/**
 * `arn:aws:states:::aws-sdk:SERVICE:ACTION`: any operation of the services Stepwell has. Parameters and results begin with
 * capitals whatever the service's own casing, and timestamps are ISO texts (integrations.md section 3).
 */
import { Payload } from '../base/payload.ts';
import { type Call, type Dispatch, type Operation, ServiceError, type ServiceName } from '../base/service.ts';
import type { TaskOutcome, TaskRequest } from '../engine/effect-port.ts';
import { exceptionName } from './failure.ts';
import { callIntegration, type Integration } from './integration.ts';
import { inputOfParameters, outputOfAnswer } from './sdk-casing.ts';

/** Undefined for an operation that Stepwell does not have. */
export type OperationLookup = (service: ServiceName, operation: string) => Operation | undefined;

interface SdkService {
  readonly name: ServiceName;
  /** In front of errors. */
  readonly id: string;
  /** Codes of the framework in front of the service that its model does have. */
  readonly modelled: readonly string[];
}

/** By the SDK's name of the service. */
const SERVICES: ReadonlyMap<string, SdkService> = new Map([
  ['sfn', { name: 'states', id: 'Sfn', modelled: ['ValidationException'] }],
  ['lambda', { name: 'lambda', id: 'Lambda', modelled: ['ServiceException'] }],
  ['iam', { name: 'iam', id: 'Iam', modelled: ['ServiceFailure'] }],
  ['sts', { name: 'sts', id: 'Sts', modelled: [] }],
  [
    'cloudwatchlogs',
    { name: 'logs', id: 'CloudWatchLogs', modelled: ['AccessDeniedException', 'ValidationException'] },
  ],
]);

/** Errors that come from in front of the services: as a rule the models do not have them. */
const FRAMEWORK_CODES: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'InternalFailure',
  'InvalidAction',
  'SerializationException',
  'ServiceException',
  'ServiceFailure',
  'ThrottlingException',
  'UnknownOperationException',
  'ValidationError',
  'ValidationException',
]);

/** Undefined for what Stepwell does not have. */
export function awsSdk(
  dispatch: Dispatch,
  operations: OperationLookup,
  { service, action }: { readonly service: string; readonly action: string },
): Integration | undefined {
  const sdkService = SERVICES.get(service);
  const name = action.charAt(0).toUpperCase() + action.slice(1);
  const operation = sdkService && operations(sdkService.name, name);
  if (sdkService === undefined || operation === undefined || name === action) return undefined;
  const run = async ({ parameters }: TaskRequest, call: Call): Promise<TaskOutcome> => {
    try {
      const answer = await dispatch.run(sdkService.name, name, inputOfParameters(operation, parameters), call);
      return { type: 'succeeded', output: Payload.of(outputOfAnswer(answer)) };
    } catch (error) {
      return sdkFailure(sdkService, error, call.requestId);
    }
  };
  const cause = 'Stepwell was stopped while the call was being made, so that nobody knows whether it was.';
  return callIntegration(run, { error: `${sdkService.id}.SdkClientException`, cause });
}

/** The cause in the form of recordings of November 2025. */
function sdkFailure({ id, modelled }: SdkService, error: unknown, requestId: string): TaskOutcome {
  if (!(error instanceof ServiceError)) throw error;
  const { code, status, message } = error;
  const isModelled = modelled.includes(code) || !FRAMEWORK_CODES.has(code);
  const about = `(Service: ${id}, Status Code: ${status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
  return {
    type: 'failed',
    error: `${id}.${isModelled ? exceptionName(code) : `${id}Exception`}`,
    cause: `${message} ${about}`,
  };
}
