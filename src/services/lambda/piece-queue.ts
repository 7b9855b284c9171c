/** Pieces of a result between the function that writes them and the client that reads them: whoever writes too fast waits. */

/** So much waits to be read before the writer is held back. */
const BYTES_MAX = 256 * 1024;

export class PieceQueue implements AsyncIterable<Buffer> {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #ended = false;
  #closed = false;
  #wakeReader = () => {};
  #wakeWriter = () => {};

  /** A promise until there is room again. */
  push(piece: Buffer): Promise<void> | undefined {
    if (this.#closed) return undefined;
    // What comes in is a view that its owner uses again.
    this.#pieces.push(Buffer.from(piece));
    this.#bytes += piece.length;
    this.#wakeReader();
    if (this.#bytes <= BYTES_MAX) return undefined;
    return new Promise((resolve) => {
      const before = this.#wakeWriter;
      this.#wakeWriter = () => {
        before();
        resolve();
      };
    });
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#wakeReader();
  }

  /** Nobody reads any more: what comes is dropped. */
  close(): void {
    this.#closed = true;
    this.#take();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const pieces = this.#take();
      for (const piece of pieces) yield piece;
      if (this.#pieces.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }

  #take(): readonly Buffer[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#bytes = 0;
    const wake = this.#wakeWriter;
    this.#wakeWriter = () => {};
    wake();
    return pieces;
  }
}
