/**
 * Response streaming: the global `awslambda`, handlers that write their result to a stream, and how one is called. What is
 * written has gone to the server when `write` returns; a slow client holds the function back.
 */
import { Writable } from 'node:stream';
import { FRAME } from '../frame.ts';
import { write } from './channel.ts';
import { RuntimeError } from './error-payload.ts';
import type { Outcome, RunningHandler } from './invoke-handler.ts';

export type StreamingHandler = (event: unknown, stream: Writable, context: unknown) => unknown;

/** AWS's own mark of a streaming handler, which middleware copies and looks for. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Of an answer with status and headers in front, as function URLs take it. */
const HTTP_INTEGRATION_TYPE = 'application/vnd.awslambda.http-integration-response';
/** Between the two. */
const SEPARATOR = new Uint8Array(8);

export function isStreaming(handler: unknown): handler is StreamingHandler {
  return (handler as { readonly [STREAMING]?: unknown })[STREAMING] === 'response';
}

export function defineAwslambda(): void {
  const awslambda = {
    streamifyResponse(handler: StreamingHandler) {
      Object.defineProperty(handler, STREAMING, { value: 'response', configurable: true });
      return handler;
    },
    HttpResponseStream: {
      from(stream: ResponseStream, prelude: object): ResponseStream {
        stream.setContentType(HTTP_INTEGRATION_TYPE);
        stream.write(JSON.stringify(prelude));
        stream.write(SEPARATOR);
        return stream;
      },
    },
  };
  Object.defineProperty(globalThis, 'awslambda', { value: awslambda, configurable: true, writable: true });
}

class ResponseStream extends Writable {
  #contentType = '';

  setContentType(contentType: string): void {
    this.#contentType = contentType;
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    write(FRAME.chunk, chunk, this.#contentType);
    done();
  }
}

/** The result is complete when the handler has returned and the stream has ended, whichever comes last. */
export function invokeStreaming(
  handler: StreamingHandler,
  event: unknown,
  context: unknown,
  onOutcome: (outcome: Outcome) => void,
): RunningHandler {
  const stream = new ResponseStream();
  let told = false;
  const tell = (outcome: Outcome) => {
    if (told) return;
    told = true;
    onOutcome(outcome);
  };
  const finished = new Promise<void>((resolve, reject) => {
    stream.once('finish', resolve);
    stream.once('error', reject);
  });
  const fail = (error: unknown) => tell({ type: 'error', error });
  try {
    const returned = handler(event, stream, context);
    if (typeof (returned as PromiseLike<unknown> | undefined)?.then !== 'function') {
      throw new RuntimeError('InvalidStreamingOperation', 'Streaming response handlers must be async');
    }
    Promise.all([returned, finished]).then(() => tell({ type: 'streamed' }), fail);
  } catch (error) {
    finished.catch(() => {});
    fail(error);
  }
  return { loopIsEmpty: () => tell({ type: 'streamed' }) };
}
