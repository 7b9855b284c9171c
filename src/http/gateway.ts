/** A request's way through the door: web safety, route, sender, decoding, dispatch, encoding. Knows no sockets. */
import { internalFailure } from '../api/framework-errors.ts';
import type { Random } from '../base/random.ts';
import { type Call, type Client, type Dispatch, type Service, ServiceError } from '../base/service.ts';
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import { readSignature } from '../protocols/presented-signature.ts';
import type { Exchange } from '../protocols/protocol.ts';
import { restJson } from '../protocols/rest-json.ts';
import type { Authenticate, Identity } from './authenticate.ts';
import { AuthenticationError, authenticationServiceError } from './authentication-errors.ts';
import { createCors } from './cors.ts';
import { type FunctionUrlAnswers, functionUrlHosts, functionUrlPaths } from './function-urls.ts';
import { createRouter, type Route } from './route.ts';
import { createHostCheck, createWebSafety, withoutHostPrefix } from './web-safety.ts';

export interface GatewayOptions {
  readonly dispatch: Dispatch;
  readonly services: readonly Service[];
  readonly authenticate: Authenticate;
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may use the APIs from a browser. */
  readonly corsOrigins: readonly string[];
  /** False until recovery is done, and again while shutting down. */
  readonly ready: () => boolean;
  readonly random: Random;
  readonly onDefect: (error: unknown) => void;
  /** What is answered without credentials in the request: links that carry a signature of their own. In order; first answer wins. */
  readonly openPaths: readonly OpenPath[];
  /** Goes before everything else: what lies under host names of its own, with its own rules of who gets in. */
  readonly functionUrls?: FunctionUrlAnswers | undefined;
}

/** Undefined when the request is for somebody else. */
export type OpenPath = (request: HttpRequest) => Promise<HttpResponse> | undefined;

export interface Gateway {
  /** Never rejects. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** The answer to a request whose body was too large to be read: it comes without it. */
  refuseTooLarge(request: HttpRequest, bytesMax: number): HttpResponse;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { dispatch, authenticate, ready, random, onDefect } = options;
  const cors = createCors(options.corsOrigins);
  const webSafety = createWebSafety(options.allowedHosts, cors);
  const route = createRouter(options.services);
  const { functionUrls, allowedHosts } = options;
  const ownHosts =
    functionUrls && functionUrlHosts(functionUrls, { authenticate, random, isOurs: createHostCheck(allowedHosts) });
  const openPaths = functionUrls
    ? [functionUrlPaths(functionUrls, { authenticate, random }), ...options.openPaths]
    : options.openPaths;

  async function guarded(request: HttpRequest): Promise<HttpResponse> {
    return webSafety(request) ?? cors.preflight(request) ?? cors.open(request, await answer(request));
  }

  async function answer(request: HttpRequest): Promise<HttpResponse> {
    if (request.path === '/health') return health(ready());
    for (const openPath of openPaths) {
      const opened = openPath(request);
      if (opened !== undefined) return opened;
    }
    const exchange: Exchange = { requestId: random.uuid(), request };
    const found = route(request);
    return found === undefined ? refuseUnknown(exchange) : serve(found, exchange);
  }

  async function serve({ service, protocol, target }: Route, exchange: Exchange): Promise<HttpResponse> {
    const { request, requestId } = exchange;
    try {
      const identity = authenticate(request, service.name);
      if (target instanceof ServiceError) throw target;
      const input = protocol.decode(target, request);
      const output = await dispatch.run(service.name, target.name, input, callOf(request, identity, requestId));
      return protocol.encode(target, output, exchange);
    } catch (error) {
      if (error instanceof ServiceError) return protocol.encodeError(error, exchange);
      if (error instanceof AuthenticationError) {
        return protocol.encodeError(authenticationServiceError(service.name, error), exchange);
      }
      onDefect(error);
      return protocol.encodeError(internalFailure(service.name), exchange);
    }
  }

  return {
    async handle(request) {
      try {
        return await (ownHosts?.(request) ?? guarded(request));
      } catch (error) {
        onDefect(error);
        const body = JSON.stringify({ message: 'An internal error occurred.' });
        return { status: 500, headers: { 'Content-Type': 'application/json' }, body };
      }
    },
    refuseTooLarge(request, bytesMax) {
      const operation = route(request)?.target;
      const suffix =
        operation === undefined || operation instanceof ServiceError ? '' : ` for the ${operation.name} operation`;
      const message = `Request must be smaller than ${bytesMax} bytes${suffix}`;
      const error = new ServiceError('RequestEntityTooLargeException', message, 413);
      const refusal = restJson.encodeError(error, { requestId: random.uuid(), request });
      return webSafety(request) ?? cors.open(request, refusal);
    },
  };
}

function callOf(request: HttpRequest, { principal, region }: Identity, requestId: string): Call {
  return {
    principal,
    account: principal.account,
    region,
    requestId,
    endpoint: `${request.isSecure ? 'https' : 'http'}://${withoutHostPrefix(request.headers['host'] ?? '')}`,
    // Only conditions of policies ask for it.
    get client() {
      return clientOf(request);
    },
    get signal() {
      return request.signal;
    },
  };
}

function clientOf({ sourceIp, isSecure = false, headers }: HttpRequest): Client {
  const userAgent = headers['user-agent'];
  return { isSecure, ...(sourceIp !== undefined && { sourceIp }), ...(userAgent !== undefined && { userAgent }) };
}

function health(ready: boolean): HttpResponse {
  return {
    status: ready ? 200 : 503,
    headers: { 'Content-Type': 'application/json' },
    body: ready ? '{"status":"ok"}' : '{"status":"unavailable"}',
  };
}

/** No service to speak for: as API Gateway does, a request without signature learns no more than that. */
function refuseUnknown(exchange: Exchange): HttpResponse {
  const { method, path, headers } = exchange.request;
  if (readSignature(exchange.request) === undefined) {
    const error = new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    return restJson.encodeError(error, exchange);
  }
  const what = headers['x-amz-target'] ?? `${method} ${path}`;
  const error = new ServiceError('UnknownOperationException', `Stepwell has no operation for ${what}`, 404);
  return restJson.encodeError(error, exchange);
}
