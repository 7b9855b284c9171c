/** Signs requests as a client of AWS does (Signature Version 4): for the commands and for the load of the benchmark. */

import { SigningKeys } from './signing-keys.ts';
import { formatAmzDate, SIGV4_ALGORITHM, type SignedRequest, scopeText, signatureOf } from './sigv4.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SigningScope {
  readonly region: string;
  /** The service's signing name. */
  readonly service: string;
  readonly nowMs: number;
}

export class RequestSigner {
  readonly #credentials: Credentials;
  readonly #keys = new SigningKeys();

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /**
   * @param request its headers by lower-case name, `host` among them
   * @returns its headers and those that make it a signed one
   */
  sign(request: SignedRequest, { region, service, nowMs }: SigningScope): Record<string, string | undefined> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.#credentials;
    const time = formatAmzDate(nowMs);
    const scope = { date: time.slice(0, 8), region, service };
    const headers = {
      ...request.headers,
      'x-amz-date': time,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const signature = signatureOf(
      { ...request, headers },
      names,
      scope,
      this.#keys.of(secretAccessKey, scope),
    ).toString('hex');
    const fields = [
      `Credential=${accessKeyId}/${scopeText(scope)}`,
      `SignedHeaders=${names.join(';')}`,
      `Signature=${signature}`,
    ];
    return { ...headers, authorization: `${SIGV4_ALGORITHM} ${fields.join(', ')}` };
  }
}
