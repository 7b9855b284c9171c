/** Signs the query of a request, as clients do that hand out links. */
import {
  canonicalRequest,
  formatAmzDate,
  hmac,
  scopeText,
  signingKey,
  stringToSign,
} from '../../src/protocols/sigv4.ts';

export interface Presigning {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly service: string;
  readonly region?: string;
  readonly nowMs: number;
  readonly expiresSeconds: number;
}

interface Link {
  readonly method?: string;
  readonly path?: string;
  readonly query: string;
  /** By lower-case name, `host` among them; all are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

/** @returns the query with the signature in it */
export function presign({ method = 'GET', path = '/', query, headers }: Link, options: Presigning): string {
  const { accessKeyId, secretAccessKey, sessionToken, service, region = 'us-east-1', nowMs, expiresSeconds } = options;
  const time = formatAmzDate(nowMs);
  const scope = { date: time.slice(0, 8), region, service };
  const names = Object.keys(headers).sort();
  const parameters = new URLSearchParams(query);
  parameters.set('X-Amz-Algorithm', 'AWS4-HMAC-SHA256');
  parameters.set('X-Amz-Credential', `${accessKeyId}/${scopeText(scope)}`);
  parameters.set('X-Amz-Date', time);
  parameters.set('X-Amz-Expires', String(expiresSeconds));
  parameters.set('X-Amz-SignedHeaders', names.join(';'));
  if (sessionToken !== undefined) parameters.set('X-Amz-Security-Token', sessionToken);
  const request = { method, path, query: parameters.toString(), headers, body: new Uint8Array() };
  const text = stringToSign({ canonicalRequest: canonicalRequest(request, names, scope), time, scope });
  parameters.set('X-Amz-Signature', hmac(signingKey(secretAccessKey, scope), text).toString('hex'));
  return parameters.toString();
}
