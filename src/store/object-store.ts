/** The port for bytes by name: the zip packages of functions, stored under their digest. */
export interface ObjectStore {
  /** Durable when it resolves. The same key again with the same bytes is fine. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  delete(key: string): Promise<void>;
}
