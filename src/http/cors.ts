/**
 * Pages of other origins that may use the AWS APIs from a browser, each named by whoever started the server. They sign their
 * requests as everybody does; cookies are never taken from them, and the console stays closed to them.
 */
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import { CONSOLE_PATH } from './console-files.ts';

export interface Cors {
  /** True for a request from the page of an origin on the list. */
  admits(request: HttpRequest): boolean;
  /** The answer to a browser that asks, on behalf of such a page, whether it may send a request; undefined for all others. */
  preflight(request: HttpRequest): HttpResponse | undefined;
  /** Lets the page that sent the request read the answer. */
  open(request: HttpRequest, answer: HttpResponse): HttpResponse;
}

const METHODS = 'GET, HEAD, POST, PUT, DELETE, PATCH';
/** What SDKs read of an answer beside its body. */
const EXPOSED_HEADERS = [
  'Date',
  'x-amzn-RequestId',
  'x-amzn-ErrorType',
  'X-Amz-Executed-Version',
  'X-Amz-Function-Error',
  'X-Amz-Log-Result',
].join(', ');
/** As long as browsers care to remember it. */
const PREFLIGHT_SECONDS = 7200;

/** @param origins such as `https://app.example.com`, in lower case */
export function createCors(origins: readonly string[]): Cors {
  const listed = new Set(origins);
  const admits = ({ headers, path }: HttpRequest) =>
    headers['origin'] !== undefined && listed.has(headers['origin'].toLowerCase()) && !path.startsWith(CONSOLE_PATH);
  return {
    admits,
    preflight(request) {
      if (request.method !== 'OPTIONS' || !admits(request)) return undefined;
      const { headers } = request;
      if (headers['access-control-request-method'] === undefined) return undefined;
      return {
        status: 204,
        headers: {
          ...originHeaders(request),
          'Access-Control-Allow-Methods': METHODS,
          'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '',
          'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
          ...(headers['access-control-request-private-network'] === 'true' && {
            'Access-Control-Allow-Private-Network': 'true',
          }),
        },
        body: '',
      };
    },
    open(request, answer) {
      if (listed.size === 0 || !admits(request)) return answer;
      const headers = {
        ...answer.headers,
        ...originHeaders(request),
        'Access-Control-Expose-Headers': EXPOSED_HEADERS,
      };
      return { ...answer, headers };
    },
  };
}

function originHeaders({ headers }: HttpRequest): Record<string, string> {
  return { 'Access-Control-Allow-Origin': headers['origin'] as string, Vary: 'Origin' };
}
