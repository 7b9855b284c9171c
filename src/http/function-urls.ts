/**
 * Requests to function URLs, told by their host name: `ID.lambda-url.REGION.HOST`. Who does not resolve such names has the
 * path `/lambda-url/ID/...`. Unlike the APIs they are open to pages of other sites, by the CORS settings of the URL: the id,
 * which nobody can guess, is what such a page has to know.
 */

import type { Random } from '../base/random.ts';
import type { Principal } from '../base/service.ts';
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import { readSignature } from '../protocols/presented-signature.ts';
import { restJson } from '../protocols/rest-json.ts';
import type { Authenticate } from './authenticate.ts';
import { AuthenticationError, authenticationServiceError } from './authentication-errors.ts';
import type { OpenPath } from './gateway.ts';

/** Who signed a request. */
interface Signer {
  readonly principal: Principal;
  readonly accessKeyId: string;
}

/** The port to the functions behind the URLs. */
export interface FunctionUrlAnswers {
  has(urlId: string): boolean;
  answer(urlId: string, request: HttpRequest, signer: () => Signer | undefined): Promise<HttpResponse>;
}

export interface FunctionUrlDeps {
  readonly authenticate: Authenticate;
  readonly random: Random;
}

const HOST = /^([a-z0-9]{32})\.lambda-url\.[a-z0-9-]+\.([a-z0-9.-]+)(?::\d+)?$/;
const PATH = /^\/lambda-url\/([a-z0-9]{32})(?=\/|$)/;

export interface FunctionUrlRequest {
  readonly id: string;
  /** What stands in the host name after the region; undefined when the path names the URL. */
  readonly host?: string;
  /** As the function gets to see it. */
  readonly path: string;
}

/** Undefined when the request does not look like one to a function URL. */
export function functionUrlOf({ headers, path }: HttpRequest): FunctionUrlRequest | undefined {
  const [, idInHost, host] = HOST.exec(headers['host']?.toLowerCase() ?? '') ?? [];
  if (idInHost !== undefined && host !== undefined) return { id: idInHost, host, path };
  const [prefix = '', id] = PATH.exec(path) ?? [];
  return id === undefined ? undefined : { id, path: path.slice(prefix.length) || '/' };
}

/** @param isOurs Whether the server answers under the host that follows the region. */
export function functionUrlHosts(
  urls: FunctionUrlAnswers,
  { isOurs, ...deps }: FunctionUrlDeps & { readonly isOurs: (host: string) => boolean },
): OpenPath {
  return (request) => {
    const found = functionUrlOf(request);
    return found?.host !== undefined && isOurs(found.host) ? answer(urls, deps, found.id, request) : undefined;
  };
}

export function functionUrlPaths(urls: FunctionUrlAnswers, deps: FunctionUrlDeps): OpenPath {
  return (request) => {
    const found = functionUrlOf(request);
    if (found === undefined || found.host !== undefined) return undefined;
    // The signature is for the whole path.
    const authenticate: Authenticate = (_request, service) => deps.authenticate(request, service);
    return answer(urls, { ...deps, authenticate }, found.id, { ...request, path: found.path });
  };
}

async function answer(
  urls: FunctionUrlAnswers,
  { authenticate, random }: FunctionUrlDeps,
  id: string,
  request: HttpRequest,
): Promise<HttpResponse> {
  try {
    return await urls.answer(id, request, () => signerOf(request, authenticate));
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    const exchange = { requestId: random.uuid(), request };
    return restJson.encodeError(authenticationServiceError('lambda', error), exchange);
  }
}

/** @throws AuthenticationError */
function signerOf(request: HttpRequest, authenticate: Authenticate): Signer | undefined {
  const presented = readSignature(request);
  if (presented === undefined) return undefined;
  const { principal } = authenticate(request, 'lambda');
  return { principal, accessKeyId: 'accessKeyId' in presented ? presented.accessKeyId : '' };
}
