/**
 * `/metrics`, for Prometheus. It cannot sign as AWS does, so it brings a token that whoever started the server gave; in
 * development mode it may come without, as everybody does.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import type { AuthMode } from './authenticate.ts';
import type { OpenPath } from './gateway.ts';

export interface MetricsPathOptions {
  readonly metrics: { readonly contentType: string; render(): string };
  readonly auth: AuthMode;
  /** What has to stand behind `Authorization: Bearer`. */
  readonly token?: string | undefined;
}

export function metricsPath({ metrics, auth, token }: MetricsPathOptions): OpenPath {
  const refusal = (request: HttpRequest): HttpResponse | undefined => {
    if (request.method !== 'GET') return text(405, 'Metrics are read with GET.\n');
    if (token === undefined) {
      return auth === 'dev'
        ? undefined
        : text(403, 'In strict mode metrics need a token: give one with --metrics-token.\n');
    }
    const given = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    if (given !== undefined && areEqual(given, token)) return undefined;
    return text(401, 'Send the token of --metrics-token as a bearer token.\n', { 'WWW-Authenticate': 'Bearer' });
  };
  const answer = (): HttpResponse => ({
    status: 200,
    headers: { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' },
    body: metrics.render(),
  });
  return (request) => {
    if (request.path !== '/metrics') return undefined;
    return Promise.resolve(refusal(request) ?? answer());
  };
}

/** Hashed, so that neither content nor length shows in the time it takes. */
function areEqual(given: string, expected: string): boolean {
  const hash = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(hash(given), hash(expected));
}

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body };
}
