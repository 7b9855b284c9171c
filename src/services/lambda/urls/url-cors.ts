/** What a function URL's CORS settings add to answers, and how they answer a browser that asks first. */
import type { HttpRequest, HttpResponse } from '../../../protocols/http-message.ts';
import type { CorsConfig } from './url-config.ts';

/** The answer to a preflight request, which the function never sees; undefined for all others. */
export function preflight(request: HttpRequest, cors: CorsConfig | undefined): HttpResponse | undefined {
  const wantedMethod = request.headers['access-control-request-method'];
  if (cors === undefined || request.method !== 'OPTIONS' || wantedMethod === undefined) return undefined;
  const allowed = originHeaders(request, cors);
  if (allowed === undefined) return { status: 200, headers: {}, body: '' };
  const { AllowMethods, AllowHeaders, MaxAge } = cors;
  return {
    status: 200,
    headers: {
      ...allowed,
      ...(AllowMethods !== undefined && { 'Access-Control-Allow-Methods': AllowMethods.join(',') }),
      ...(AllowHeaders !== undefined && { 'Access-Control-Allow-Headers': AllowHeaders.join(',') }),
      ...(MaxAge !== undefined && { 'Access-Control-Max-Age': String(MaxAge) }),
    },
    body: '',
  };
}

/** The settings win over headers of the same name that the function has given. */
export function withCors(request: HttpRequest, cors: CorsConfig | undefined, answer: HttpResponse): HttpResponse {
  const allowed = cors && originHeaders(request, cors);
  if (allowed === undefined) return answer;
  const names = new Set(Object.keys(allowed).map((name) => name.toLowerCase()));
  const own = Object.entries(answer.headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...answer, headers: { ...Object.fromEntries(own), ...allowed } };
}

/** Undefined when the request is of no page, or of one that is not allowed. */
function originHeaders({ headers }: HttpRequest, cors: CorsConfig): Record<string, string> | undefined {
  const { origin } = headers;
  const { AllowOrigins = [], AllowCredentials = false, ExposeHeaders } = cors;
  if (origin === undefined || !AllowOrigins.some((allowed) => matches(allowed, origin))) return undefined;
  return {
    'Access-Control-Allow-Origin': AllowOrigins.includes('*') && !AllowCredentials ? '*' : origin,
    Vary: 'Origin',
    ...(AllowCredentials && { 'Access-Control-Allow-Credentials': 'true' }),
    ...(ExposeHeaders !== undefined && { 'Access-Control-Expose-Headers': ExposeHeaders.join(',') }),
  };
}

function matches(allowed: string, origin: string): boolean {
  return allowed === '*' || allowed.toLowerCase() === origin.toLowerCase();
}
