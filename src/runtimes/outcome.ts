/**
 * The result of one invocation while it arrives: whole, or in pieces that go on to a caller who wants them as they come, and
 * are put together for one who does not.
 */
import { INVOKE_RESPONSE_BYTES_MAX, STREAMED_RESPONSE_BYTES_MAX } from '../base/limits.ts';
import type { Invocation, InvocationResult } from './function-version.ts';
import { resultTooLarge } from './result-size.ts';

export class Outcome {
  readonly #invocation: Invocation;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
  }

  /** A promise when the caller cannot take more for now. */
  add(piece: Buffer, contentType: string): Promise<void> | undefined {
    const { onPiece } = this.#invocation;
    this.#bytes += piece.length;
    if (this.#bytes > this.#bytesMax) return undefined;
    if (onPiece !== undefined) return onPiece(piece, contentType);
    // Pieces are views into what was read from the process.
    this.#pieces.push(Buffer.from(piece));
    return undefined;
  }

  /** @param payload what came with the end: the whole result, or nothing after pieces */
  result(payload: string): InvocationResult {
    if (this.#bytes > this.#bytesMax) {
      return { payload: resultTooLarge(this.#bytesMax), functionError: 'Unhandled' };
    }
    return { payload: this.#pieces.length === 0 ? payload : Buffer.concat(this.#pieces).toString() };
  }

  get #bytesMax(): number {
    return this.#invocation.onPiece === undefined ? INVOKE_RESPONSE_BYTES_MAX : STREAMED_RESPONSE_BYTES_MAX;
  }
}
