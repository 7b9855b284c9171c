/**
 * Signing in to the console: a session, and temporary credentials for it with which the browser signs its requests. The AWS
 * APIs themselves know nothing of sessions and never take a cookie. Nothing is stored: a session is valid by its signature,
 * and ends with the process or with the cookie.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from '../base/random.ts';
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import { CONSOLE_PATH } from './console-files.ts';
import type { OpenPath } from './gateway.ts';

export interface ConsoleSessionOptions {
  readonly account: string;
  /** The region the console begins in. */
  readonly region: string;
  /** New credentials of the account's root. */
  readonly issueCredentials: () => ConsoleCredentials;
  readonly random: Random;
}

export interface ConsoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

const SESSION_PATH = `${CONSOLE_PATH}session`;
const TOKEN_HEADER = 'x-stepwell-session-token';

/**
 * Cookies ignore ports, so the cookie alone proves nothing: it takes the token too, which the page keeps where only its own
 * origin reads, and an exact origin. In development mode whoever reaches the page gets a session without being asked.
 */
export function consoleSession({ account, region, issueCredentials, random }: ConsoleSessionOptions): OpenPath {
  const key = random.seed() + random.seed();
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');

  function begin(request: HttpRequest): HttpResponse {
    const id = sessionOf(request) ?? Buffer.from(random.seed(), 'hex').toString('base64url');
    const token = sign(`token ${id} ${request.headers['origin']}`);
    return json(200, { token, account, region }, { 'Set-Cookie': cookie(request, `${id}.${sign(`session ${id}`)}`) });
  }

  function hand(request: HttpRequest): HttpResponse {
    const id = sessionOf(request);
    const token = request.headers[TOKEN_HEADER] ?? '';
    const known = id !== undefined && areEqual(token, sign(`token ${id} ${request.headers['origin']}`));
    return known ? json(200, issueCredentials()) : json(403, { message: 'There is no such session. Begin a new one.' });
  }

  function end(request: HttpRequest): HttpResponse {
    return json(200, {}, { 'Set-Cookie': `${cookie(request, '')}; Max-Age=0` });
  }

  /** Undefined when the cookie is missing or not one of ours. */
  function sessionOf(request: HttpRequest): string | undefined {
    const [id = '', signature = ''] = readCookie(request)?.split('.') ?? [];
    return areEqual(signature, sign(`session ${id}`)) ? id : undefined;
  }

  const endpoints: Readonly<Record<string, (request: HttpRequest) => HttpResponse>> = {
    [`POST ${SESSION_PATH}`]: begin,
    [`DELETE ${SESSION_PATH}`]: end,
    [`POST ${SESSION_PATH}/credentials`]: hand,
  };

  return (request) => {
    if (request.path !== SESSION_PATH && !request.path.startsWith(`${SESSION_PATH}/`)) return undefined;
    const endpoint = endpoints[`${request.method} ${request.path}`];
    if (endpoint === undefined) return Promise.resolve(json(404, { message: 'There is no such endpoint.' }));
    if (!isFromOwnPage(request)) return Promise.resolve(json(403, { message: 'Only the console itself may ask.' }));
    return Promise.resolve(endpoint(request));
  };
}

/** Browsers set both headers, and no page can change them. */
function isFromOwnPage({ headers }: HttpRequest): boolean {
  const { host, origin } = headers;
  if (headers['sec-fetch-site'] !== 'same-origin' || host === undefined) return false;
  return origin === `http://${host}` || origin === `https://${host}`;
}

/** Named after the port: two servers on one machine would otherwise overwrite each other's. */
function cookieName({ headers }: HttpRequest): string {
  return `stepwell-session-${/:(\d+)$/.exec(headers['host'] ?? '')?.[1] ?? '80'}`;
}

function cookie(request: HttpRequest, value: string): string {
  return `${cookieName(request)}=${value}; HttpOnly; SameSite=Strict; Path=${CONSOLE_PATH}`;
}

function readCookie(request: HttpRequest): string | undefined {
  const start = `${cookieName(request)}=`;
  return (request.headers['cookie'] ?? '')
    .split('; ')
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}

function areEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
