/** The port for bytes by name: the zip packages of functions, stored under their digest. */
import { assert } from '../base/assert.ts';

export interface ObjectStore {
  /** Durable when it resolves. The same key again with the same bytes is fine. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Durable when it resolves. A key that does not exist is fine. */
  delete(key: string): Promise<void>;
}

/** Keys are file names in some stores: letters, digits, `.`, `_` and `-`, not starting with a dot. */
const OBJECT_KEY = /^(?!\.)[A-Za-z0-9._-]+$/;

export function checkObjectKey(key: string): void {
  assert(OBJECT_KEY.test(key), `"${key}" is not the key of an object`);
}
