/**
 * The wire between the server and an execution environment: frames of a kind, a small JSON header and a body that neither
 * side parses on the way. Nine bytes of prefix: kind, header length, body length (big endian).
 */

export const FRAME = {
  /** To the process: which function it is; header `Init`. */
  init: 1,
  /** To the process: header `InvocationHeader`, body the event. */
  invoke: 2,
  /** From the process: the handler is loaded. */
  ready: 3,
  /** From the process: it is about to leave, because loading failed or nobody caught an error; body the error payload. */
  fatal: 4,
  /** From the process: body the result. */
  result: 5,
  /** From the process: the invocation failed; body the error payload. */
  error: 6,
  /** From the process: body one log event. */
  log: 7,
  /** From the process: body a piece of its standard output. */
  output: 8,
  /** From the process: body a piece of a result that is streamed, header its content type if it has named one; `result` or `error` ends it. */
  chunk: 9,
} as const;

export interface InitHeader {
  readonly codeDirectory: string;
  readonly handler: string;
  /** All of them: the process drops what it was started with. */
  readonly variables: Readonly<Record<string, string>>;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logStream: string;
  /** Node.js 24 and later took callbacks from handlers. */
  readonly callbacksAllowed: boolean;
  readonly logFormat: 'Text' | 'JSON';
  /** The least that is written, with JSON. */
  readonly logLevel?: string | undefined;
  readonly resultBytesMax: number;
}

export interface InvocationHeader {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  /** JSON text. */
  readonly clientContext?: string;
  /** Of X-Ray. */
  readonly traceHeader?: string;
}

export interface Frame {
  readonly kind: number;
  readonly header: Buffer;
  readonly body: Buffer;
}

export const PREFIX_BYTES = 9;
/** Anything larger is a broken stream, not a message. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

export function encodeFrame(kind: number, header: string, body: string | Uint8Array): Buffer {
  const headerBytes = Buffer.byteLength(header);
  const bodyBytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + headerBytes + bodyBytes);
  frame[0] = kind;
  frame.writeUInt32BE(headerBytes, 1);
  frame.writeUInt32BE(bodyBytes, 5);
  if (headerBytes > 0) frame.write(header, PREFIX_BYTES);
  if (typeof body === 'string') frame.write(body, PREFIX_BYTES + headerBytes);
  else frame.set(body, PREFIX_BYTES + headerBytes);
  return frame;
}

/** Length of the frame that starts at `at`, its prefix included. @throws RangeError when that cannot be a frame */
export function frameBytes(buffer: Buffer, at: number): number {
  const bytes = PREFIX_BYTES + buffer.readUInt32BE(at + 1) + buffer.readUInt32BE(at + 5);
  if (bytes > FRAME_BYTES_MAX) throw new RangeError(`a frame of ${bytes} bytes`);
  return bytes;
}

/** The frame that starts at `at` and is there in full. Its parts are views. */
export function decodeFrame(buffer: Buffer, at: number): Frame {
  const headerStart = at + PREFIX_BYTES;
  const bodyStart = headerStart + buffer.readUInt32BE(at + 1);
  return {
    kind: buffer[at] as number,
    header: buffer.subarray(headerStart, bodyStart),
    body: buffer.subarray(bodyStart, bodyStart + buffer.readUInt32BE(at + 5)),
  };
}

/** Puts frames together from the pieces in which a stream delivers them; a large one is joined once, when it is complete. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #neededBytes = PREFIX_BYTES;

  /** @throws RangeError when the stream is not one of frames */
  push(piece: Buffer, onFrame: (frame: Frame) => void): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes < this.#neededBytes) return;
    const buffer = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#bytes);
    let at = 0;
    this.#neededBytes = PREFIX_BYTES;
    while (buffer.length - at >= PREFIX_BYTES) {
      this.#neededBytes = frameBytes(buffer, at);
      if (buffer.length - at < this.#neededBytes) break;
      onFrame(decodeFrame(buffer, at));
      at += this.#neededBytes;
      this.#neededBytes = PREFIX_BYTES;
    }
    this.#pieces = at < buffer.length ? [buffer.subarray(at)] : [];
    this.#bytes = buffer.length - at;
  }
}
