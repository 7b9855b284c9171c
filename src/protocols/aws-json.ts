/** The awsJson protocols, 1.0 and 1.1: the operation in `X-Amz-Target`, one JSON object each way. */
import { EventStream } from '../base/event-stream.ts';
import { EVENT_STREAM_TYPE, encodeEventStream } from './event-stream.ts';
import type { HttpResponse } from './http-message.ts';
import { errorMembers } from './json-error.ts';
import { jsonDecoder, parseJsonBody } from './json-input.ts';
import { encodeJson } from './json-output.ts';
import type { Exchange, Protocol } from './protocol.ts';

export function awsJson(version: '1.0' | '1.1'): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  const respond = (status: number, body: string, { requestId }: Exchange): HttpResponse => ({
    status,
    headers: { 'x-amzn-RequestId': requestId, 'Content-Type': contentType },
    body,
  });
  return {
    decode: (target, request) => jsonDecoder(target.operation.input)(parseJsonBody(request.body)),
    encode(_target, output, exchange) {
      if (!(output instanceof EventStream)) return respond(200, encodeJson(output ?? {}), exchange);
      const answer = respond(200, '', exchange);
      answer.headers['Content-Type'] = EVENT_STREAM_TYPE;
      return { ...answer, body: encodeEventStream(output, encodeJson(output.members)) };
    },
    encodeError: (error, exchange) =>
      respond(error.status, encodeJson({ __type: error.code, ...errorMembers(error) }), exchange),
  };
}
