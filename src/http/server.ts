/** The socket side: reads requests off node:http, hands them to the gateway, writes answers, and closes without cutting anybody off. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { type Random, systemRandom } from '../base/random.ts';
import type { Dispatch, Service } from '../base/service.ts';
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import type { Authenticate } from './authenticate.ts';
import { createGateway, type OpenPath } from './gateway.ts';

export interface HttpServerOptions {
  readonly dispatch: Dispatch;
  readonly services: readonly Service[];
  readonly authenticate: Authenticate;
  readonly allowedHosts?: readonly string[];
  readonly openPaths?: readonly OpenPath[];
  readonly ready: () => boolean;
  readonly onDefect: (error: unknown) => void;
  readonly random?: Random;
}

/** Lambda's limit for a whole request, the largest of all services (recorded refusal of CreateFunction). */
const REQUEST_BODY_BYTES_MAX = 70_167_211;
/** Longer than SDKs keep unused connections, so that the client is the one to close. */
const KEEP_ALIVE_MS = 75_000;

export interface HttpServer {
  /** Rejects with the system's error, such as one with the code `EADDRINUSE`. Port 0 takes a free one. */
  listen(port: number, host: string): Promise<{ readonly port: number }>;
  /** Stops accepting, lets running requests finish, and cuts off what still runs when `deadline` resolves. */
  close(deadline: Promise<void>): Promise<void>;
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { random = systemRandom, allowedHosts = [], openPaths = [], onDefect } = options;
  let draining = false;
  const gateway = createGateway({
    ...options,
    allowedHosts,
    openPaths,
    ready: () => !draining && options.ready(),
    random,
  });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (message, response) => {
    serve(message, response).catch(onDefect);
  });

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(message);
    if (body === 'aborted') return;
    const request = requestOf(message, response, body === 'too-large' ? NO_BYTES : body);
    const answer =
      body === 'too-large' ? gateway.refuseTooLarge(request, REQUEST_BODY_BYTES_MAX) : await gateway.handle(request);
    if (draining || body === 'too-large') answer.headers['Connection'] = 'close';
    await write(response, answer);
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
  };
}

const NO_BYTES = new Uint8Array();

function requestOf(message: IncomingMessage, response: ServerResponse, body: Uint8Array): HttpRequest {
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
    body,
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
function readBody(message: IncomingMessage): Promise<Uint8Array | 'too-large' | 'aborted'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    message.on('error', () => resolve('aborted'));
    message.on('close', () => resolve('aborted'));
    message.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes < REQUEST_BODY_BYTES_MAX) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve('too-large');
      }
    });
  });
}

async function write(response: ServerResponse, { status, headers, body }: HttpResponse): Promise<void> {
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
}

/** A client that goes away ends it, too; what fails on our side cuts the answer off, so that nobody takes it for complete. */
async function writePieces(response: ServerResponse, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces, { objectMode: false }), response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
