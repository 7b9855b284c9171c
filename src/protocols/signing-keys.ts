/** The keys that secrets give for a day, a region and a service, remembered: to derive one takes longer than to sign with it. */
import { type CredentialScope, scopeText, signingKey } from './sigv4.ts';

/** Then all are forgotten: every day brings new ones. */
const KEYS_MAX = 1000;

export class SigningKeys {
  readonly #keys = new Map<string, Buffer>();

  of(secretAccessKey: string, scope: CredentialScope): Buffer {
    const name = `${secretAccessKey} ${scopeText(scope)}`;
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = signingKey(secretAccessKey, scope);
      if (this.#keys.size >= KEYS_MAX) this.#keys.clear();
      this.#keys.set(name, key);
    }
    return key;
  }
}
