/** A Task whose Resource is a function's ARN: the result is what the function returned. */

import { isJsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import type { Call, Dispatch, Reservation } from '../base/service.ts';
import type { ReadyTask, TaskOutcome, TaskRequest } from '../engine/effect-port.ts';
import { failing, type OptimisedService, serviceFailure } from './failure.ts';
import type { Integration } from './integration.ts';

const LAMBDA: OptimisedService = {
  prefix: 'Lambda',
  serviceName: 'AWSLambda',
  unmodelled: 'Lambda.AWSLambdaException',
  modelledCodes: new Set([
    'InvalidParameterValueException',
    'InvalidRequestContentException',
    'RequestTooLargeException',
    'ResourceConflictException',
    'ResourceNotFoundException',
    'ResourceNotReadyException',
    'ServiceException',
    'TooManyRequestsException',
  ]),
};

/** The members of Invoke's answer that matter here. */
interface InvokeOutput {
  readonly Payload: string;
  readonly FunctionError?: string;
}

export function lambdaFunction(dispatch: Dispatch): Integration {
  const inputOf = ({ resource, parameters }: TaskRequest) => ({ FunctionName: resource, Payload: parameters.text });

  return {
    tryPrepare(request, call) {
      try {
        const reservation = dispatch.tryReserve('lambda', 'Invoke', inputOf(request), call);
        return reservation && invocation(reservation, call);
      } catch (error) {
        return failing(serviceFailure(LAMBDA, error, call.requestId));
      }
    },

    async prepare(request, call, signal) {
      try {
        return invocation(await dispatch.reserve('lambda', 'Invoke', inputOf(request), call, signal), call);
      } catch (error) {
        return failing(serviceFailure(LAMBDA, error, call.requestId));
      }
    },

    unknownOutcome: {
      error: 'Lambda.SdkClientException',
      cause:
        'Stepwell was stopped while the function was running, so that nobody knows whether it was done. ' +
        'A Retrier that names Lambda.SdkClientException runs it again.',
    },
  };
}

function invocation(reservation: Reservation<unknown>, { requestId }: Call): ReadyTask {
  return {
    async run() {
      try {
        return outcomeOf((await reservation.run()) as InvokeOutput);
      } catch (error) {
        return serviceFailure(LAMBDA, error, requestId);
      }
    },
    release: () => reservation.release(),
  };
}

/** A failed function's error is the errorType of its payload, the cause the payload's own text (recorded). */
function outcomeOf({ Payload: text, FunctionError }: InvokeOutput): TaskOutcome {
  const payload = Payload.ofText(text);
  if (FunctionError === undefined) return { type: 'succeeded', output: payload };
  const { value } = payload;
  const errorType = isJsonObject(value) ? value['errorType'] : undefined;
  return { type: 'failed', error: typeof errorType === 'string' ? errorType : 'Lambda.Unknown', cause: text };
}
