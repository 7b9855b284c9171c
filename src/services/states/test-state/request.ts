/** Reads a TestState request: what is to be tried out, and everything that speaks against it (texts as recorded). */
import type { Machine, State } from '../../../asl/definition.ts';
import type { Variables } from '../../../asl/execution-state.ts';
import type { Mock } from '../../../asl/mocked.ts';
import { formatDiagnostics } from '../../../asl/parse/diagnostic.ts';
import { parseDefinition, parseState } from '../../../asl/parse/parse-definition.ts';
import { completionOf } from '../../../asl/resource.ts';
import { isJsonArray, type Json, type JsonObject } from '../../../base/json.ts';
import type { Payload } from '../../../base/payload.ts';
import { validationError } from '../../../base/service.ts';
import { invalidDefinition, unsupportedByTestState } from '../errors.ts';
import { parseInput } from '../executions.ts';
import { readVariables, tryParse } from '../read-variables.ts';
import { readContext } from './context.ts';
import { type MockInput, readMock, requireMockable, requireOneOutcome } from './mock.ts';

export interface TestStateInput {
  readonly definition: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly inspectionLevel?: 'INFO' | 'DEBUG' | 'TRACE';
  readonly revealSecrets?: boolean;
  readonly variables?: string;
  readonly stateName?: string;
  readonly mock?: MockInput;
  readonly context?: string;
  readonly stateConfiguration?: StateConfiguration;
}

interface StateConfiguration {
  readonly retrierRetryCount?: number;
  readonly errorCausedByState?: string;
  readonly mapIterationFailureCount?: number;
  readonly mapItemReaderData?: string;
}

export interface Test {
  readonly machine: Machine;
  readonly stateName: string;
  readonly state: State;
  readonly input: Payload;
  readonly variables: Variables;
  readonly retryCount: number;
  readonly context?: JsonObject;
  readonly mock?: Mock;
}

/** What a state is called that is tested without a machine around it (recorded). */
const LONE_STATE = 'StateName';

/** @throws ValidationException, InvalidDefinition, InvalidExecutionInput */
export function readTest(request: TestStateInput): Test {
  const { definition, mock, context, stateConfiguration = {} } = request;
  requireMockFor(request);
  if (mock !== undefined) requireOneOutcome(mock);
  const { machine, stateName, state } = findState(definition, request.stateName);
  if (mock === undefined) requireNoMock(state);
  return {
    machine,
    stateName,
    state,
    ...(mock && { mock: readWork(machine, state, mock, stateConfiguration) }),
    ...(context !== undefined && { context: readContext(context, state) }),
    input: parseInput(request.input ?? '{}'),
    variables: readVariables(request.variables ?? '{}'),
    retryCount: stateConfiguration.retrierRetryCount ?? 0,
  };
}

/** Parts of a request by the names AWS gives them. GUESS: all but MapIterationFailureCount, the recorded one. */
function requireMockFor({ mock, context, revealSecrets, stateConfiguration = {} }: TestStateInput): void {
  if (mock !== undefined) {
    if (revealSecrets !== true) return;
    throw validationError('TestState does not support RevealSecrets when a mock is specified.');
  }
  const needing = {
    MapIterationFailureCount: stateConfiguration.mapIterationFailureCount,
    ErrorCausedByState: stateConfiguration.errorCausedByState,
    MapItemReaderData: stateConfiguration.mapItemReaderData,
    RetrierRetryCount: stateConfiguration.retrierRetryCount,
    Context: context,
  };
  const [given] = Object.entries(needing).find(([, value]) => value !== undefined) ?? [];
  if (given !== undefined) throw validationError(`TestState does not support ${given} when a mock is not specified.`);
}

function findState(definition: string, stateName: string | undefined): Pick<Test, 'machine' | 'stateName' | 'state'> {
  const parsed = stateName === undefined ? parseState(LONE_STATE, definition) : parseDefinition(definition);
  const { machine, diagnostics } = parsed;
  if (machine === undefined) throw invalidDefinition(formatDiagnostics(diagnostics));
  const name = stateName ?? LONE_STATE;
  const state = machine.states.get(name);
  if (state === undefined) throw validationError('State not found in definition');
  return { machine, stateName: name, state };
}

function requireNoMock(state: State): void {
  if (state.type === 'Map' || state.type === 'Parallel') {
    throw unsupportedByTestState(
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (state.type !== 'Task' || completionOf(state.resource) === 'call') return;
  // GUESS: the wording; that it takes a mock is documented
  throw unsupportedByTestState(
    "TestState API supports activities and the service integration patterns '.sync' and '.waitForTaskToken' only when a mock is specified",
  );
}

function readWork(machine: Machine, state: State, mock: MockInput, configuration: StateConfiguration): Mock {
  requireMockable(state);
  const { errorCausedByState, mapIterationFailureCount, mapItemReaderData } = configuration;
  // GUESS: that this is refused
  if (errorCausedByState !== undefined && !machine.states.has(errorCausedByState)) {
    throw validationError('State not found in definition');
  }
  const result = readMock(mock, state);
  if (state.type !== 'Map') return { result };
  requireEnoughIterations(mapIterationFailureCount, result.type === 'succeeded' ? result.output.value : null);
  const itemsRead = state.hasItemReader ? readItems(mapItemReaderData) : undefined;
  return {
    result,
    ...(itemsRead && { itemsRead }),
    ...(mapIterationFailureCount !== undefined && { failedIterations: mapIterationFailureCount }),
  };
}

/** The outputs in a mocked result are those of all iterations. */
function requireEnoughIterations(failed: number | undefined, result: Json): void {
  if (failed === undefined || !isJsonArray(result) || failed <= result.length) return;
  throw validationError('Map iteration failure count must be less than or equal to the number of Map iterations');
}

/** Undefined for what is no JSON array: it is in another format, and the items are not shown. */
function readItems(text: string | undefined): readonly Json[] | undefined {
  const items = text === undefined ? undefined : tryParse(text);
  return isJsonArray(items) ? items : undefined;
}
