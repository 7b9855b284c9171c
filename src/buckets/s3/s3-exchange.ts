/** One signed request to an S3 endpoint, and its answer; what it refuses is a BucketError. Buckets stand in the path. */
import { createHash } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { percentEncode } from '../../protocols/percent.ts';
import { type Credentials, RequestSigner } from '../../protocols/request-signer.ts';
import { BucketError, noSuchBucket, noSuchKey } from '../bucket-error.ts';
import { parseXml } from './s3-xml.ts';

export interface S3Endpoint {
  /** `http://127.0.0.1:9000` */
  readonly url: string;
  readonly region: string;
  readonly credentials: Credentials;
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: Uint8Array;
}

const ATTEMPTS_MAX = 3;
const FIRST_PAUSE_MS = 100;
/** Without a byte from the other side. */
const SILENCE_MS_MAX = 60_000;
const NO_BYTES = new Uint8Array();

export class S3Exchange {
  readonly #endpoint: S3Endpoint;
  readonly #url: URL;
  readonly #signer: RequestSigner;
  readonly #agent: HttpAgent;

  constructor(endpoint: S3Endpoint) {
    this.#endpoint = endpoint;
    this.#url = new URL(endpoint.url);
    this.#signer = new RequestSigner(endpoint.credentials);
    const Agent = this.#url.protocol === 'https:' ? HttpsAgent : HttpAgent;
    this.#agent = new Agent({ keepAlive: true });
  }

  /**
   * Tries again what fails on the way or on the server's side: every request of ours may be repeated.
   * @throws BucketError
   */
  async send(request: S3Request): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === ATTEMPTS_MAX;
      try {
        const answer = await this.#exchange(request);
        const { statusCode = 0 } = answer;
        if (statusCode < 300) return answer;
        const refusal = await refusalIn(answer, request);
        if (last || statusCode < 500) throw refusal;
      } catch (error) {
        if (error instanceof BucketError) throw error;
        if (last) throw unreachable(this.#url, error);
      }
      await delay(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }

  /** As `send`, for an answer of which only the text counts. */
  async sendForText(request: S3Request): Promise<string> {
    return textOf(await this.send(request));
  }

  #exchange({ method, bucket, key, query = {}, headers = {}, body = NO_BYTES }: S3Request): Promise<IncomingMessage> {
    const { host, pathname, protocol, hostname, port } = this.#url;
    const path = [pathname.replace(/\/$/, ''), bucket, ...(key?.split('/') ?? [])].map(encodeSegment).join('/');
    const queryText = Object.entries(query)
      .flatMap(([name, value]) => (value === undefined ? [] : [`${percentEncode(name)}=${percentEncode(value)}`]))
      .join('&');
    const given = Object.entries(headers).filter(([, value]) => value !== undefined);
    const own = { host, 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') };
    const signed = this.#signer.sign(
      { method, path, query: queryText, body, headers: { ...Object.fromEntries(given), ...own } },
      { region: this.#endpoint.region, service: 's3', nowMs: Date.now() },
    );
    const options = {
      method,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      // as it stands: a URL would resolve `..`, which may be part of a key
      path: queryText === '' ? path : `${path}?${queryText}`,
      headers: { ...signed, 'content-length': body.length },
      agent: this.#agent,
      timeout: SILENCE_MS_MAX,
    };
    return new Promise((resolve, reject) => {
      const request = (protocol === 'https:' ? httpsRequest : httpRequest)(options, resolve);
      request.on('error', reject);
      request.on('timeout', () => request.destroy(new Error(`no answer for ${SILENCE_MS_MAX / 1000} s`)));
      request.end(body);
    });
  }
}

/** The prefix of the endpoint's own path is encoded already. */
function encodeSegment(segment: string, index: number): string {
  return index === 0 ? segment : percentEncode(segment);
}

async function refusalIn(answer: IncomingMessage, { method, key }: S3Request): Promise<BucketError> {
  const { statusCode = 0, statusMessage = '' } = answer;
  const error = parseXml(await textOf(answer), 'Error');
  const code = error.text('Code');
  if (code !== undefined) return new BucketError(code, error.text('Message') ?? statusMessage, statusCode);
  // an answer to HEAD has no body to say more
  if (method === 'HEAD' && statusCode === 404) return key === undefined ? noSuchBucket() : noSuchKey();
  return new BucketError(String(statusCode), statusMessage, statusCode);
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
}

function unreachable({ origin }: URL, error: unknown): BucketError {
  const { message, code } = error as NodeJS.ErrnoException;
  return new BucketError('SdkClientException', `Unable to execute HTTP request: ${origin}: ${message || code}`, 0);
}
