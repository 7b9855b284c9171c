/**
 * Signing in: with a user's password, or with an access key, which signs the request for a session, so that its secret does not
 * leave the browser.
 */
import { IAMClient } from '@aws-sdk/client-iam';
import { SignatureV4 } from '@smithy/signature-v4';
import { beginSession, SESSION_PATH, type Session } from './session.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** @throws SignInNeeded with what the server found wrong */
export async function signInWithKey(credentials: AccessKey): Promise<Session> {
  const { sha256 } = new IAMClient({ region: REGION, credentials }).config;
  const signer = new SignatureV4({ credentials, region: REGION, service: 'sts', sha256 });
  const { protocol, host, hostname, port } = location;
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: SESSION_PATH,
    query: {},
    headers: { host },
  });
  // The browser sends the host itself, and lets nobody else say it.
  const { host: _sentAnyway, ...others } = headers;
  return beginSession({ headers: others });
}

export interface PasswordForm {
  readonly userName: string;
  readonly password: string;
  /** In place of one that has to be changed. */
  readonly newPassword?: string;
}

/** @throws SignInNeeded with what the server found wrong */
export function signInWithPassword(form: PasswordForm): Promise<Session> {
  return beginSession({ headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(form) });
}

/** A session is for all regions; a signature has to name one. */
const REGION = 'us-east-1';
