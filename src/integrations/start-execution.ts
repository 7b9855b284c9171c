/**
 * `arn:aws:states:::states:startExecution`: starts another execution, and with `.sync` waits for its end. The execution knows
 * the task that started it, so a start that a crash has left in doubt is made again and finds its own.
 */
import { assert } from '../base/assert.ts';
import { derivedUuid } from '../base/derived-uuid.ts';
import { isJsonObject, type Json, type JsonObject, stringifyJson } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import type { Call, Dispatch } from '../base/service.ts';
import type { TaskOutcome, TaskRequest } from '../engine/effect-port.ts';
import type { ExecutionEnds } from '../engine/execution-ends.ts';
import type { OperationLookup } from './aws-sdk.ts';
import { type OptimisedService, serviceFailure } from './failure.ts';
import { callIntegration, type Integration, submitting } from './integration.ts';
import { inputOfParameters } from './sdk-casing.ts';
import { sdkHttpMetadata } from './sdk-metadata.ts';

const STEP_FUNCTIONS: OptimisedService = {
  prefix: 'StepFunctions',
  serviceName: 'AWSStepFunctions',
  unmodelled: 'StepFunctions.AWSStepFunctionsException',
  modelledCodes: new Set([
    'ExecutionAlreadyExists',
    'ExecutionDoesNotExist',
    'ExecutionLimitExceeded',
    'InvalidArn',
    'InvalidExecutionInput',
    'InvalidName',
    'StateMachineDeleting',
    'StateMachineDoesNotExist',
    'ValidationException',
  ]),
};

/** A member of DescribeExecution's answer, as the service has it. */
type Described = Readonly<Record<string, string | number | boolean | Date | object | undefined>>;

export interface StartExecutionDeps {
  readonly dispatch: Dispatch;
  readonly operations: OperationLookup;
  readonly ends: ExecutionEnds;
}

/** Request-response; a callback task, too, is set going by it. */
export function startExecution(deps: StartExecutionDeps): Integration {
  return starting(deps, false);
}

/** @param parsed whether input and output of the execution are shown as JSON (`.sync:2`) rather than as its text */
export function startExecutionAndWait(deps: StartExecutionDeps, parsed: boolean): Integration {
  const { dispatch, ends } = deps;
  const describe = (executionArn: string, call: Call) =>
    dispatch.run('states', 'DescribeExecution', { executionArn }, call) as Promise<Described>;
  return {
    ...submitting(starting(deps, true)),
    jobs: {
      async watch(_, submitted, call, signal) {
        const executionArn = executionArnOf(submitted);
        try {
          for (;;) {
            const registration = new AbortController();
            const ended = ends.next(executionArn, AbortSignal.any([signal, registration.signal]));
            const described = await describe(executionArn, call);
            if (described['status'] !== 'RUNNING') {
              registration.abort();
              return outcomeOf(described, parsed);
            }
            await ended;
          }
        } catch (error) {
          return serviceFailure(STEP_FUNCTIONS, error, call.requestId);
        }
      },
      async cancel(submitted, call) {
        await dispatch.run('states', 'StopExecution', { executionArn: executionArnOf(submitted) }, call);
      },
    },
  };
}

function starting({ dispatch, operations }: StartExecutionDeps, waits: boolean): Integration {
  const run = async (request: TaskRequest, call: Call): Promise<TaskOutcome> => {
    const { executionArn, effectId } = request;
    const asTask: Call = { ...call, parent: { executionArn, effectId, waits } };
    const operation = operations('states', 'StartExecution');
    assert(operation !== undefined, 'there is no operation StartExecution');
    try {
      const input = inputOfParameters(operation, parametersOf(request));
      const started = (await dispatch.run('states', 'StartExecution', input, asTask)) as Described;
      return { type: 'succeeded', output: Payload.of(startedOutput(started, call)) };
    } catch (error) {
      return serviceFailure(STEP_FUNCTIONS, error, call.requestId);
    }
  };
  return callIntegration(run, undefined);
}

/** Without a Name the execution gets a UUID, as from AWS, which stays the same when the task is done again. */
function parametersOf(request: TaskRequest): Payload {
  const { value } = request.parameters;
  if (!isJsonObject(value)) return request.parameters;
  const { Input = null, Name = null, ...others } = value;
  return Payload.of({
    ...others,
    Name: Name ?? derivedUuid(request.taskToken()),
    ...(Input === null ? {} : { Input: inputText(Input) }),
  });
}

/** A text is sent as it stands, and so has to be JSON text itself (recorded). */
function inputText(input: Json): string {
  return typeof input === 'string' ? input : stringifyJson(input);
}

function startedOutput({ executionArn, startDate }: Described, { requestId }: Call): JsonObject {
  const StartDate = (startDate as Date).getTime();
  const answer = { executionArn: executionArn as string, startDate: StartDate / 1000 };
  return {
    ExecutionArn: answer.executionArn,
    SdkHttpMetadata: sdkHttpMetadata(200, {
      'x-amzn-RequestId': requestId,
      connection: 'keep-alive',
      'Content-Length': String(Payload.of(answer).bytes),
      Date: new Date().toUTCString(),
      'Content-Type': 'application/x-amz-json-1.0',
    }),
    SdkResponseMetadata: { RequestId: requestId },
    StartDate,
  };
}

function executionArnOf({ value }: Payload): string {
  return isJsonObject(value) ? String(value['ExecutionArn']) : '';
}

/** A failed execution is shown with its input as text, whichever the form (recorded for `.sync`). */
function outcomeOf(described: Described, parsed: boolean): TaskOutcome {
  const shown = shownExecution(described);
  if (described['status'] !== 'SUCCEEDED') {
    return { type: 'failed', error: 'States.TaskFailed', cause: stringifyJson(shown) };
  }
  if (!parsed) return { type: 'succeeded', output: Payload.of(shown) };
  const { Input, Output } = shown;
  return { type: 'succeeded', output: Payload.of({ ...shown, Input: parsedText(Input), Output: parsedText(Output) }) };
}

function parsedText(text: Json | undefined): Json {
  return Payload.ofText(String(text)).value;
}

/** Names begin with capitals, in alphabetical order; dates are milliseconds (recorded). */
function shownExecution(described: Described): JsonObject {
  const members = Object.entries(described).flatMap(([name, value]): [string, Json][] => {
    if (value === undefined) return [];
    const shown = value instanceof Date ? value.getTime() : isPlain(value) ? shownExecution(value) : (value as Json);
    return [[name.charAt(0).toUpperCase() + name.slice(1), shown]];
  });
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isPlain(value: Described[string]): value is Described {
  return typeof value === 'object';
}
