/**
 * The session with the server, and the temporary credentials it gives: they live in memory and are renewed in time. The
 * session's token is kept where only this origin reads it; the cookie alone is worth nothing.
 */

export interface Session {
  readonly token: string;
  readonly account: string;
  /** The region the server was started for. */
  readonly region: string;
  /** Whose it is; absent in development mode, where nobody is asked and everybody is root. */
  readonly arn?: string;
}

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** The server wants to know who it is. */
export class SignInNeeded extends Error {}

const TOKEN_KEY = 'stepwell-session-token';

/**
 * Goes on with the session there is, or begins one.
 * @param proof headers that say who it is: those of a signed request
 * @throws SignInNeeded with what the server found wrong
 */
export async function beginSession(proof: Record<string, string> = {}): Promise<Session> {
  const answer = await ask('POST', SESSION_PATH, proof);
  const body = (await answer.json()) as Session & { readonly message?: string };
  if (answer.status === 401) throw new SignInNeeded(body.message);
  if (!answer.ok) throw new Error(body.message ?? `The server gave no session (status ${answer.status}).`);
  localStorage.setItem(TOKEN_KEY, body.token);
  return body;
}

export async function endSession(): Promise<void> {
  await ask('DELETE', SESSION_PATH);
  localStorage.removeItem(TOKEN_KEY);
  location.reload();
}

/** A credential provider for SDK clients. A server that was restarted knows no old sessions, so a new one is begun. */
export async function fetchCredentials(): Promise<SessionCredentials> {
  const answer = await requestCredentials();
  if (answer.status !== 403) return readCredentials(answer);
  try {
    await beginSession();
  } catch (error) {
    // The page that asks is the one that is shown at the start.
    if (error instanceof SignInNeeded) location.reload();
    throw error;
  }
  return readCredentials(await requestCredentials());
}

export const SESSION_PATH = '/console/session';

function requestCredentials(): Promise<Response> {
  return ask('POST', `${SESSION_PATH}/credentials`);
}

async function readCredentials(answer: Response): Promise<SessionCredentials> {
  if (!answer.ok) throw new Error(`The server gave no credentials (status ${answer.status}). Load the page again.`);
  const credentials = (await answer.json()) as Omit<SessionCredentials, 'expiration'> & { expiration: string };
  return { ...credentials, expiration: new Date(credentials.expiration) };
}

function ask(method: 'POST' | 'DELETE', path: string, headers: Record<string, string> = {}): Promise<Response> {
  const token = localStorage.getItem(TOKEN_KEY) ?? '';
  return fetch(path, { method, headers: { 'X-Stepwell-Session-Token': token, ...headers } });
}
