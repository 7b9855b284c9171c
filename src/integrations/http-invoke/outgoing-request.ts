/**
 * The request of an HTTP task: what the task says, and over it what its connection says. What comes from the connection can be
 * hidden from those who look on.
 */
import { isJsonObject, type Json, stringifyJson } from '../../base/json.ts';
import { percentEncode } from '../../protocols/percent.ts';
import { formEncoded } from './form-encoding.ts';
import { type HttpTask, HttpTaskError } from './http-task.ts';

/** What a connection adds to each request; the names of headers in any case. */
export interface Additions {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly body: readonly (readonly [name: string, value: string])[];
}

export interface OutgoingRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

/** Developer guide: "Step Functions sets the User-Agent, Range, and Host headers." */
const RANGE = 'bytes=0-262144';
/** GUESS: how values of the connection are shown to those who may not see them. */
const HIDDEN = '[REDACTED]';

/** @throws HttpTaskError */
export function outgoingRequest(task: HttpTask, additions: Additions, region: string): OutgoingRequest {
  const body = bodyOf(task, additions);
  const own = [
    ['User-Agent', `Amazon|StepFunctions|HttpInvoke|${region}`],
    ['Range', RANGE],
  ] as const;
  const headers = merged(merged(task.headers, additions.headers, sameHeader), own, sameHeader);
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  const type = task.arrayFormat === undefined ? 'application/json; charset=UTF-8' : 'application/x-www-form-urlencoded';
  return {
    url: urlOf(task, additions),
    method: task.method,
    headers: body === undefined || hasType ? headers : [...headers, ['Content-Type', type]],
    body,
  };
}

/** The additions with their values hidden. */
export function hidden({ headers, query, body }: Additions): Additions {
  const hide = (pairs: Additions['headers']) => pairs.map(([name]) => [name, HIDDEN] as const);
  return { headers: hide(headers), query: hide(query), body: hide(body) };
}

type Pairs = Additions['headers'];

const sameHeader = (name: string) => name.toLowerCase();

/** All of `added`, and what of `pairs` has another name. */
function merged(pairs: Pairs, added: Pairs, key: (name: string) => string): Pairs {
  const names = new Set(added.map(([name]) => key(name)));
  return [...pairs.filter(([name]) => !names.has(key(name))), ...added];
}

function urlOf({ endpoint, query }: HttpTask, additions: Additions): URL {
  const pairs = merged(query, additions.query, (name) => name);
  const text = pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
  const url = new URL(endpoint);
  url.search = [url.search.slice(1), text].filter((part) => part !== '').join('&');
  return url;
}

function bodyOf({ body, arrayFormat }: HttpTask, additions: Additions): string | undefined {
  const whole = withAdded(body, additions.body);
  if (whole === undefined) return undefined;
  if (arrayFormat !== undefined) return formEncoded(whole, arrayFormat);
  // GUESS: that a text is sent as it stands
  return typeof whole === 'string' ? whole : stringifyJson(whole);
}

/** Documented: a body that is no object cannot be merged. */
function withAdded(body: Json | undefined, added: Pairs): Json | undefined {
  if (added.length === 0) return body;
  if (body !== undefined && !isJsonObject(body)) {
    throw new HttpTaskError(
      'The RequestBody is no object, so that the body parameters of the connection cannot be added.',
    );
  }
  return { ...body, ...Object.fromEntries(added) };
}
