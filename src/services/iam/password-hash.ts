/** Passwords as they are kept: hashed with scrypt, so that a copy of the database gives none away. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

export interface PasswordHash {
  /** Base64, as the hash. */
  readonly salt: string;
  readonly hash: string;
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** OWASP's recommendation for scrypt: 2^15, 8, 3. It takes 32 MB and some 100 ms, off the main thread. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  return { salt: salt.toString('base64'), hash: (await derive(password, salt)).toString('base64') };
}

export async function isPassword(password: string, { salt, hash }: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64')), Buffer.from(hash, 'base64'));
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
