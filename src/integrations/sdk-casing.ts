/** Between the capitalised JSON of `aws-sdk` tasks and what operations take and answer. */
import type { Json, JsonObject } from '../base/json.ts';
import type { Payload } from '../base/payload.ts';
import { type Operation, RawJson } from '../base/service.ts';
import type { Shape, StructureShape } from '../base/shape.ts';
import { jsonDecoder } from '../protocols/json-input.ts';

type Plain = Readonly<Record<string, unknown>>;

/**
 * Members that the operation does not know are left out, as over the network.
 * @throws ServiceError `SerializationException` for a value of the wrong type
 */
export function inputOfParameters({ input, rest }: Operation, parameters: Payload): object {
  const given = JSON.parse(parameters.text) as unknown;
  const named = isPlain(given) ? renamed(input, given) : {};
  const payload = rest?.payload;
  if (payload === undefined || named[payload] === undefined) return jsonDecoder(input)(named);
  // what is the body of a request is its text, not base64
  const { [payload]: body, ...others } = named;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { ...jsonDecoder(input)(others), [payload]: Buffer.from(text) };
}

/** With the service's own names, and timestamps as it takes them from JSON. */
function renamed({ members }: StructureShape, given: Plain): Record<string, unknown> {
  const entries = Object.entries(members).flatMap(([name, shape]): [string, unknown][] => {
    const value = given[capitalised(name)];
    return value === undefined || value === null ? [] : [[name, converted(shape, value)]];
  });
  return Object.fromEntries(entries);
}

function converted(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case 'structure':
      return isPlain(value) ? renamed(shape, value) : value;
    case 'list':
      return Array.isArray(value) ? value.map((item) => converted(shape.member, item)) : value;
    case 'map':
      return isPlain(value) ? mapValues(value, (member) => converted(shape.value, member)) : value;
    case 'timestamp':
      return typeof value === 'string' ? Date.parse(value) / 1000 : value;
    default:
      return value;
  }
}

/** Members whose own members are named by whoever made them. */
const MAPS = new Set(['assignedVariables', 'variableReferences', 'tags', 'Tags', 'Variables', 'fields', 'Metadata']);

export function outputOfAnswer(answer: unknown): Json {
  if (answer instanceof RawJson) return outputOfAnswer(JSON.parse(answer.text));
  if (answer instanceof Date) return answer.toISOString();
  if (answer instanceof Uint8Array) return Buffer.from(answer).toString('base64');
  if (Array.isArray(answer)) return answer.map(outputOfAnswer);
  return isPlain(answer) ? capitalisedMembers(answer) : ((answer ?? {}) as Json);
}

function capitalisedMembers(answer: Plain): JsonObject {
  const entries = Object.entries(answer).flatMap(([name, value]): [string, Json][] => {
    if (value === undefined) return [];
    const isMap = MAPS.has(name) && isPlain(value);
    return [[capitalised(name), isMap ? mapValues(value, (member) => member as Json) : outputOfAnswer(value)]];
  });
  return Object.fromEntries(entries);
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function mapValues<T>(record: Plain, map: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
