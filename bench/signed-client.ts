/**
 * A small client for the AWS wire that signs by itself (SigV4) and keeps its connections: the SDK would cost the load process
 * more than Stepwell needs to answer.
 */
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

const ACCESS_KEY_ID = 'test';
const SECRET_ACCESS_KEY = 'test';
const REGION = 'us-east-1';

interface SignedRequest {
  readonly service: 'states' | 'lambda';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class SignedClient {
  readonly #endpoint: URL;
  readonly #agent: Agent;
  readonly #keys = new Map<string, Buffer>();

  constructor(endpoint: string, connectionsMax: number) {
    this.#endpoint = new URL(endpoint);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  }

  /** @throws when the answer is an error */
  async states<Out>(operation: string, input: object): Promise<Out> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` };
    return JSON.parse(await this.#send({ service: 'states', path: '/', headers, body: JSON.stringify(input) })) as Out;
  }

  /** @returns the function's output */
  invoke(functionName: string, payload: string): Promise<string> {
    const path = `/2015-03-31/functions/${functionName}/invocations`;
    return this.#send({ service: 'lambda', path, headers: { 'content-type': 'application/json' }, body: payload });
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(call: SignedRequest): Promise<string> {
    const { hostname, port } = this.#endpoint;
    const options = { hostname, port, path: call.path, method: 'POST', agent: this.#agent, headers: this.#sign(call) };
    return new Promise((resolve, reject) => {
      const sent = request(options, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('error', reject).on('end', () => {
          if (answer.statusCode === 200 && answer.headers['x-amz-function-error'] === undefined) resolve(text);
          else reject(new Error(`${call.path} answered ${answer.statusCode}: ${text}`));
        });
      });
      sent.on('error', reject).end(call.body);
    });
  }

  #sign({ service, path, headers, body }: SignedRequest): Record<string, string | number> {
    const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const signed: Record<string, string> = { ...headers, host: this.#endpoint.host, 'x-amz-date': time };
    const names = Object.keys(signed).sort();
    const canonical = [
      'POST',
      path,
      '',
      ...names.map((name) => `${name}:${signed[name]}`),
      '',
      names.join(';'),
      sha256(body),
    ];
    const scope = `${day}/${REGION}/${service}/aws4_request`;
    const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical.join('\n'))].join('\n');
    const signature = hmac(this.#key(day, service), text).toString('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY_ID}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return { ...signed, authorization, 'content-length': Buffer.byteLength(body) };
  }

  #key(day: string, service: string): Buffer {
    const name = `${day}/${service}`;
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = [day, REGION, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${SECRET_ACCESS_KEY}`));
      this.#keys.set(name, key);
    }
    return key;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
