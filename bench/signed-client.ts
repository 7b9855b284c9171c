/**
 * A small client for the AWS wire that keeps its connections: the SDK would cost the load process more than Stepwell needs
 * to answer.
 */
import { Agent, request } from 'node:http';
import { RequestSigner } from '../src/protocols/request-signer.ts';

const REGION = 'us-east-1';

interface Call {
  readonly service: 'states' | 'lambda';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class SignedClient {
  readonly #endpoint: URL;
  readonly #agent: Agent;
  readonly #signer = new RequestSigner({ accessKeyId: 'test', secretAccessKey: 'test' });

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

  #send(call: Call): Promise<string> {
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

  #sign({ service, path, headers, body }: Call): Record<string, string | number | undefined> {
    const bytes = Buffer.from(body);
    const unsigned = {
      method: 'POST',
      path,
      query: '',
      headers: { ...headers, host: this.#endpoint.host },
      body: bytes,
    };
    const signed = this.#signer.sign(unsigned, { region: REGION, service, nowMs: Date.now() });
    return { ...signed, 'content-length': bytes.length };
  }
}
