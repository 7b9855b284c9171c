/** What both ways of calling a function share: the reservation of an environment, and Lambda's errors. */
import type { Call, Dispatch, Reservation } from '../base/service.ts';
import type { TaskOutcome, TaskRequest } from '../engine/effect-port.ts';
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

/** The members of Invoke's answer. */
export interface InvokeOutput {
  readonly StatusCode: number;
  /** JSON text; absent for an Event. */
  readonly Payload?: string;
  readonly FunctionError?: string;
  readonly LogResult?: string;
  readonly ExecutedVersion?: string;
}

interface LambdaCall {
  /** Invoke's input; `Payload` as the bytes' text. */
  readonly inputOf: (request: TaskRequest) => object;
  readonly outcomeOf: (output: InvokeOutput, call: Call) => TaskOutcome;
}

export function lambdaIntegration(dispatch: Dispatch, { inputOf, outcomeOf }: LambdaCall): Integration {
  const invocation = (reservation: Reservation<unknown>, call: Call) => ({
    async run() {
      try {
        return outcomeOf((await reservation.run()) as InvokeOutput, call);
      } catch (error) {
        return serviceFailure(LAMBDA, error, call.requestId);
      }
    },
    release: () => reservation.release(),
  });

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
