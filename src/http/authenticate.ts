/**
 * Who sends a request, and for which region: from its signature. Keys that Stepwell issued are checked, always. Any other key,
 * such as `test`, acts as the root of an account in development mode, and is refused in strict mode.
 */
import type { Clock } from '../base/clock.ts';
import { type Principal, rootOf, type ServedName } from '../base/service.ts';
import type { HttpRequest } from '../protocols/http-message.ts';
import {
  expectedSignature,
  hasValidSignature,
  type PresentedSignature,
  readSignature,
} from '../protocols/presented-signature.ts';
import { SigningKeys } from '../protocols/signing-keys.ts';
import { formatAmzDate, parseAmzDate } from '../protocols/sigv4.ts';
import { AuthenticationError, signatureMismatch } from './authentication-errors.ts';
import type { Credentials } from './credentials.ts';
import { wires } from './wire-services.ts';

export interface Identity {
  readonly principal: Principal;
  readonly region: string;
}

/** Whether keys that Stepwell did not issue get in. */
export type AuthMode = 'dev' | 'strict';

export interface AuthenticateOptions {
  readonly credentials: Credentials;
  readonly auth: AuthMode;
  /** Of keys that name no account. */
  readonly defaultAccount: string;
  readonly clock: Clock;
}

/**
 * @param service The one the request is for, which its signature has to be for as well.
 * @throws AuthenticationError
 */
export type Authenticate = (request: HttpRequest, service: ServedName) => Identity;

export function createAuthenticate({ credentials, auth, defaultAccount, clock }: AuthenticateOptions): Authenticate {
  const keys = new SigningKeys();
  return (request, service) => {
    const presented = readSignature(request);
    if (presented === undefined) throw new AuthenticationError('missing');
    if ('fault' in presented) throw new AuthenticationError(FAILURES[presented.fault], presented.message);
    const { accessKeyId, scope, sessionToken } = presented;
    const key = credentials.resolve(accessKeyId, sessionToken);
    switch (key.type) {
      case 'issued':
        checkClaims(request, presented, service);
        checkTime(presented, { nowMs: clock.nowMs(), skewMinutesMax: wires[service].clockSkewMinutesMax ?? 5 });
        checkSignature(request, presented, keys.of(key.secretAccessKey, scope));
        return { principal: key.principal, region: scope.region };
      case 'expired':
        throw new AuthenticationError('expired-token');
      case 'invalid':
        throw new AuthenticationError('invalid-token');
      case 'unknown':
        // A link can be planted in a page of another site, a header cannot: it takes a key that proves itself.
        if (auth === 'strict' || presented.form === 'query') throw new AuthenticationError('invalid-token');
        return {
          principal: rootOf(isAccountId(accessKeyId) ? accessKeyId : defaultAccount),
          region: scope.region,
        };
    }
  };
}

/**
 * Whether the key that a request names could get in, before the request was read and its signature checked: it decides how much
 * is read of it.
 */
export type RecognizeKey = (request: HttpRequest) => boolean;

export function createRecognizeKey({
  credentials,
  auth,
}: Pick<AuthenticateOptions, 'credentials' | 'auth'>): RecognizeKey {
  return (request) => {
    const presented = readSignature(request);
    if (presented === undefined || 'fault' in presented) return false;
    const { type } = credentials.resolve(presented.accessKeyId, presented.sessionToken);
    return type === 'issued' || (type === 'unknown' && auth === 'dev');
  };
}

const FAILURES = { incomplete: 'incomplete', invalid: 'bad-signature' } as const;

function isAccountId(accessKeyId: string): boolean {
  return accessKeyId.length === 12 && /^\d+$/.test(accessKeyId);
}

/** What can be seen to be wrong without a secret. */
function checkClaims(
  { headers }: HttpRequest,
  { scope, time, signedHeaders }: PresentedSignature,
  service: ServedName,
): void {
  if (time === undefined) throw new AuthenticationError('incomplete', DATE_MISSING);
  if (scope.service !== service) {
    throw new AuthenticationError('bad-signature', `Credential should be scoped to correct service: '${service}'. `);
  }
  if (!time.startsWith(`${scope.date}T`)) {
    const dates = `'${scope.date}' != '${time.slice(0, 8)}', from '${time}'`;
    throw new AuthenticationError(
      'bad-signature',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ${dates}.`,
    );
  }
  if (!signedHeaders.includes('host')) {
    throw new AuthenticationError('bad-signature', mustBeSigned("'Host' or ':authority'"));
  }
  // The reference of Signature Version 4 wants all of these signed; without it they could be exchanged on the way. GUESS: the words.
  const unsigned = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  if (unsigned !== undefined) throw new AuthenticationError('bad-signature', mustBeSigned(`'${unsigned}'`));
}

const DATE_MISSING = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";

function mustBeSigned(header: string): string {
  return `${header} must be a 'SignedHeader' in the AWS Authorization.`;
}

interface Moment {
  readonly nowMs: number;
  readonly skewMinutesMax: number;
}

/**
 * Presigned requests are good for the time they were made for, and never for less than clocks may differ: STS takes those of EKS,
 * made for a minute, for fifteen. GUESS: that other services do so, too.
 */
function checkTime({ time = '', expiresSeconds }: PresentedSignature, { nowMs, skewMinutesMax }: Moment): void {
  const signedMs = parseAmzDate(time);
  const skewMs = skewMinutesMax * 60_000;
  const now = formatAmzDate(nowMs);
  if (signedMs - nowMs > skewMs) {
    const latest = formatAmzDate(nowMs + skewMs);
    const message = `Signature not yet current: ${time} is still later than ${latest} (${now} + ${skewMinutesMax} min.)`;
    throw new AuthenticationError('bad-signature', message);
  }
  if (nowMs - signedMs > Math.max(skewMs, expiresSeconds * 1000)) {
    const earliest = formatAmzDate(nowMs - skewMs);
    const message = `Signature expired: ${time} is now earlier than ${earliest} (${now} - ${skewMinutesMax} min.)`;
    throw new AuthenticationError('bad-signature', message);
  }
}

function checkSignature(request: HttpRequest, presented: PresentedSignature, key: Buffer): void {
  if (hasValidSignature(request, presented, key)) return;
  throw new AuthenticationError('bad-signature', signatureMismatch(expectedSignature(request, presented)));
}
