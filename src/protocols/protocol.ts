/** What a wire protocol is to the gateway: a codec for requests, answers and errors of one operation. */
import type { Operation, ServiceError } from '../base/service.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';

/** The operation a request is for. */
export interface Target {
  readonly name: string;
  readonly operation: Operation;
  /** Path labels in the order of the path, percent-encoded; only restJson has them. */
  readonly labels?: readonly string[];
}

export interface Protocol {
  /** @throws ServiceError when the request cannot be read as the operation's input. */
  decode(target: Target, request: HttpRequest): object;
  encode(target: Target, output: unknown, exchange: Exchange): HttpResponse;
  encodeError(error: ServiceError, exchange: Exchange): HttpResponse;
}

/** What an answer repeats of its request. */
export interface Exchange {
  readonly requestId: string;
  readonly request: HttpRequest;
}
