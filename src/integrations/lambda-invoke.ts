/** `arn:aws:states:::lambda:invoke`: the result wraps the function's in what the API answered (recorded). */
import { isJsonObject, type Json, type JsonObject, stringifyJson } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import type { Call, Dispatch } from '../base/service.ts';
import type { TaskOutcome, TaskRequest } from '../engine/effect-port.ts';
import type { Integration } from './integration.ts';
import { type InvokeOutput, lambdaIntegration } from './lambda.ts';
import { errorTypeOf } from './lambda-function.ts';
import { sdkHttpMetadata } from './sdk-metadata.ts';

/** Parameters that go to Invoke under their own names. */
const PASSED_ON = ['FunctionName', 'InvocationType', 'LogType', 'ClientContext', 'Qualifier'];

export function lambdaInvoke(dispatch: Dispatch): Integration {
  return lambdaIntegration(dispatch, { inputOf, outcomeOf });
}

function inputOf({ parameters }: TaskRequest): object {
  const given = isJsonObject(parameters.value) ? parameters.value : {};
  const members = PASSED_ON.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]);
  return { ...Object.fromEntries(members), Payload: payloadText(given['Payload']) };
}

/** A string is sent as it stands, and so has to be JSON text itself; null and no payload give the function `{}` (recorded). */
function payloadText(payload: Json | undefined): string {
  if (payload === undefined || payload === null) return '{}';
  return typeof payload === 'string' ? payload : stringifyJson(payload);
}

function outcomeOf(answer: InvokeOutput, { requestId }: Call): TaskOutcome {
  const payload = Payload.ofText(answer.Payload ?? '""');
  if (answer.FunctionError !== undefined) {
    return { type: 'failed', error: errorTypeOf(payload), cause: stringifyJson(payload.value) };
  }
  const { ExecutedVersion, LogResult, StatusCode } = answer;
  const output: Record<string, Json> = {
    ...(ExecutedVersion === undefined ? {} : { ExecutedVersion }),
    ...(LogResult === undefined ? {} : { LogResult }),
    Payload: payload.value,
    SdkHttpMetadata: httpMetadata(answer, requestId),
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode,
  };
  return { type: 'succeeded', output: Payload.of(output) };
}

function httpMetadata(
  { StatusCode, ExecutedVersion, Payload: text = '' }: InvokeOutput,
  requestId: string,
): JsonObject {
  const headers: Record<string, string> = {
    ...(ExecutedVersion === undefined ? {} : { 'X-Amz-Executed-Version': ExecutedVersion }),
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(Payload.ofText(text).bytes),
    Date: new Date().toUTCString(),
    'X-Amzn-Trace-Id': `root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)};sampled=0`,
    'Content-Type': 'application/json',
  };
  return sdkHttpMetadata(StatusCode, headers);
}
