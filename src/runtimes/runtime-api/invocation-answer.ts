/** What a runtime posts as the answer to one invocation: a result, a result in pieces, or an error; told to the environment as frames. */
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { FRAME } from '../frame.ts';
import { resultTooLarge } from '../result-size.ts';

type Emit = (kind: number, body: Buffer) => void;

export class InvocationAnswer {
  readonly requestId: string;
  readonly #bytesMax: number;
  readonly #emit: Emit;
  #request: IncomingMessage | undefined;
  #outcome: { readonly kind: number; readonly body: Buffer } | undefined;

  constructor(requestId: string, bytesMax: number, emit: Emit) {
    this.requestId = requestId;
    this.#bytesMax = bytesMax;
    this.#emit = emit;
  }

  /** Only the first answer counts. */
  get isTaken(): boolean {
    return this.#request !== undefined;
  }

  pause(): void {
    this.#request?.pause();
  }

  resume(): void {
    this.#request?.resume();
  }

  /** Reads the answer to its end. False when it is too large. */
  async take(request: IncomingMessage, isError: boolean): Promise<boolean> {
    this.#request = request;
    const isStream = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
    return isStream && !isError ? this.#takeStream(request) : this.#takeWhole(request, isError);
  }

  /** Tells the outcome, after everything that came before it. */
  tell(): void {
    if (this.#outcome !== undefined) this.#emit(this.#outcome.kind, this.#outcome.body);
  }

  async #takeWhole(request: IncomingMessage, isError: boolean): Promise<boolean> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of request as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes <= this.#bytesMax) pieces.push(piece);
    }
    const isTooLarge = bytes > this.#bytesMax;
    const body = isTooLarge ? Buffer.from(resultTooLarge(this.#bytesMax)) : Buffer.concat(pieces, bytes);
    this.#outcome = { kind: isError || isTooLarge ? FRAME.error : FRAME.result, body };
    return !isTooLarge;
  }

  /** Trailers say whether it broke off. Their body is base64 of the error payload. */
  async #takeStream(request: IncomingMessage): Promise<boolean> {
    // Events rather than an iterator: they stop while the request is paused.
    request.on('data', (piece: Buffer) => this.#emit(FRAME.chunk, piece));
    await finished(request);
    const type = request.trailers['lambda-runtime-function-error-type'];
    const details = request.trailers['lambda-runtime-function-error-body'];
    if (type === undefined) this.#outcome = { kind: FRAME.result, body: Buffer.alloc(0) };
    else {
      const payload = details === undefined ? JSON.stringify({ errorType: type }) : Buffer.from(details, 'base64');
      this.#outcome = { kind: FRAME.error, body: Buffer.from(payload) };
    }
    return true;
  }
}
