/**
 * The signature that a request presents, in its Authorization header or, presigned, in its query: reading it, and checking it
 * against a key. The words of the faults are those of AWS.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from './http-message.ts';
import { parseForm } from './percent.ts';
import {
  type CredentialScope,
  canonicalRequest,
  formatAmzDate,
  hashHex,
  hmac,
  parseAmzDate,
  SIGV4_ALGORITHM,
  stringToSign,
} from './sigv4.ts';

export interface PresentedSignature {
  readonly form: 'header' | 'query';
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** Lower case, in the order in which they were given. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
  /** `yyyymmddThhmmssZ`, from `X-Amz-Date` or else `Date`; undefined when neither says it. */
  readonly time: string | undefined;
  readonly sessionToken: string | undefined;
  /** For how long a presigned request was meant. */
  readonly expiresSeconds: number;
}

/** Why a signature cannot be read: `incomplete`, or `invalid` when its parts are there but none that could be right. */
export interface SignatureFault {
  readonly fault: 'incomplete' | 'invalid';
  readonly message: string;
}

type Parts = ReadonlyMap<string, string>;

/** A week, as of presigned requests of all services. */
const EXPIRES_SECONDS_MAX = 604_800;

/** Undefined when the request presents none. */
export function readSignature(request: HttpRequest): PresentedSignature | SignatureFault | undefined {
  const header = request.headers['authorization'];
  if (header !== undefined) return readHeader(header, request);
  return request.query.includes('X-Amz-') ? readQuery(request.query) : undefined;
}

function readHeader(header: string, { headers }: HttpRequest): PresentedSignature | SignatureFault {
  const parts = new Map<string, string>();
  if (header.startsWith(`${SIGV4_ALGORITHM} `)) {
    for (const part of header.slice(SIGV4_ALGORITHM.length + 1).split(',')) {
      const equals = part.indexOf('=');
      if (equals < 0) return { fault: 'incomplete', message: noKeyValuePair(header) };
      parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
    }
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  if (missing.length > 0) return { fault: 'incomplete', message: headerLacks(missing, header) };
  return presented(parts, {
    form: 'header',
    time: timeOf(headers),
    sessionToken: headers['x-amz-security-token'],
    expiresSeconds: 0,
  });
}

const QUERY_PARTS = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];

function readQuery(query: string): PresentedSignature | SignatureFault | undefined {
  const parameters = new Map(parseForm(query));
  const missing = QUERY_PARTS.filter((name) => !parameters.get(name));
  if (missing.length === QUERY_PARTS.length) return undefined;
  if (missing.length > 0) return { fault: 'incomplete', message: queryLacks(missing) };
  const algorithm = parameters.get('X-Amz-Algorithm');
  if (algorithm !== SIGV4_ALGORITHM) {
    return { fault: 'incomplete', message: `Unsupported AWS 'algorithm': '${algorithm}'.` };
  }
  const expires = parameters.get('X-Amz-Expires') ?? '0';
  const expiresSeconds = /^\d{1,9}$/.test(expires) ? Number(expires) : Number.NaN;
  if (!(expiresSeconds <= EXPIRES_SECONDS_MAX)) {
    return { fault: 'incomplete', message: `X-Amz-Expires must be a number of seconds up to ${EXPIRES_SECONDS_MAX}` };
  }
  const parts = new Map(QUERY_PARTS.map((name) => [name.slice('X-Amz-'.length), parameters.get(name) as string]));
  const time = parts.get('Date');
  return presented(parts, {
    form: 'query',
    time: Number.isNaN(parseAmzDate(time ?? '')) ? undefined : time,
    sessionToken: parameters.get('X-Amz-Security-Token'),
    expiresSeconds,
  });
}

type Circumstances = Pick<PresentedSignature, 'form' | 'time' | 'sessionToken' | 'expiresSeconds'>;

function presented(parts: Parts, circumstances: Circumstances): PresentedSignature | SignatureFault {
  const credential = parts.get('Credential') as string;
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator === undefined || more.length > 0) {
    return { fault: 'incomplete', message: credentialMalformed(credential) };
  }
  if (terminator !== 'aws4_request') {
    const message = `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`;
    return { fault: 'invalid', message };
  }
  if (!isRegion(region)) {
    return { fault: 'invalid', message: `Credential should be scoped to a valid region, not '${region}'. ` };
  }
  return {
    ...circumstances,
    accessKeyId,
    scope: { date, region, service },
    signedHeaders: (parts.get('SignedHeaders') as string).split(';'),
    signature: parts.get('Signature') as string,
  };
}

/** Regions become parts of ARNs and of storage scopes, so nothing else gets in. */
function isRegion(text: string): boolean {
  return text.length <= 32 && /^[a-z0-9-]+$/.test(text);
}

/** `Date` may come as AWS writes times or as HTTP does. */
function timeOf(headers: HttpRequest['headers']): string | undefined {
  const text = headers['x-amz-date'] ?? headers['date'];
  if (text === undefined) return undefined;
  if (!Number.isNaN(parseAmzDate(text))) return text;
  const ms = headers['x-amz-date'] === undefined ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : formatAmzDate(ms);
}

/** What the signature of a request must have been made of. */
export interface ExpectedSignature {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

export function expectedSignature(
  request: HttpRequest,
  { signedHeaders, time = '', scope }: PresentedSignature,
): ExpectedSignature {
  const text = canonicalRequest(request, signedHeaders, scope);
  return { canonicalRequest: text, stringToSign: stringToSign({ canonicalRequest: text, time, scope }) };
}

/** True when the signature is that of the request under a key of its scope. Takes the same time for every wrong signature. */
export function hasValidSignature(request: HttpRequest, presented: PresentedSignature, key: Buffer): boolean {
  const declaredHash = request.headers['x-amz-content-sha256'];
  if (declaredHash !== undefined && declaredHash !== hashHex(request.body)) return false;
  const expected = hmac(key, expectedSignature(request, presented).stringToSign);
  const actual = Buffer.from(presented.signature, 'hex');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** As AWS does: what a client sent may hold secrets of others, so it is told by its hash. */
function hashOf(header: string): string {
  return createHash('sha256').update(header).digest('base64');
}

function noKeyValuePair(header: string): string {
  return `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashOf(header)}'.`;
}

function headerLacks(names: readonly string[], header: string): string {
  const lacks = names.map((name) => `Authorization header requires '${name}' parameter.`).join(' ');
  return `${lacks} (Hashed with SHA-256 and encoded with Base64) Authorization=${hashOf(header)}`;
}

function queryLacks(names: readonly string[]): string {
  const lacks = names.map((name) => `AWS query-string parameters must include '${name}'.`).join(' ');
  return `${lacks} Re-examine the query-string parameters.`;
}

function credentialMalformed(credential: string): string {
  return `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`;
}
