/** What an HTTP task asks for: its Parameters, read and checked (developer guide, "Call HTTPS APIs"). */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Payload } from '../../base/payload.ts';
import { type ArrayFormat, isArrayFormat, textOf } from './form-encoding.ts';

export interface HttpTask {
  readonly endpoint: URL;
  readonly method: string;
  readonly connectionArn: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly body: Json | undefined;
  /** Undefined: the body is sent as JSON. */
  readonly arrayFormat: ArrayFormat | undefined;
}

/** The task fails with `States.Runtime`. GUESS: the messages are ours; that it does is documented. */
export class HttpTaskError extends Error {}

const METHODS: readonly unknown[] = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'];

/** Documented: the task fails when its definition has one of these. Those that begin with the last ones neither. */
const REFUSED_HEADERS: ReadonlySet<string> = new Set([
  ...['a-im', 'accept-charset', 'accept-datetime', 'accept-encoding', 'authorization', 'cache-control', 'connection'],
  ...['content-encoding', 'content-md5', 'date', 'expect', 'forwarded', 'from', 'host', 'http2-settings', 'if-match'],
  ...['if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'max-forwards', 'origin', 'pragma'],
  ...['proxy-authorization', 'referer', 'server', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via', 'warning'],
]);
const REFUSED_PREFIXES = ['x-forwarded-', 'x-amz-', 'x-amzn-'];

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** @throws HttpTaskError */
export function readHttpTask({ value }: Payload, options: { readonly allowPlainHttp: boolean }): HttpTask {
  const given = isJsonObject(value) ? value : {};
  const { Method: method } = given;
  if (typeof method !== 'string' || !METHODS.includes(method)) {
    throw new HttpTaskError(`The Method has to be one of ${METHODS.join(', ')}.`);
  }
  return {
    endpoint: readEndpoint(given['ApiEndpoint'], options),
    method,
    connectionArn: readConnection(given),
    headers: readHeaders(given['Headers']),
    query: readQuery(given['QueryParameters']),
    body: given['RequestBody'],
    arrayFormat: readTransform(given['Transform']),
  };
}

function readEndpoint(text: Json | undefined, { allowPlainHttp }: { readonly allowPlainHttp: boolean }): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && allowPlainHttp)) return url;
  const hint =
    url?.protocol === 'http:' ? ' Stepwell takes http: as well when it is started with --allow-plain-http.' : '';
  throw new HttpTaskError(`The ApiEndpoint has to be the URL of an HTTPS API.${hint}`);
}

/** Authentication is the older name of the field. */
function readConnection({ Authentication, InvocationConfig }: JsonObject): string {
  const config = InvocationConfig ?? Authentication;
  const arn = isJsonObject(config) ? config['ConnectionArn'] : undefined;
  if (typeof arn !== 'string')
    throw new HttpTaskError('The ConnectionArn in Authentication or InvocationConfig is missing.');
  return arn;
}

function readHeaders(headers: Json | undefined): HttpTask['headers'] {
  return membersOf(headers, 'Headers').map(([name, value]) => {
    const lower = name.toLowerCase();
    if (REFUSED_HEADERS.has(lower) || REFUSED_PREFIXES.some((prefix) => lower.startsWith(prefix))) {
      // worded as the service refuses it in a definition (reported)
      throw new HttpTaskError(`The 'Headers' field contains unsupported values: [${lower}]`);
    }
    const text = (isJsonArray(value) ? value : [value]).map(textOf).join(', ');
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(text))
      throw new HttpTaskError(`The header ${name} is not valid.`);
    return [name, text];
  });
}

/** An array repeats its name. */
function readQuery(parameters: Json | undefined): HttpTask['query'] {
  return membersOf(parameters, 'QueryParameters').flatMap(([name, value]) =>
    (isJsonArray(value) ? value : [value]).map((element): readonly [string, string] => [name, textOf(element)]),
  );
}

function readTransform(transform: Json | undefined): ArrayFormat | undefined {
  if (!isJsonObject(transform) || transform['RequestBodyEncoding'] !== 'URL_ENCODED') return undefined;
  const options = transform['RequestEncodingOptions'];
  const format = isJsonObject(options) ? (options['ArrayFormat'] ?? 'INDICES') : 'INDICES';
  if (!isArrayFormat(format)) throw new HttpTaskError('The ArrayFormat has to be INDICES, REPEAT, COMMAS or BRACKETS.');
  return format;
}

function membersOf(value: Json | undefined, field: string): readonly (readonly [string, Json])[] {
  if (value === undefined || value === null) return [];
  if (!isJsonObject(value)) throw new HttpTaskError(`The field ${field} has to be an object.`);
  return Object.entries(value).filter(([, member]) => member !== null);
}
