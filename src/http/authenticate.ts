/**
 * Who sends a request, and for which region: from the signature's credential scope. Keys that Stepwell issued are checked;
 * any other key, such as `test`, acts as the root of an account (development mode).
 */
import type { Clock } from '../base/clock.ts';
import { type Principal, rootOf } from '../base/service.ts';
import type { HttpRequest } from '../protocols/http-message.ts';
import {
  type Authorization,
  formatAmzDate,
  hasValidSignature,
  parseAmzDate,
  parseAuthorization,
} from '../protocols/sigv4.ts';
import { AuthenticationError } from './authentication-errors.ts';
import type { Credentials } from './credentials.ts';

export interface Identity {
  readonly principal: Principal;
  readonly region: string;
}

export interface AuthenticateOptions {
  readonly credentials: Credentials;
  /** Of keys that name no account. */
  readonly defaultAccount: string;
  readonly clock: Clock;
}

/** @throws AuthenticationError */
export type Authenticate = (request: HttpRequest) => Identity;

const CLOCK_SKEW_MS_MAX = 5 * 60_000;

export function createAuthenticate({ credentials, defaultAccount, clock }: AuthenticateOptions): Authenticate {
  return (request) => {
    const header = request.headers['authorization'];
    if (header === undefined) throw new AuthenticationError('missing');
    const authorization = parseAuthorization(header);
    if (authorization === undefined) throw new AuthenticationError('incomplete');
    const { accessKeyId, region } = authorization;
    const key = credentials.resolve(accessKeyId, request.headers['x-amz-security-token']);
    switch (key.type) {
      case 'issued':
        verify(request, authorization, key.secretAccessKey);
        return { principal: key.principal, region };
      case 'expired':
        throw new AuthenticationError('expired-token');
      case 'invalid':
        throw new AuthenticationError('invalid-token');
      case 'unknown':
        return { principal: rootOf(isAccountId(accessKeyId) ? accessKeyId : defaultAccount), region };
    }
  };

  function verify(request: HttpRequest, authorization: Authorization, secretAccessKey: string): void {
    const amzDate = request.headers['x-amz-date'] ?? '';
    const signedMs = parseAmzDate(amzDate);
    if (Number.isNaN(signedMs)) throw new AuthenticationError('incomplete');
    if (!amzDate.startsWith(authorization.date) || !authorization.signedHeaders.includes('host')) {
      throw new AuthenticationError('bad-signature');
    }
    const nowMs = clock.nowMs();
    if (Math.abs(nowMs - signedMs) > CLOCK_SKEW_MS_MAX) {
      throw new AuthenticationError('bad-signature', skewMessage(amzDate, nowMs, signedMs < nowMs));
    }
    if (!hasValidSignature(request, authorization, secretAccessKey)) throw new AuthenticationError('bad-signature');
  }
}

function isAccountId(accessKeyId: string): boolean {
  return accessKeyId.length === 12 && /^\d+$/.test(accessKeyId);
}

function skewMessage(amzDate: string, nowMs: number, isOld: boolean): string {
  const now = formatAmzDate(nowMs);
  if (!isOld) {
    const latest = formatAmzDate(nowMs + CLOCK_SKEW_MS_MAX);
    return `Signature not yet current: ${amzDate} is still later than ${latest} (${now} + 5 min.)`;
  }
  const earliest = formatAmzDate(nowMs - CLOCK_SKEW_MS_MAX);
  return `Signature expired: ${amzDate} is now earlier than ${earliest} (${now} - 5 min.)`;
}
