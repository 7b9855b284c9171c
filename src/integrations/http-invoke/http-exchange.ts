/** One HTTP exchange, within a limit of time and size. */
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { OutgoingRequest } from './outgoing-request.ts';

export interface HttpAnswer {
  readonly httpVersion: string;
  readonly status: number;
  readonly statusText: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
  /** There was more than the limit; `body` is what came up to it. */
  readonly isCut: boolean;
}

export interface HttpLimits {
  /** Of the whole exchange. */
  readonly timeoutMs: number;
  readonly bodyBytesMax: number;
}

/** Nothing came, or not all of it in time: the task fails with `States.Http.Socket`. */
export class SocketError extends Error {}

/** Redirections are not followed. @throws SocketError */
export function exchange(request: OutgoingRequest, limits: HttpLimits): Promise<HttpAnswer> {
  const { url, method, headers, body } = request;
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const length = bytes === undefined ? {} : { 'Content-Length': bytes.length };
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(new SocketError(error.message || (error as NodeJS.ErrnoException).code || 'the connection failed'));
    };
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, { method, headers: { ...Object.fromEntries(headers), ...length } }, (incoming) => {
      gather(incoming, limits.bodyBytesMax).then((answer) => {
        clearTimeout(timer);
        resolve(answer);
      }, fail);
    });
    const timer = setTimeout(() => {
      outgoing.destroy(new Error(`no answer within ${limits.timeoutMs / 1000} seconds`));
    }, limits.timeoutMs);
    outgoing.on('error', fail);
    outgoing.end(bytes);
  });
}

async function gather(incoming: IncomingMessage, bytesMax: number): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) break;
  }
  const { httpVersion, statusCode: status = 0, statusMessage: statusText = '' } = incoming;
  const headers = incoming.headersDistinct as HttpAnswer['headers'];
  const body = Buffer.concat(chunks).subarray(0, bytesMax);
  return { httpVersion, status, statusText, headers, body, isCut: bytes > bytesMax };
}
