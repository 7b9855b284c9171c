/** The context object a TestState request brings: which of its fields may be there, and of what type (texts as recorded). */
import type { State } from '../../../asl/definition.ts';
import { completionOf } from '../../../asl/resource.ts';
import {
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  JsonSyntaxError,
  parseJson,
} from '../../../base/json.ts';
import { type ServiceError, validationError } from '../../../base/service.ts';

type FieldType = 'any' | 'string' | 'number';
type Fields = Readonly<Record<string, FieldType>>;

const FIELDS: Readonly<Record<string, Fields>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

/** It is seen as it is given: nothing is added. @throws ValidationException */
export function readContext(text: string, state: State): JsonObject {
  const context = parseContext(text);
  for (const [name, value] of Object.entries(context)) checkPart(name, value);
  if (context['Task'] !== undefined && !hasToken(state)) {
    throw invalid(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
  }
  return context;
}

function parseContext(text: string): JsonObject {
  try {
    const context = parseJson(text);
    if (isJsonObject(context)) return context;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  // GUESS: the wording
  throw invalid('Context object must be a valid JSON object');
}

function checkPart(name: string, part: Json): void {
  if (name === 'Map') throw invalid("'Map' field is not supported when mocking a Context object");
  const fields = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (fields === undefined) throw invalid(`Field '${name}' is not allowed`);
  // GUESS: the wording, here and for members of other types than text
  if (!isJsonObject(part)) throw invalid(`${name} must be an object`);
  for (const [field, value] of Object.entries(part)) {
    const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (type === undefined) throw invalid(`Field '${field}' is not allowed`);
    if (!IS_OF_TYPE[type](value)) throw invalid(`${name}.${field} must be a ${type}`);
  }
}

const IS_OF_TYPE: Readonly<Record<FieldType, (value: Json) => boolean>> = {
  any: () => true,
  string: (value) => typeof value === 'string',
  number: isJsonNumber,
};

function hasToken(state: State): boolean {
  return state.type === 'Task' && state.resource.type === 'service' && completionOf(state.resource) !== 'call';
}

function invalid(reason: string): ServiceError {
  return validationError(`Invalid Context object provided: ${reason}`);
}
