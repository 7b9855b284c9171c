/**
 * JSON values to operation inputs: each shape becomes, once, a function that checks the types, turns timestamps and blobs
 * into what operations take, and leaves out null and unknown members, as AWS's own deserialisers do.
 */
import { ServiceError } from '../base/service.ts';
import type { Shape, StructureShape } from '../base/shape.ts';

export type Decoder = (value: unknown) => unknown;

const structureDecoders = new WeakMap<StructureShape, (value: unknown) => object>();

/** @throws ServiceError `SerializationException` from the function it returns. */
export function jsonDecoder(shape: StructureShape): (value: unknown) => object {
  let decoder = structureDecoders.get(shape);
  if (decoder === undefined) {
    decoder = structureDecoder(shape);
    structureDecoders.set(shape, decoder);
  }
  return decoder;
}

/** Parses a request body; an empty one is an empty object. */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch (error) {
    throw serializationError(`The request body is not JSON: ${(error as Error).message}`);
  }
}

export function serializationError(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}

export function memberDecoder(shape: Shape): Decoder {
  switch (shape.type) {
    case 'string':
      return (value) => (typeof value === 'string' ? value : refuse(value, 'a String'));
    case 'integer':
      return (value) => (typeof value === 'number' ? Math.trunc(value) : refuse(value, 'an Integer'));
    case 'double':
      return (value) => (typeof value === 'number' ? value : refuse(value, 'a Double'));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : refuse(value, 'a Boolean'));
    case 'timestamp':
      return (value) => (typeof value === 'number' ? dateOf(value) : refuse(value, 'a Timestamp'));
    case 'blob':
      return (value) => (typeof value === 'string' ? base64Bytes(value) : refuse(value, 'a Blob'));
    case 'document':
      return (value) => value;
    case 'list': {
      const member = memberDecoder(shape.member);
      return (value) =>
        Array.isArray(value)
          ? value.map((item) => (item === null ? undefined : member(item)))
          : refuse(value, 'a List');
    }
    case 'map':
      return mapDecoder(memberDecoder(shape.value));
    case 'structure':
      return jsonDecoder(shape);
  }
}

function structureDecoder(shape: StructureShape): (value: unknown) => object {
  const members = Object.entries(shape.members).map(([name, member]) => ({ name, decode: memberDecoder(member) }));
  return (value) => {
    if (!isObject(value)) return refuse(value, 'a Structure');
    const input: Record<string, unknown> = {};
    for (const { name, decode } of members) {
      if (!Object.hasOwn(value, name)) continue;
      const member = value[name];
      if (member !== null && member !== undefined) input[name] = decode(member);
    }
    return input;
  };
}

function mapDecoder(decode: Decoder): Decoder {
  return (value) => {
    if (!isObject(value)) return refuse(value, 'a Map');
    const entries = Object.entries(value).filter(([, member]) => member !== null);
    return Object.fromEntries(entries.map(([key, member]) => [key, decode(member)]));
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dateOf(epochSeconds: number): Date {
  const date = new Date(Math.round(epochSeconds * 1000));
  if (Number.isNaN(date.getTime())) throw serializationError(`${epochSeconds} can not be converted to a Timestamp`);
  return date;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function base64Bytes(text: string): Uint8Array {
  if (!BASE64.test(text)) throw serializationError('The value of a Blob is not valid base64');
  return Buffer.from(text, 'base64');
}

/** GUESS: the tokens are those of AWS's known refusals ("NUMBER_VALUE can not be converted to a String"). */
function refuse(value: unknown, wanted: string): never {
  throw serializationError(`${tokenOf(value)} can not be converted to ${wanted}`);
}

function tokenOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  switch (typeof value) {
    case 'string':
      return 'STRING_VALUE';
    case 'number':
      return 'NUMBER_VALUE';
    case 'boolean':
      return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
    case 'object':
      return value === null ? 'NULL_VALUE' : 'START_OBJECT';
    default:
      return 'UNKNOWN_VALUE';
  }
}
