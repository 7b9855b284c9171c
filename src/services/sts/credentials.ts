/**
 * Temporary credentials without a table: the session token carries principal and expiry, encrypted and authenticated with a
 * durable key, and the secret key is derived from the access key id. So they survive a restart and cost no storage.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Principal } from '../../base/service.ts';
import type { Store } from '../../store/store.ts';

export interface TemporaryCredentials {
  /** `ASIA...` */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export type ResolvedKey =
  | { readonly type: 'issued'; readonly secretAccessKey: string; readonly principal: Principal }
  | { readonly type: 'expired' }
  /** Not one of ours. */
  | { readonly type: 'unknown' };

/** What a session token holds. */
interface Session {
  readonly accessKeyId: string;
  readonly principal: Principal;
  readonly expiresMs: number;
}

export interface CredentialsDeps {
  readonly store: Pick<Store, 'setting'>;
  readonly clock: Clock;
  readonly random: Random;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export class SessionCredentials {
  readonly #tokenKey: Buffer;
  readonly #secretKey: Buffer;
  readonly #clock: Clock;
  readonly #random: Random;

  private constructor(sessionKey: string, clock: Clock, random: Random) {
    this.#tokenKey = createHash('sha256').update(`token ${sessionKey}`).digest();
    this.#secretKey = createHash('sha256').update(`secret ${sessionKey}`).digest();
    this.#clock = clock;
    this.#random = random;
  }

  static async open({ store, clock, random }: CredentialsDeps): Promise<SessionCredentials> {
    const sessionKey = await store.setting('session-key', random.seed() + random.seed());
    return new SessionCredentials(sessionKey, clock, random);
  }

  issue(principal: Principal, durationSeconds: number): TemporaryCredentials {
    const accessKeyId = `ASIA${this.#keyCharacters()}`;
    // AWS counts in whole seconds.
    const expiresMs = Math.floor(this.#clock.nowMs() / 1000) * 1000 + durationSeconds * 1000;
    return {
      accessKeyId,
      secretAccessKey: this.#secretOf(accessKeyId),
      sessionToken: this.#seal({ accessKeyId, principal, expiresMs }),
      expiration: new Date(expiresMs),
    };
  }

  resolve(accessKeyId: string, sessionToken: string | undefined): ResolvedKey {
    if (sessionToken === undefined || !accessKeyId.startsWith('ASIA')) return { type: 'unknown' };
    const session = this.#open(sessionToken);
    if (session?.accessKeyId !== accessKeyId) return { type: 'unknown' };
    if (session.expiresMs <= this.#clock.nowMs()) return { type: 'expired' };
    return { type: 'issued', secretAccessKey: this.#secretOf(accessKeyId), principal: session.principal };
  }

  /** 16 characters of the base-32 alphabet: 80 random bits. */
  #keyCharacters(): string {
    const bytes = Buffer.from(this.#random.seed(), 'hex');
    return Array.from(bytes, (byte) => BASE32[byte & 31]).join('');
  }

  /** 40 characters, as AWS's secret keys. */
  #secretOf(accessKeyId: string): string {
    return createHmac('sha256', this.#secretKey).update(accessKeyId).digest('base64').slice(0, 40);
  }

  #seal(session: Session): string {
    const iv = Buffer.from(this.#random.seed(), 'hex').subarray(0, IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#tokenKey, iv);
    const text = Buffer.concat([cipher.update(JSON.stringify(session), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
  }

  /** Undefined for a token that was not sealed with our key. */
  #open(token: string): Session | undefined {
    const bytes = Buffer.from(token, 'base64');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#tokenKey, bytes.subarray(0, IV_BYTES), {
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
