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
export class SignInNeeded extends Error {
  /** The password was right, and has to be changed. */
  readonly mustChangePassword: boolean;

  constructor(message: string | undefined, refusal: string | undefined) {
    super(message);
    this.mustChangePassword = refusal === 'must-change' || refusal === 'bad-password';
  }
}

/** What says who it is: the headers of a signed request, or a user name and password as JSON. */
export interface Proof {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const TOKEN_KEY = 'stepwell-session-token';

/**
 * Goes on with the session there is, or begins one.
 * @throws SignInNeeded with what the server found wrong
 */
export async function beginSession(proof: Proof = {}): Promise<Session> {
  const answer = await ask('POST', SESSION_PATH, proof);
  const body = (await answer.json()) as Session & { readonly message?: string; readonly refusal?: string };
  if (answer.status === 401) throw new SignInNeeded(body.message, body.refusal);
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

function ask(method: 'POST' | 'DELETE', path: string, { headers = {}, body }: Proof = {}): Promise<Response> {
  const token = localStorage.getItem(TOKEN_KEY) ?? '';
  const init = { method, headers: { 'X-Stepwell-Session-Token': token, ...headers } };
  return fetch(path, body === undefined ? init : { ...init, body });
}
