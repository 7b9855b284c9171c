/** Requests and answers as plain data, so that everything behind the socket works and is tested without one. */

export interface HttpRequest {
  readonly method: string;
  /** As the client sent it, still percent-encoded, without the query. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Of the client; absent when the request came through no socket. */
  readonly sourceIp?: string | undefined;
  /** It came over TLS. */
  readonly isSecure?: boolean;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** Thrown by the pieces of a body: the answer is cut off, so that nobody takes it for complete, and that is no defect of ours. */
export class InterruptedAnswer extends Error {}

export interface HttpResponse {
  readonly status: number;
  /** Several values are several headers of one name. */
  readonly headers: Record<string, string | string[]>;
  /** Pieces that come one by one are sent as they come; their reader sets the pace. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
}
