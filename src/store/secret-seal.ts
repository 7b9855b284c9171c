/**
 * Seals secrets before they are stored: with a key in a file of its own beside the database, so that a copy of the database
 * gives none of them away.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, syncDirectory } from './sqlite/durable-files.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key does not fit what it is to open: it was exchanged, or the sealed text was moved or changed. */
export class SealBrokenError extends Error {}

export class SecretSeal {
  readonly #key: Buffer;

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /** For servers that keep nothing: the key is gone at the end. */
  static forMemory(): SecretSeal {
    return new SecretSeal(randomBytes(KEY_BYTES));
  }

  /** With the key in `DIRECTORY/secrets.key`, which is made, readable by its owner alone, when there is none. */
  static async open(directory: string): Promise<SecretSeal> {
    const path = join(directory, 'secrets.key');
    const key = (await readKey(path)) ?? (await makeKey(directory, path));
    if (key.length !== KEY_BYTES)
      throw new SealBrokenError(`${path} holds no key of ${KEY_BYTES} bytes in hexadecimal`);
    return new SecretSeal(key);
  }

  /** @param place what the secret belongs to, such as its resource's id: it opens nowhere else */
  seal(secret: string, place: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws SealBrokenError */
  unseal(sealedText: string, place: string): string {
    const bytes = Buffer.from(sealedText, 'base64');
    try {
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
    } catch {
      throw new SealBrokenError(`a secret of ${place} cannot be opened: secrets.key is not the one it was sealed with`);
    }
  }
}

async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    return Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeKey(directory: string, path: string): Promise<Buffer> {
  await makeDirectory(directory);
  const key = randomBytes(KEY_BYTES);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncDirectory(directory);
  return key;
}
