/**
 * Access keys whose secret follows from their id, by the key of the installation: nothing secret is stored. The id
 * carries its account where AWS's ids do, so that what decodes those decodes these.
 */
import { createHmac } from 'node:crypto';
import type { Random } from '../../base/random.ts';
import type { InstallationKey } from '../../store/installation-key.ts';

export interface AccessKey {
  /** `AKIA...` for a user, `ASIA...` for a session. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Of the id's 80 bits, below the highest: 40 for the account, the others are chance. */
const CHANCE_BITS = 39n;
const ACCOUNT_BITS = 40n;

export class KeyMint {
  /** Seals session tokens. */
  readonly tokenKey: Buffer;
  readonly #secretKey: Buffer;
  readonly #random: Random;

  constructor(installationKey: InstallationKey, random: Random) {
    this.tokenKey = installationKey.derive('session tokens');
    this.#secretKey = installationKey.derive('secret access keys');
    this.#random = random;
  }

  mint(prefix: 'AKIA' | 'ASIA', account: string): AccessKey {
    const chance = BigInt(`0x${this.#random.seed()}`) & ((1n << CHANCE_BITS) - 1n);
    const digits = (((1n << ACCOUNT_BITS) | BigInt(account)) << CHANCE_BITS) | chance;
    const accessKeyId = prefix + base32(digits);
    return { accessKeyId, secretAccessKey: this.secretOf(accessKeyId) };
  }

  /** 40 characters, as AWS's secret keys. */
  secretOf(accessKeyId: string): string {
    return createHmac('sha256', this.#secretKey).update(accessKeyId).digest('base64').slice(0, 40);
  }
}

/** The account that a key's id carries, ours or AWS's; undefined when it is no such id. */
export function accountOfKey(accessKeyId: string): string | undefined {
  if (!/^A[KS]IA[A-Z2-7]{16}$/.test(accessKeyId)) return undefined;
  const digits = [...accessKeyId.slice(4)].reduce((sum, char) => (sum << 5n) | BigInt(BASE32.indexOf(char)), 0n);
  const account = (digits >> CHANCE_BITS) & ((1n << ACCOUNT_BITS) - 1n);
  return account < 1_000_000_000_000n ? account.toString().padStart(12, '0') : undefined;
}

/** 16 characters. */
function base32(digits: bigint): string {
  return Array.from({ length: 16 }, (_, i) => BASE32[Number((digits >> BigInt(75 - 5 * i)) & 31n)]).join('');
}
