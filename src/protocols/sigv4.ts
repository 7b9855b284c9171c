/**
 * AWS Signature Version 4 in its header form: reading the Authorization header, checking a signature against a secret, and
 * what a signature is made of. The algorithm is the one all recorded clients were verified with.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './http-message.ts';
import { parseForm, percentEncode } from './percent.ts';

export const SIGV4_ALGORITHM = 'AWS4-HMAC-SHA256';

/** The credential scope: `yyyymmdd`, region, the service's signing name. */
export interface CredentialScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The parts of a request that a signature covers. */
export type SignedRequest = Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>;

export interface Authorization extends CredentialScope {
  readonly accessKeyId: string;
  /** Lower case, in the order of the header. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** @returns undefined when the header has another form */
export function parseAuthorization(header: string): Authorization | undefined {
  if (!header.startsWith(`${SIGV4_ALGORITHM} `)) return undefined;
  const fields = new Map<string, string>();
  for (const part of header.slice(SIGV4_ALGORITHM.length + 1).split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const [accessKeyId, date, region, service, terminator] = (fields.get('Credential') ?? '').split('/');
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') return undefined;
  if (!signedHeaders || !signature || !isRegion(region)) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** Regions become parts of ARNs and of storage scopes, so nothing else gets in. */
function isRegion(text: string): boolean {
  return text.length <= 32 && /^[a-z0-9-]+$/.test(text);
}

/** True when the request carries this signature under the secret. Takes the same time for every wrong signature. */
export function hasValidSignature(
  request: HttpRequest,
  authorization: Authorization,
  secretAccessKey: string,
): boolean {
  const declaredHash = request.headers['x-amz-content-sha256'];
  if (declaredHash !== undefined && declaredHash !== hashHex(request.body)) return false;
  const { signedHeaders } = authorization;
  const expected = signatureOf(request, signedHeaders, authorization, signingKey(secretAccessKey, authorization));
  const actual = Buffer.from(authorization.signature, 'hex');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** The signature of a request, which has its time in the header `x-amz-date`, under a key of that scope. */
export function signatureOf(
  request: SignedRequest,
  signedHeaders: readonly string[],
  scope: CredentialScope,
  key: Buffer,
): Buffer {
  const stringToSign = [
    SIGV4_ALGORITHM,
    request.headers['x-amz-date'] ?? '',
    scopeText(scope),
    hashHex(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  return hmac(key, stringToSign);
}

/** The key that a secret gives for one day, region and service. */
export function signingKey(secretAccessKey: string, { date, region, service }: CredentialScope): Buffer {
  const dateKey = hmac(`AWS4${secretAccessKey}`, date);
  return hmac(hmac(hmac(dateKey, region), service), 'aws4_request');
}

/** As it stands in the Credential field and in what is signed. */
export function scopeText({ date, region, service }: CredentialScope): string {
  return `${date}/${region}/${service}/aws4_request`;
}

/** @returns milliseconds since 1970 of an `X-Amz-Date` (`yyyymmddThhmmssZ`), NaN when it is none */
export function parseAmzDate(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** `yyyymmddThhmmssZ` */
export function formatAmzDate(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`;
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => {
    const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
    return `${name}:${canonicalHeaderValue(value ?? '')}\n`;
  });
  return [
    request.method,
    request.path.split('/').map(percentEncode).join('/') || '/',
    canonicalQuery(request.query),
    headers.join(''),
    signedHeaders.join(';'),
    hashHex(request.body),
  ].join('\n');
}

function canonicalQuery(query: string): string {
  const pairs = (parseForm(query) ?? []).map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return pairs.sort().join('&');
}

function canonicalHeaderValue(value: string): string {
  return value.trim().replaceAll(/ +/g, ' ');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function hashHex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
