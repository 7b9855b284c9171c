/** The socket side: reads requests off node:http, hands them to the gateway, writes answers, and closes without cutting anybody off. */
import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { type Random, systemRandom } from '../base/random.ts';
import type { Dispatch, Service } from '../base/service.ts';
import { type HttpRequest, type HttpResponse, InterruptedAnswer } from '../protocols/http-message.ts';
import type { Authenticate, RecognizeKey } from './authenticate.ts';
import type { Certificate } from './certificate.ts';
import { type FunctionUrlAnswers, functionUrlOf } from './function-urls.ts';
import { createGateway, type OpenPath } from './gateway.ts';
import {
  FUNCTION_URL_BYTES_MAX,
  HEADERS_BYTES_MAX,
  HTTP_LIMITS,
  type HttpLimits,
  MESSAGE_BYTES_MAX,
  REQUEST_BYTES_MAX,
  STRANGER_BYTES_MAX,
} from './limits.ts';

export interface HttpServerOptions {
  readonly dispatch: Dispatch;
  readonly services: readonly Service[];
  readonly authenticate: Authenticate;
  readonly recognizeKey: RecognizeKey;
  readonly allowedHosts?: readonly string[];
  readonly corsOrigins?: readonly string[];
  /** With it the server speaks TLS, and nothing else. */
  readonly certificate?: Certificate;
  readonly limits?: HttpLimits;
  readonly openPaths?: readonly OpenPath[];
  readonly functionUrls?: FunctionUrlAnswers | undefined;
  readonly ready: () => boolean;
  readonly onDefect: (error: unknown) => void;
  readonly random?: Random;
}

/** Longer than SDKs keep unused connections, so that the client is the one to close. */
const KEEP_ALIVE_MS = 75_000;

export interface HttpServer {
  /** Rejects with the system's error, such as one with the code `EADDRINUSE`. Port 0 takes a free one. */
  listen(port: number, host: string): Promise<{ readonly port: number }>;
  /** Stops accepting, lets running requests finish, and cuts off what still runs when `deadline` resolves. */
  close(deadline: Promise<void>): Promise<void>;
  /** For the connections from now on. */
  renewCertificate(certificate: Certificate): void;
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { random = systemRandom, allowedHosts = [], corsOrigins = [], openPaths = [], onDefect } = options;
  const { recognizeKey, functionUrls, certificate, limits = HTTP_LIMITS } = options;
  let draining = false;
  const gateway = createGateway({
    ...options,
    allowedHosts,
    corsOrigins,
    openPaths,
    ready: () => !draining && options.ready(),
    random,
  });
  const handle = (message: IncomingMessage, response: ServerResponse) => {
    serve(message, response).catch(onDefect);
  };
  const tlsServer = certificate && createTlsServer({ ...nodeOptions(limits), ...certificate }, handle);
  const server = tlsServer ?? createServer(nodeOptions(limits), handle);

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = requestOf(message, response);
    const bytesMax = bodyBytesMax(request, { recognizeKey, functionUrls });
    const body = await readBody(message, bytesMax);
    if (body === 'aborted') return;
    const isTooLarge = body === 'too-large';
    if (!isTooLarge) request.body = body;
    const answer = isTooLarge ? gateway.refuseTooLarge(request, bytesMax) : await gateway.handle(request);
    if (draining || isTooLarge) answer.headers['Connection'] = 'close';
    await write(response, answer, limits.unreadAnswerTimeoutMs);
  }

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          server.on('error', onDefect);
          resolve({ port: (server.address() as AddressInfo).port });
        });
      }),
    close(deadline) {
      draining = true;
      const closed = new Promise<void>((resolve) => {
        // Also closes connections on which nothing is under way.
        server.close(() => resolve());
      });
      void deadline.then(() => server.closeAllConnections());
      return closed;
    },
    renewCertificate: (renewed) => tlsServer?.setSecureContext(renewed),
  };
}

function nodeOptions(limits: HttpLimits): ServerOptions {
  return {
    keepAliveTimeout: KEEP_ALIVE_MS,
    noDelay: true,
    maxHeaderSize: HEADERS_BYTES_MAX,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
  };
}

/** Nobody can make the server hold much without a key; only Lambda's requests carry code. */
function bodyBytesMax(
  request: HttpRequest,
  { recognizeKey, functionUrls }: Pick<HttpServerOptions, 'recognizeKey' | 'functionUrls'>,
): number {
  const urlId = functionUrlOf(request)?.id;
  if (urlId !== undefined && functionUrls?.has(urlId)) return FUNCTION_URL_BYTES_MAX;
  if (request.method === 'GET' || request.method === 'HEAD') return STRANGER_BYTES_MAX;
  if (!recognizeKey(request)) return STRANGER_BYTES_MAX;
  return request.path === '/' ? MESSAGE_BYTES_MAX : REQUEST_BYTES_MAX;
}

/** What the system takes of an answer that nobody reads. */
const UNREAD_BYTES = 64 * 1024;

const NO_BYTES = new Uint8Array();

/** Its body comes later. */
interface IncomingRequest extends HttpRequest {
  body: Uint8Array;
}

function requestOf(message: IncomingMessage, response: ServerResponse): IncomingRequest {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  let controller: AbortController | undefined;
  response.once('close', () => {
    if (!response.writableFinished) controller?.abort();
  });
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: message.headers as HttpRequest['headers'],
    body: NO_BYTES,
    get sourceIp() {
      return ipOf(message.socket);
    },
    isSecure: message.socket instanceof TLSSocket,
    // Most requests are answered before anybody asks for it.
    get signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (response.closed && !response.writableFinished) controller.abort();
      }
      return controller.signal;
    },
  };
}

/** An IPv4 client of a socket for both families has an IPv6 address of its own form. */
function ipOf({ remoteAddress }: Socket): string | undefined {
  return remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '');
}

/** A body that is too large is read to its end and dropped, so that the client gets to see the answer. */
function readBody(message: IncomingMessage, bytesMax: number): Promise<Uint8Array | 'too-large' | 'aborted'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    message.on('error', () => resolve('aborted'));
    message.on('close', () => resolve('aborted'));
    message.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes < bytesMax) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve('too-large');
      }
    });
  });
}

async function write(
  response: ServerResponse,
  { status, headers, body }: HttpResponse,
  unreadTimeoutMs: number,
): Promise<void> {
  if (response.closed) return;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    response.writeHead(status, headers);
    response.flushHeaders();
    await writePieces(response, body);
    return;
  }
  if (status !== 204) headers['Content-Length'] = String(Buffer.byteLength(body));
  response.writeHead(status, headers);
  response.end(body);
  // Nobody listens to the timeout: then the connection is cut. What is small is out of our hands already.
  if (body.length > UNREAD_BYTES) response.setTimeout(unreadTimeoutMs);
}

/** A client that goes away ends it, too; what fails on our side cuts the answer off, so that nobody takes it for complete. */
async function writePieces(response: ServerResponse, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces, { objectMode: false }), response);
  } catch (error) {
    if (error instanceof InterruptedAnswer) return;
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
