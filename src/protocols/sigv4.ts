/**
 * AWS Signature Version 4: what a signature is made of. The algorithm is the one all recorded clients were verified with.
 * `presented-signature.ts` reads and checks the signature of a request.
 */
import { createHash, createHmac } from 'node:crypto';
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

/** What is signed, and when, for whom. */
export interface StringToSign {
  readonly canonicalRequest: string;
  /** `yyyymmddThhmmssZ` */
  readonly time: string;
  readonly scope: CredentialScope;
}

export function stringToSign({ canonicalRequest: text, time, scope }: StringToSign): string {
  return [SIGV4_ALGORITHM, time, scopeText(scope), hashHex(text)].join('\n');
}

/** The signature of a request, which has its time in the header `x-amz-date`, under a key of that scope. */
export function signatureOf(
  request: SignedRequest,
  signedHeaders: readonly string[],
  scope: CredentialScope,
  key: Buffer,
): Buffer {
  const time = request.headers['x-amz-date'] ?? '';
  return hmac(key, stringToSign({ canonicalRequest: canonicalRequest(request, signedHeaders, scope), time, scope }));
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

/** A path is encoded once more for the signature, but not for Amazon S3, whose keys stand in it as they are. */
function canonicalPath(path: string, { service }: Pick<CredentialScope, 'service'>): string {
  return (service === 's3' ? path : path.split('/').map(percentEncode).join('/')) || '/';
}

/** The body counts as it is: what a header says of its hash is a claim. */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  scope: Pick<CredentialScope, 'service'>,
): string {
  const headers = signedHeaders.map((name) => {
    const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
    return `${name}:${canonicalHeaderValue(value ?? '')}\n`;
  });
  return [
    request.method,
    canonicalPath(request.path, scope),
    canonicalQuery(request.query),
    headers.join(''),
    signedHeaders.join(';'),
    hashHex(request.body),
  ].join('\n');
}

/** A presigned query carries its own signature, which cannot cover itself. */
function canonicalQuery(query: string): string {
  const signed = (parseForm(query) ?? []).filter(([name]) => name !== 'X-Amz-Signature');
  const pairs = signed.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return pairs.sort().join('&');
}

function canonicalHeaderValue(value: string): string {
  return value.trim().replaceAll(/ +/g, ' ');
}

export function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

export function hashHex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
