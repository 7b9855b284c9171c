/** What a destination gets to know of an asynchronous invocation (members as recorded), and what a dead-letter queue does. */
import type { Condition } from './retries.ts';

/** How the last attempt of an event went; absent when there was none. */
export interface Response {
  readonly executedVersion: string;
  /** JSON text. */
  readonly payload: string;
  readonly functionError?: 'Unhandled' | undefined;
}

export interface EndedEvent {
  readonly requestId: string;
  /** With the qualifier that was invoked, `$LATEST` when there was none. */
  readonly functionArn: string;
  readonly condition: Condition;
  readonly approximateInvokeCount: number;
  /** JSON text. */
  readonly event: string;
  readonly response?: Response | undefined;
}

/** JSON text. Payloads keep their own text. */
export function invocationRecord(ended: EndedEvent, nowMs: number): string {
  const { requestId, functionArn, condition, approximateInvokeCount, event, response } = ended;
  const members = [
    ['version', '"1.0"'],
    ['timestamp', JSON.stringify(new Date(nowMs).toISOString())],
    ['requestContext', JSON.stringify({ requestId, functionArn, condition, approximateInvokeCount })],
    ['requestPayload', event],
  ];
  if (response !== undefined) {
    const { executedVersion, functionError, payload } = response;
    members.push(['responseContext', JSON.stringify({ statusCode: 200, executedVersion, functionError })]);
    members.push(['responsePayload', payload]);
  }
  return `{${members.map(([name, text]) => `"${name}":${text}`).join(',')}}`;
}

export interface DeadLetterAttributes {
  readonly RequestID: string;
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** ErrorMessage is the function's own (recorded), cut as AWS documents it. */
export function deadLetterAttributes({ requestId, condition, response }: EndedEvent): DeadLetterAttributes {
  return {
    RequestID: requestId,
    ErrorCode: response === undefined ? '429' : '200',
    ErrorMessage:
      response === undefined
        ? (UNANSWERED[condition] ?? 'Rate Exceeded.')
        : (errorMessageOf(response.payload) ?? '').slice(0, ERROR_MESSAGE_LENGTH_MAX),
  };
}

/** Developer guide, "Dead-letter queues": "The first 1 KB of the error message". */
const ERROR_MESSAGE_LENGTH_MAX = 1024;

/** Without a space where AWS's own text has none. */
const UNANSWERED: Partial<Record<Condition, string>> = {
  ZeroReservedConcurrency: 'Function not invoked. Function isconfigured with zero reserved concurrent executions',
};

function errorMessageOf(payload: string): string | undefined {
  const { errorMessage } = (JSON.parse(payload) ?? {}) as { errorMessage?: unknown };
  return typeof errorMessage === 'string' ? errorMessage : undefined;
}
