/**
 * Tokens of connections that authorise themselves with OAuth client credentials (RFC 6749, section 4.4): fetched when a task first
 * needs one, kept while they are valid, and fetched anew when the connection was changed or its API refused one.
 */
import type { Clock } from '../../base/clock.ts';
import { isJsonNumber, isJsonObject, type JsonObject, parseJson } from '../../base/json.ts';
import { percentEncode } from '../../protocols/percent.ts';
import { exchange, SocketError } from './http-exchange.ts';

/** What a token is asked for with. */
export interface OAuthClient {
  /** Another one after every change of the connection. */
  readonly revision: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly endpoint: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly body: readonly (readonly [name: string, value: string])[];
}

/** There is no token: the endpoint refused, or did not answer. */
export class TokenError extends Error {}

interface Token {
  readonly accessToken: string;
  readonly expiresMs: number;
}

/** Of a token that does not say how long it is valid. */
const LIFETIME_SECONDS = 300;
/** Before its end, so that none runs out on its way. */
const MARGIN_MS = 30_000;
const LIMITS = { timeoutMs: 30_000, bodyBytesMax: 64 * 1024 };

export class OAuthTokens {
  readonly #clock: Clock;
  /** By the connection's revision. */
  readonly #tokens = new Map<string, Promise<Token>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws TokenError */
  async tokenOf(client: OAuthClient): Promise<string> {
    const known = await this.#tokens.get(client.revision)?.catch(() => undefined);
    if (known !== undefined && this.#clock.nowMs() < known.expiresMs - MARGIN_MS) return known.accessToken;
    return (await this.#fetch(client, known)).accessToken;
  }

  /** The API refused it. */
  forget({ revision }: OAuthClient): void {
    this.#tokens.delete(revision);
  }

  /** Those who come while it is being fetched share it. */
  #fetch(client: OAuthClient, expired: Token | undefined): Promise<Token> {
    const { revision } = client;
    const [connection = ''] = revision.split('/');
    for (const key of this.#tokens.keys()) if (key.startsWith(connection) && key !== revision) this.#tokens.delete(key);
    if (expired !== undefined) this.#tokens.delete(revision);
    const fetching = this.#tokens.get(revision) ?? requestToken(client, this.#clock);
    this.#tokens.set(revision, fetching);
    fetching.catch(() => this.#tokens.delete(revision));
    return fetching;
  }
}

async function requestToken(client: OAuthClient, clock: Clock): Promise<Token> {
  const nowMs = clock.nowMs();
  const answer = await exchange(tokenRequest(client), LIMITS).catch((error: unknown) => {
    throw error instanceof SocketError ? new TokenError(`${client.endpoint}: ${error.message}`) : error;
  });
  const text = answer.body.toString('utf8');
  const { access_token, expires_in } = answer.status < 300 ? membersIn(text) : {};
  if (typeof access_token !== 'string') {
    throw new TokenError(
      `${client.endpoint} answered with status ${answer.status} and no access_token: ${text.slice(0, 500)}`,
    );
  }
  const seconds = isJsonNumber(expires_in) ? Number(expires_in) : LIFETIME_SECONDS;
  return { accessToken: access_token, expiresMs: nowMs + seconds * 1000 };
}

/** GUESS: that the client's id and secret go with the other parameters, as RFC 6749 allows, and `grant_type` unless it is given. */
function tokenRequest({ clientId, clientSecret, endpoint, method, headers, query, body }: OAuthClient) {
  const given = new Set(body.map(([name]) => name));
  const own = [
    ['grant_type', 'client_credentials'],
    ['client_id', clientId],
    ['client_secret', clientSecret],
  ] as const;
  const form = [...own.filter(([name]) => !given.has(name)), ...body];
  const url = new URL(endpoint);
  const inUrl = method === 'GET' ? [...query, ...form] : query;
  url.search = [url.search.slice(1), encoded(inUrl)].filter((part) => part !== '').join('&');
  const type = method === 'GET' ? [] : ([['Content-Type', 'application/x-www-form-urlencoded']] as const);
  return { url, method, headers: [...type, ...headers], body: method === 'GET' ? undefined : encoded(form) };
}

function encoded(pairs: OAuthClient['body']): string {
  return pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
}

function membersIn(text: string): JsonObject {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
