/**
 * What keeps web pages of other sites out of a server on loopback: no foreign host name (DNS rebinding), no foreign origin.
 * Requests of SDKs and of the CLI pass untouched.
 */
import { isIPv4, isIPv6 } from 'node:net';
import type { HttpRequest, HttpResponse } from '../protocols/http-message.ts';
import type { Cors } from './cors.ts';

/** Undefined when the request may go on, else the refusal. */
export type WebSafety = (request: HttpRequest) => HttpResponse | undefined;

/**
 * @param allowedHosts Names the server is reached under beside the loopback ones, without port.
 * @param cors Which pages of other origins are let in all the same.
 */
export function createWebSafety(allowedHosts: readonly string[], cors: Pick<Cors, 'admits'>): WebSafety {
  const isOurs = createHostCheck(allowedHosts);
  return (request) => {
    const { headers } = request;
    const host = headers['host'];
    if (host === undefined || !isOurs(host)) {
      return refusal(
        421,
        `Stepwell does not answer for the host '${host ?? ''}'. Start it with --allow-host to add one.`,
      );
    }
    if (cors.admits(request)) return undefined;
    const origin = headers['origin'];
    if (origin !== undefined && !isSameOrigin(origin, host)) {
      return refusal(403, `Requests from the origin '${origin}' are not allowed.`);
    }
    if (headers['sec-fetch-site'] === 'cross-site' && !isLinkToConsole(request))
      return refusal(403, 'Requests from other sites are not allowed.');
    return undefined;
  };
}

/** Whether the server answers under a host, given with or without a port. */
export function createHostCheck(allowedHosts: readonly string[]): (host: string) => boolean {
  const allowed = new Set(['localhost', '127.0.0.1', ...allowedHosts.map((host) => host.toLowerCase())]);
  return (host) => isAllowedHost(host, allowed);
}

/** `host:port` without the prefix that SDKs put in front of some operations' host names. */
export function withoutHostPrefix(host: string): string {
  if (host.startsWith('sync-')) return host.slice(5);
  return host.startsWith('stream-') ? host.slice(7) : host;
}

function isAllowedHost(host: string, allowed: ReadonlySet<string>): boolean {
  const name = hostName(withoutHostPrefix(host.toLowerCase()));
  if (name === undefined) return false;
  return allowed.has(name) || name.endsWith('.localhost') || isLoopbackAddress(name);
}

/** The name without the port; undefined when what follows it is no port. IPv6 addresses keep no brackets. */
function hostName(host: string): string | undefined {
  const end = host.startsWith('[') ? host.indexOf(']') + 1 : host.indexOf(':');
  const name = end <= 0 ? host : host.slice(0, end);
  const port = end <= 0 ? '' : host.slice(end);
  if (port !== '' && !/^:\d+$/.test(port)) return undefined;
  return name.startsWith('[') ? name.slice(1, -1) : name;
}

function isLoopbackAddress(name: string): boolean {
  if (isIPv4(name)) return name.startsWith('127.');
  if (!isIPv6(name)) return false;
  const canonical = new URL(`http://[${name}]`).hostname;
  return canonical === '[::1]' || canonical.startsWith('[::ffff:7f');
}

function isSameOrigin(origin: string, host: string): boolean {
  const scheme = origin.indexOf('://');
  return scheme > 0 && origin.slice(scheme + 3).toLowerCase() === host.toLowerCase();
}

/** A link on another site that is followed shows the console's page, which gives that site nothing: it cannot read it or frame it. */
function isLinkToConsole({ method, path, headers }: HttpRequest): boolean {
  return (
    method === 'GET' &&
    (path === '/' || path.startsWith('/console/')) &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

function refusal(status: number, message: string): HttpResponse {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message }) };
}
