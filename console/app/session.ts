/** The session with the server, and the temporary credentials it gives: they live in memory and are renewed in time. */

export interface Session {
  readonly token: string;
  readonly account: string;
  /** The region the server was started for. */
  readonly region: string;
}

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

const TOKEN_KEY = 'stepwell-session-token';

/** In development mode nobody is asked anything. */
export async function beginSession(): Promise<Session> {
  const session = (await (await post('/console/session')).json()) as Session;
  sessionStorage.setItem(TOKEN_KEY, session.token);
  return session;
}

/** A credential provider for SDK clients. A server that was restarted knows no old sessions, so a new one is begun. */
export async function fetchCredentials(): Promise<SessionCredentials> {
  const answer = await requestCredentials();
  if (answer.status !== 403) return readCredentials(answer);
  await beginSession();
  return readCredentials(await requestCredentials());
}

function requestCredentials(): Promise<Response> {
  const token = sessionStorage.getItem(TOKEN_KEY) ?? '';
  return post('/console/session/credentials', { 'X-Stepwell-Session-Token': token });
}

async function readCredentials(answer: Response): Promise<SessionCredentials> {
  if (!answer.ok) throw new Error(`The server gave no credentials (status ${answer.status}). Load the page again.`);
  const credentials = (await answer.json()) as Omit<SessionCredentials, 'expiration'> & { expiration: string };
  return { ...credentials, expiration: new Date(credentials.expiration) };
}

function post(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(path, { method: 'POST', headers });
}
