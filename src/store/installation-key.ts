/**
 * The one secret of an installation, from which every other key follows: those of access keys, session tokens and task tokens,
 * and the ones that seal stored secrets. It is kept outside the database (`key-file.ts`), so that a copy of the database gives
 * none of them away.
 */
import { hkdfSync, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;

export class InstallationKey {
  readonly #bytes: Buffer;

  /** @throws RangeError when the bytes are too few */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== KEY_BYTES) throw new RangeError(`an installation key has ${KEY_BYTES} bytes`);
    this.#bytes = Buffer.from(bytes);
  }

  /** A new one, from the system's source. */
  static generate(): InstallationKey {
    return new InstallationKey(randomBytes(KEY_BYTES));
  }

  /** 32 bytes for one purpose: always the same ones, and of no help in guessing those of another purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#bytes, '', purpose, KEY_BYTES));
  }

  /** As the key file holds it. */
  toText(): string {
    return this.#bytes.toString('base64');
  }

  /** @returns undefined when the text is not that of a key */
  static fromText(text: string): InstallationKey | undefined {
    const bytes = Buffer.from(text.trim(), 'base64');
    return bytes.length === KEY_BYTES ? new InstallationKey(bytes) : undefined;
  }
}
