/** The mock of a TestState request: what the work of a Task, Map or Parallel is said to have given (texts as recorded). */
import type { State } from '../../../asl/definition.ts';
import type { TaskResult } from '../../../asl/execution-state.ts';
import { statesError } from '../../../asl/failure.ts';
import type { WorkingState } from '../../../asl/mocked.ts';
import { isJsonArray, isJsonObject, type Json, JsonSyntaxError } from '../../../base/json.ts';
import { Payload } from '../../../base/payload.ts';
import { validationError } from '../../../base/service.ts';
import { answerOf } from './answers.ts';
import { problemInMembers } from './result-shape.ts';

export interface MockInput {
  readonly result?: string;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  readonly fieldValidationMode?: ValidationMode;
}

type ValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/** @throws ValidationException */
export function readMock(mock: MockInput, state: WorkingState): TaskResult {
  const { result, errorOutput, fieldValidationMode = 'STRICT' } = mock;
  if (result === undefined) return { type: 'failed', ...statesError(errorOutput?.error, errorOutput?.cause) };
  const output = parseResult(result);
  const problem = PROBLEMS[state.type](state as never, output.value, fieldValidationMode);
  if (problem !== undefined) throw validationError(problem);
  return { type: 'succeeded', output };
}

/** @throws ValidationException */
export function requireMockable(state: State): asserts state is WorkingState {
  if (state.type === 'Task' || state.type === 'Map' || state.type === 'Parallel') return;
  throw validationError(`State type '${state.type}' is not supported when a mock is specified`);
}

/** @throws ValidationException. GUESS: that a mock with neither field is refused with the same words */
export function requireOneOutcome({ result, errorOutput }: MockInput): void {
  if ((result === undefined) !== (errorOutput === undefined)) return;
  throw validationError('A test mock should have only one of the following fields: [result, errorOutput].');
}

function parseResult(text: string): Payload {
  try {
    return Payload.parse(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw validationError('Mocked result must be valid JSON');
    throw error;
  }
}

type Problem<S> = (state: S, result: Json, mode: ValidationMode) => string | undefined;

const NOT_AN_OBJECT = 'Mocked result must be a JSON object.';
const NOT_AN_ARRAY = 'Mocked result must be an array.';

const PROBLEMS: { readonly [Type in WorkingState['type']]: Problem<Extract<WorkingState, { type: Type }>> } = {
  Task({ resource }, result, mode) {
    const members = answerOf(resource);
    if (members === undefined || mode === 'NONE') return undefined;
    if (!isJsonObject(result)) return NOT_AN_OBJECT;
    const problem = problemInMembers(members, result, mode === 'STRICT');
    return problem && `Mock result schema validation error: ${problem}`;
  },
  /** With a ResultWriter the outputs are written elsewhere, and the result says where. */
  Map({ hasResultWriter }, result) {
    if (hasResultWriter) return isJsonObject(result) ? undefined : NOT_AN_OBJECT;
    return isJsonArray(result) ? undefined : NOT_AN_ARRAY;
  },
  Parallel({ branches }, result) {
    if (!isJsonArray(result)) return NOT_AN_ARRAY;
    if (result.length === branches.length) return undefined;
    return 'Mocked result must contain the same number of items as number of Parallel branches.';
  },
};
