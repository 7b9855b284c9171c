/** The payload of an Invoke: text from inside is JSON already, bytes from the network are checked as AWS's parser would. */
import { isUtf8 } from 'node:buffer';
import { JsonSyntaxError, parseJson } from '../../base/json.ts';
import { invalidRequestContent, requestTooLarge } from './errors.ts';

/** @throws ServiceError */
export function eventOf(payload: Uint8Array | string | undefined, bytesMax: number): string {
  if (payload === undefined || payload.length === 0) return '{}';
  if (typeof payload === 'string') {
    // UTF-16 units: no text is shorter in UTF-8.
    if (payload.length > bytesMax || Buffer.byteLength(payload) > bytesMax) throw tooLarge(bytesMax);
    return payload;
  }
  if (payload.byteLength > bytesMax) throw tooLarge(bytesMax);
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  if (!isUtf8(payload)) throw notJson(invalidUtf8(payload, text));
  try {
    JSON.parse(text);
  } catch {
    throw notJson(syntaxErrorOf(text));
  }
  return text;
}

/** The client context: base64 of JSON, at most 3,583 bytes. @returns JSON text @throws ServiceError */
export function clientContextOf(base64: string | undefined): string | undefined {
  if (base64 === undefined || base64 === '') return undefined;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  try {
    JSON.parse(text);
  } catch {
    throw invalidRequestContent('Client context must be a valid Base64-encoded JSON object.');
  }
  return text;
}

function tooLarge(bytesMax: number): Error {
  return requestTooLarge(`Request must be smaller than ${bytesMax} bytes for the InvokeFunction operation`);
}

/** In the words of Jackson, AWS's JSON parser (recorded). */
function notJson({ message, line, column }: Pick<JsonSyntaxError, 'message' | 'line' | 'column'>): Error {
  return invalidRequestContent(
    `Could not parse request body into json: Could not parse payload into json: ${message}\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`,
  );
}

function syntaxErrorOf(text: string): JsonSyntaxError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
  return new JsonSyntaxError('Unexpected character', 1, 1);
}

/** The first byte that cannot be where it is; decoding has put a replacement character in its place. */
function invalidUtf8(bytes: Uint8Array, text: string): JsonSyntaxError {
  const before = text.slice(0, text.indexOf('\ufffd'));
  const at = Buffer.byteLength(before);
  const byte = (bytes[at] ?? 0).toString(16);
  const line = before.split('\n').length;
  return new JsonSyntaxError(`Invalid UTF-8 start byte 0x${byte}`, line, before.length - before.lastIndexOf('\n'));
}
