/** A Task whose Resource is a function's ARN: the result is what the function returned. */
import { isJsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import type { Dispatch } from '../base/service.ts';
import type { TaskOutcome } from '../engine/effect-port.ts';
import type { Integration } from './integration.ts';
import { type InvokeOutput, lambdaIntegration } from './lambda.ts';

export function lambdaFunction(dispatch: Dispatch): Integration {
  return lambdaIntegration(dispatch, {
    inputOf: ({ resource, parameters }) => ({ FunctionName: resource, Payload: parameters.text }),
    outcomeOf,
  });
}

/** The cause of a failed function is its payload's own text (recorded). */
function outcomeOf({ Payload: text = 'null', FunctionError }: InvokeOutput): TaskOutcome {
  const payload = Payload.ofText(text);
  if (FunctionError === undefined) return { type: 'succeeded', output: payload };
  return { type: 'failed', error: errorTypeOf(payload), cause: text };
}

/** A function's error is the errorType of its payload. */
export function errorTypeOf({ value }: Payload): string {
  const errorType = isJsonObject(value) ? value['errorType'] : undefined;
  return typeof errorType === 'string' ? errorType : 'Lambda.Unknown';
}
