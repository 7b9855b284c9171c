/** A window that moves over bytes as they arrive: what was read is let go, what is needed is kept. */
import type { ObjectBytes } from './object-bytes.ts';

export class ByteWindow {
  readonly #chunks: AsyncGenerator<Buffer>;
  bytes: Buffer = Buffer.alloc(0);
  /** Of the next byte to read, in `bytes`. */
  at = 0;
  /** Where `bytes` begins in the whole. */
  #start: number;

  constructor(source: ObjectBytes, from: number) {
    this.#chunks = source.chunks(from);
    this.#start = from;
  }

  /** Of the next byte to read, in the whole. */
  get offset(): number {
    return this.#start + this.at;
  }

  /** Gets more bytes and lets go of those before `keepFrom`. @returns false at the end */
  async more(keepFrom = this.at): Promise<boolean> {
    const { value, done } = await this.#chunks.next();
    if (done === true) return false;
    this.bytes = keepFrom === this.bytes.length ? value : Buffer.concat([this.bytes.subarray(keepFrom), value]);
    this.#start += keepFrom;
    this.at -= keepFrom;
    return true;
  }

  close(): Promise<unknown> {
    return this.#chunks.return(undefined);
  }
}
