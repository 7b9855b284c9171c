/**
 * Signing in to the console: a session, and temporary credentials for it with which the browser signs its requests. The AWS
 * APIs themselves know nothing of sessions and never take a cookie. Nothing is stored: a session is valid by its signature,
 * and ends with the process, with the cookie, or when its time or its user's key is over.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Principal } from '../base/service.ts';
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import { AuthenticationError } from './authentication-errors.ts';
import { CONSOLE_PATH } from './console-files.ts';
import { type SignIn, SignInRefused } from './console-sign-in.ts';
import type { OpenPath } from './gateway.ts';

export interface ConsoleSessionOptions {
  /** The region the console begins in. */
  readonly region: string;
  readonly signIn: SignIn;
  readonly issueCredentials: (principal: Principal) => ConsoleCredentials;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ConsoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

interface Session {
  readonly id: string;
  /** Whom it is for, in the words of `SignIn`. */
  readonly subject: string;
  readonly expiresMs: number;
}

const SESSION_PATH = `${CONSOLE_PATH}session`;
const TOKEN_HEADER = 'x-stepwell-session-token';
/** As long as a session of AWS's console lasts. */
const SESSION_SECONDS = 12 * 3600;

/**
 * Cookies ignore ports, so the cookie alone proves nothing: it takes the token too, which the page keeps where only its own
 * origin reads, and an exact origin.
 */
export function consoleSession({ region, signIn, issueCredentials, clock, random }: ConsoleSessionOptions): OpenPath {
  const key = random.seed() + random.seed();
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const tokenOf = ({ id }: Session, request: HttpRequest) => sign(`token ${id} ${request.headers['origin']}`);
  /** Ids of sessions that were signed out of, until they would have been over anyway. */
  const ended = new Map<string, number>();

  /** With what proves who one is, or with a session that goes on; without either the page has to ask. */
  async function begin(request: HttpRequest): Promise<HttpResponse> {
    const current = currentSession(request);
    const going = current && signIn.principalOf(current.subject);
    if (going !== undefined) return json(200, describe(current as Session, going, request));
    try {
      const { subject, principal } = await signIn.authenticate(request);
      const id = Buffer.from(random.seed(), 'hex').toString('base64url');
      const session = { id, subject, expiresMs: clock.nowMs() + SESSION_SECONDS * 1000 };
      const cookie = `${cookieFor(request, sealed(session))}; Max-Age=${SESSION_SECONDS}`;
      return json(200, describe(session, principal, request), { 'Set-Cookie': cookie });
    } catch (error) {
      if (error instanceof AuthenticationError) return json(401, { message: error.message });
      if (error instanceof SignInRefused) return json(401, { message: error.message, refusal: error.refusal });
      throw error;
    }
  }

  function describe(session: Session, { account, arn, type }: Principal, request: HttpRequest): object {
    return { token: tokenOf(session, request), account, region, ...(type !== 'root' && { arn }) };
  }

  function hand(request: HttpRequest): HttpResponse {
    const session = currentSession(request);
    const principal = session && signIn.principalOf(session.subject);
    if (principal === undefined) return json(403, { message: 'There is no such session. Begin a new one.' });
    return json(200, issueCredentials(principal));
  }

  function end(request: HttpRequest): HttpResponse {
    const session = currentSession(request);
    for (const [id, expiresMs] of ended) if (expiresMs <= clock.nowMs()) ended.delete(id);
    if (session !== undefined) ended.set(session.id, session.expiresMs);
    return json(200, {}, { 'Set-Cookie': `${cookieFor(request, '')}; Max-Age=0` });
  }

  function sealed({ id, subject, expiresMs }: Session): string {
    const text = [id, Buffer.from(subject).toString('base64url'), expiresMs].join('.');
    return `${text}.${sign(`session ${text}`)}`;
  }

  /** Undefined when cookie or token are missing or not ours, and when the session is over. */
  function currentSession(request: HttpRequest): Session | undefined {
    const cookie = readCookie(request) ?? '';
    const text = cookie.slice(0, Math.max(cookie.lastIndexOf('.'), 0));
    if (!areEqual(cookie.slice(text.length + 1), sign(`session ${text}`))) return undefined;
    const [id = '', subject = '', expires] = text.split('.');
    const session = { id, subject: Buffer.from(subject, 'base64url').toString(), expiresMs: Number(expires) };
    if (session.expiresMs <= clock.nowMs() || ended.has(id)) return undefined;
    return areEqual(request.headers[TOKEN_HEADER] ?? '', tokenOf(session, request)) ? session : undefined;
  }

  const endpoints: Readonly<Record<string, (request: HttpRequest) => HttpResponse | Promise<HttpResponse>>> = {
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

function cookieFor(request: HttpRequest, value: string): string {
  const isSecure = request.headers['origin']?.startsWith('https:') ?? false;
  return `${cookieName(request)}=${value}; HttpOnly; SameSite=Strict; Path=${CONSOLE_PATH}${isSecure ? '; Secure' : ''}`;
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
