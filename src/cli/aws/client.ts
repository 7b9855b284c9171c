/**
 * A small client for the AWS APIs, with which the commands speak to Stepwell, to AWS or to anything that answers alike.
 */
import { RequestSigner } from '../../protocols/request-signer.ts';
import { CommandError } from '../command-error.ts';
import { addressOf, type Connection } from './connection.ts';
import type { Input, OperationName, Output, ServiceName } from './operations.ts';
import { WIRE_FORMATS, type WireError } from './wire-format.ts';

/** A service's refusal. */
export class AwsError extends CommandError {
  override readonly name = 'AwsError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

export class AwsClient {
  readonly connection: Connection;
  readonly #signer: RequestSigner;

  constructor(connection: Connection) {
    this.connection = connection;
    this.#signer = new RequestSigner(connection.credentials);
  }

  /** @throws AwsError what the service refuses; CommandError when nothing sensible answers */
  async call<S extends ServiceName, O extends OperationName<S>>(
    service: S,
    operation: O,
    input: Input<S, O>,
  ): Promise<Output<S, O>> {
    const format = WIRE_FORMATS[service];
    const { url, region } = addressOf(this.connection, service);
    const { query, body, headers, ...request } = format.request(operation, input as Record<string, unknown>);
    const path = url.pathname.replace(/\/$/, '') + request.path;
    const { host: _, ...signed } = this.#signer.sign(
      { ...request, path, query, body: Buffer.from(body), headers: { ...headers, host: url.host } },
      { region, service, nowMs: Date.now() },
    );
    const address = `${url.origin}${path}${query && `?${query}`}`;
    const init = { method: request.method, headers: signed as Record<string, string>, ...(body && { body }) };
    const { answer, text } = await exchange(address, init, url.origin);
    const read = <T>(reader: () => T): T => readAnswer(reader, { status: answer.status, origin: url.origin });
    if (answer.ok) return read(() => format.output(text, operation)) as Output<S, O>;
    throw refusal(
      read(() => format.error(text, answer.headers)),
      operation,
      answer.status,
    );
  }
}

async function exchange(address: string, init: RequestInit, origin: string) {
  try {
    const answer = await fetch(address, init);
    return { answer, text: await answer.text() };
  } catch (error) {
    const { cause } = error as Error;
    const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : String(error);
    throw new CommandError(`nothing answers at ${origin} (${reason}); is it started? "stepwell start" does that`);
  }
}

function readAnswer<T>(reader: () => T, { status, origin }: { readonly status: number; readonly origin: string }): T {
  try {
    return reader();
  } catch {
    throw new CommandError(`${origin} answered with status ${status} and something else than an AWS service does`);
  }
}

function refusal({ code, message }: WireError, operation: string, status: number): AwsError {
  return new AwsError(code ?? `status ${status}`, message ?? `${operation} was refused`);
}
