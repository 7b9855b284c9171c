/**
 * Seals secrets before they are stored: encrypted and authenticated with a key that follows from the installation's, which stands
 * outside the database, so that a copy of the database gives none of them away.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { InstallationKey } from './installation-key.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key does not fit what it is to open: it was exchanged, or the sealed text was moved or changed. */
export class SealBrokenError extends Error {}

export class SecretSeal {
  readonly #key: Buffer;

  constructor(installationKey: InstallationKey) {
    this.#key = installationKey.derive('sealed secrets');
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
      throw new SealBrokenError(`a secret of ${place} cannot be opened: it was sealed with another key, or changed`);
    }
  }
}
