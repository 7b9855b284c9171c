/**
 * Temporary credentials without a table: the session token carries principal and expiry, encrypted and authenticated with a
 * durable key, and the secret key follows from the access key id. So they survive a restart and cost no storage.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Principal } from '../../base/service.ts';
import type { KeyMint } from './key-mint.ts';

export interface TemporaryCredentials {
  /** `ASIA...` */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export type ResolvedSession =
  | { readonly type: 'issued'; readonly secretAccessKey: string; readonly principal: Principal }
  | { readonly type: 'expired' }
  /** A token of another key, or a session's key without its token. */
  | { readonly type: 'invalid' }
  /** Not one of ours. */
  | { readonly type: 'unknown' };

/** What a session token holds. */
interface Session {
  readonly accessKeyId: string;
  readonly principal: Principal;
  readonly expiresMs: number;
}

export interface CredentialsDeps {
  readonly keys: KeyMint;
  readonly clock: Clock;
  readonly random: Random;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

export class SessionCredentials {
  readonly #keys: KeyMint;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor({ keys, clock, random }: CredentialsDeps) {
    this.#keys = keys;
    this.#clock = clock;
    this.#random = random;
  }

  issue(principal: Principal, durationSeconds: number): TemporaryCredentials {
    const { accessKeyId, secretAccessKey } = this.#keys.mint('ASIA', principal.account);
    // AWS counts in whole seconds.
    const issuedMs = Math.floor(this.#clock.nowMs() / 1000) * 1000;
    const expiresMs = issuedMs + durationSeconds * 1000;
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken: this.#seal({ accessKeyId, principal: { ...principal, tokenIssuedMs: issuedMs }, expiresMs }),
      expiration: new Date(expiresMs),
    };
  }

  resolve(accessKeyId: string, sessionToken: string | undefined): ResolvedSession {
    // A session's key is nothing without its token, whoever issued it.
    if (sessionToken === undefined) return { type: /^ASIA[A-Z0-9]{16}$/.test(accessKeyId) ? 'invalid' : 'unknown' };
    const session = this.#open(sessionToken);
    if (session === undefined) return { type: 'unknown' };
    if (session.accessKeyId !== accessKeyId) return { type: 'invalid' };
    if (session.expiresMs <= this.#clock.nowMs()) return { type: 'expired' };
    return { type: 'issued', secretAccessKey: this.#keys.secretOf(accessKeyId), principal: session.principal };
  }

  #seal(session: Session): string {
    const iv = Buffer.from(this.#random.seed(), 'hex').subarray(0, IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#keys.tokenKey, iv);
    const text = Buffer.concat([cipher.update(JSON.stringify(session), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
  }

  /** Undefined for a token that was not sealed with our key. */
  #open(token: string): Session | undefined {
    const bytes = Buffer.from(token, 'base64');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#keys.tokenKey, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      return JSON.parse(text.toString('utf8')) as Session;
    } catch {
      return undefined;
    }
  }
}
