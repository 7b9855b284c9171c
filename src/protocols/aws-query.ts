/** The awsQuery protocol: a form in, XML out. */
import { XMLBuilder } from 'fast-xml-parser';
import { ServiceError } from '../base/service.ts';
import { formTree, inputOfForm } from './form-input.ts';
import type { HttpResponse } from './http-message.ts';
import { parseForm } from './percent.ts';
import type { Exchange, Protocol } from './protocol.ts';

export interface QueryForm {
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly pairs: readonly (readonly [name: string, value: string])[];
}

/** @throws ServiceError when the body is not a form */
export function parseQueryForm(body: Uint8Array): QueryForm {
  const pairs = parseForm(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  if (pairs === undefined) {
    throw new ServiceError('MalformedQueryString', 'The query string contains a syntax error.', 404);
  }
  const textOf = (name: string) => pairs.find((pair) => pair[0] === name)?.[1];
  return { action: textOf('Action'), version: textOf('Version'), pairs };
}

/** @param namespace The `xmlns` of answers: one per service and version. */
export function awsQuery(namespace: string): Protocol {
  const respond = (status: number, document: object, { requestId }: Exchange): HttpResponse => ({
    status,
    headers: { 'x-amzn-RequestId': requestId, 'Content-Type': 'text/xml' },
    body: xml.build(document),
  });
  return {
    decode: (target, request) => inputOfForm(target.operation.input, formTree(parseQueryForm(request.body).pairs)),
    encode(target, output, exchange) {
      const answer: Record<string, unknown> = { '@xmlns': namespace };
      if (output !== undefined) answer[`${target.name}Result`] = xmlValue(output);
      answer['ResponseMetadata'] = { RequestId: exchange.requestId };
      return respond(200, { [`${target.name}Response`]: answer }, exchange);
    },
    encodeError(error, exchange) {
      const members = { Type: error.fault, Code: error.code, Message: error.message, ...error.details };
      const answer = { '@xmlns': namespace, Error: xmlValue(members), RequestId: exchange.requestId };
      return respond(error.status, { ErrorResponse: answer }, exchange);
    },
  };
}

const xmlOptions = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressBooleanAttributes: false,
  // Not in the library's type, but in its documented defaults, here with the carriage return.
  entities: [
    { regex: /&/g, val: '&amp;' },
    { regex: /</g, val: '&lt;' },
    { regex: />/g, val: '&gt;' },
    { regex: /"/g, val: '&quot;' },
    // A parser would turn a bare carriage return into a line feed.
    { regex: /\r/g, val: '&#xD;' },
  ],
};
const xml = new XMLBuilder(xmlOptions);

/** Characters no XML 1.0 document can hold. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Lists become `member` elements, a `Map` becomes `entry` elements, dates whole seconds. */
function xmlValue(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value.replace(UNPRINTABLE, '\ufffd');
  if (typeof value !== 'object') return value;
  if (value instanceof Date) return `${value.toISOString().slice(0, 19)}Z`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return { member: value.map(xmlValue) };
  if (value instanceof Map) return { entry: [...value].map(([key, member]) => ({ key, value: xmlValue(member) })) };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, xmlValue(member)]),
  );
}
