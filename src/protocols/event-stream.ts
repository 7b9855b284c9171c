/**
 * The event-stream encoding (`application/vnd.amazon.eventstream`): an answer told in messages, each framed with its lengths,
 * headers and two checksums. Smithy specification, "Amazon Event Stream Specification".
 */
import { crc32 } from 'node:zlib';
import type { EventStream, StreamEvent } from '../base/event-stream.ts';
import { ServiceError } from '../base/service.ts';
import { errorMembers } from './json-error.ts';
import { encodeJson } from './json-output.ts';

export const EVENT_STREAM_TYPE = 'application/vnd.amazon.eventstream';

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** Of header values; Stepwell sends no other. */
const STRING_TYPE = 7;

/**
 * The messages of a stream, in order; a ServiceError ends it as an exception.
 * @param initial JSON text of the output's other members; awsJson sends them as the first event
 */
export async function* encodeEventStream({ events }: EventStream, initial?: string): AsyncGenerator<Uint8Array> {
  if (initial !== undefined) yield encodeEvent({ type: 'initial-response', payload: initial });
  try {
    for await (const event of events) yield encodeEvent(event);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    yield encodeException(error);
  }
}

function encodeEvent({ type, payload }: StreamEvent): Uint8Array {
  const isBytes = payload instanceof Uint8Array;
  const headers = {
    ':message-type': 'event',
    ':event-type': type,
    ':content-type': isBytes ? 'application/octet-stream' : 'application/json',
  };
  return encodeMessage(headers, isBytes ? payload : Buffer.from(asJson(payload)));
}

function encodeException(error: ServiceError): Uint8Array {
  const headers = {
    ':message-type': 'exception',
    ':exception-type': error.code,
    ':content-type': 'application/json',
  };
  return encodeMessage(headers, Buffer.from(encodeJson(errorMembers(error))));
}

function asJson(payload: string | object): string {
  return typeof payload === 'string' ? payload : encodeJson(payload);
}

/** Total length, length of the headers, checksum of both; headers; payload; checksum of all before it. */
function encodeMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array): Uint8Array {
  const headerBytes = encodeHeaders(headers);
  const totalBytes = PRELUDE_BYTES + headerBytes.length + payload.byteLength + CHECKSUM_BYTES;
  const message = Buffer.allocUnsafe(totalBytes);
  message.writeUInt32BE(totalBytes, 0);
  message.writeUInt32BE(headerBytes.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  message.set(headerBytes, PRELUDE_BYTES);
  message.set(payload, PRELUDE_BYTES + headerBytes.length);
  message.writeUInt32BE(crc32(message.subarray(0, totalBytes - CHECKSUM_BYTES)), totalBytes - CHECKSUM_BYTES);
  return message;
}

function encodeHeaders(headers: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(headers).map(([name, value]) => {
    const part = Buffer.alloc(1 + name.length + 3);
    part[0] = name.length;
    part.write(name, 1, 'latin1');
    part[1 + name.length] = STRING_TYPE;
    part.writeUInt16BE(Buffer.byteLength(value), 2 + name.length);
    return Buffer.concat([part, Buffer.from(value)]);
  });
  return Buffer.concat(parts);
}
