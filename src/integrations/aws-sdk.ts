/**
 * `arn:aws:states:::aws-sdk:SERVICE:ACTION`: any operation of the services Stepwell has. Parameters and results begin with
 * capitals whatever the service's own casing, and timestamps are ISO texts (integrations.md section 3).
 */

import { STATE_DATA_BYTES_MAX } from '../base/limits.ts';
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
  /** The codes that its model has, of a service whose model has few. */
  readonly model?: ReadonlySet<string>;
  /** What its client says of a body that is given as text (recorded). */
  readonly textContentType?: string;
  /** Its answers have a second id, which stands in the causes of its errors (recorded). */
  readonly extendedRequestIds?: boolean;
}

/** By the SDK's name of the service. */
const SERVICES: ReadonlyMap<string, SdkService> = new Map([
  ['sfn', { name: 'states', id: 'Sfn', modelled: ['ValidationException'] }],
  ['lambda', { name: 'lambda', id: 'Lambda', modelled: ['ServiceException'] }],
  ['iam', { name: 'iam', id: 'Iam', modelled: ['ServiceFailure'] }],
  ['sts', { name: 'sts', id: 'Sts', modelled: [] }],
  [
    's3',
    {
      name: 's3',
      id: 'S3',
      modelled: [],
      model: new Set(['NoSuchBucket', 'NoSuchKey', 'InvalidObjectState']),
      textContentType: 'text/plain; charset=UTF-8',
      extendedRequestIds: true,
    },
  ],
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
      const input = inputOf(sdkService, operation, parameters);
      const answer = await dispatch.run(sdkService.name, name, input, call);
      return { type: 'succeeded', output: Payload.of(outputOfAnswer(await withTextBody(operation, answer))) };
    } catch (error) {
      return sdkFailure(sdkService, error, call.requestId);
    }
  };
  const cause = 'Stepwell was stopped while the call was being made, so that nobody knows whether it was.';
  return callIntegration(run, { error: `${sdkService.id}.SdkClientException`, cause });
}

function inputOf({ textContentType }: SdkService, operation: Operation, parameters: Payload): object {
  const input = inputOfParameters(operation, parameters);
  const hasBody = Object.hasOwn(input, operation.rest?.payload ?? '');
  return textContentType !== undefined && hasBody ? { ContentType: textContentType, ...input } : input;
}

/** A body that comes as a stream becomes text, of which no more is read than makes the result too large. */
async function withTextBody({ rest }: Operation, answer: unknown): Promise<unknown> {
  const member = rest?.responsePayload;
  const body = member === undefined ? undefined : (answer as Readonly<Record<string, unknown>>)[member];
  if (member === undefined || !isStream(body)) return answer;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > STATE_DATA_BYTES_MAX) break;
  }
  return { ...(answer as object), [member]: Buffer.concat(chunks).toString('utf8') };
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** The cause in the form of recordings of November 2025. */
function sdkFailure(service: SdkService, error: unknown, requestId: string): TaskOutcome {
  if (!(error instanceof ServiceError)) throw error;
  const { id, modelled, model, extendedRequestIds } = service;
  const { code, status, message } = error;
  const isModelled = modelled.includes(code) || (model ? model.has(code) : !FRAMEWORK_CODES.has(code));
  const ids = `Request ID: ${requestId}${extendedRequestIds ? `, Extended Request ID: ${requestId}` : ''}`;
  const about = `(Service: ${id}, Status Code: ${status}, ${ids}) (SDK Attempt Count: 1)`;
  return {
    type: 'failed',
    error: `${id}.${isModelled ? exceptionName(code) : `${id}Exception`}`,
    cause: `${message} ${about}`,
  };
}
