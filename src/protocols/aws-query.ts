/** The awsQuery protocol: a form in, XML out. */
import { XMLBuilder } from 'fast-xml-parser';
import { ServiceError } from '../base/service.ts';
import { formTree, inputOfForm } from './form-input.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { encodeJson } from './json-output.ts';
import { parseForm } from './percent.ts';
import type { Exchange, Protocol } from './protocol.ts';

export interface QueryForm {
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly pairs: readonly (readonly [name: string, value: string])[];
}

/**
 * The form of a request: its body, or the query of a GET, which is how presigned requests come.
 * @throws ServiceError when it is not a form
 */
export function parseQueryForm({ method, query, body }: Pick<HttpRequest, 'method' | 'query' | 'body'>): QueryForm {
  const text = method === 'GET' ? query : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const pairs = parseForm(text);
  if (pairs === undefined) {
    throw new ServiceError('MalformedQueryString', 'The query string contains a syntax error.', 404);
  }
  const textOf = (name: string) => pairs.find((pair) => pair[0] === name)?.[1];
  return { action: textOf('Action'), version: textOf('Version'), pairs };
}

/** @param namespace The `xmlns` of answers: one per service and version. */
export function awsQuery(namespace: string): Protocol {
  function respond(status: number, document: Document, { requestId, request }: Exchange): HttpResponse {
    const isJson = request.headers['accept'] === 'application/json';
    return {
      status,
      headers: { 'x-amzn-RequestId': requestId, 'Content-Type': isJson ? 'application/json' : 'text/xml' },
      body: isJson ? jsonOf(document) : xmlOf(document, namespace),
    };
  }
  return {
    decode: (target, request) => inputOfForm(target.operation.input, formTree(parseQueryForm(request).pairs)),
    encode: (target, output, exchange) =>
      respond(
        200,
        {
          element: `${target.name}Response`,
          members: { [`${target.name}Result`]: output },
          requestId: { ResponseMetadata: { RequestId: exchange.requestId } },
        },
        exchange,
      ),
    encodeError(error, exchange) {
      const members = { Type: error.fault, Code: error.code, Message: error.message, ...error.details };
      const { requestId } = exchange;
      return respond(
        error.status,
        { element: 'ErrorResponse', members: { Error: members }, requestId: { RequestId: requestId } },
        exchange,
      );
    },
  };
}

interface Document {
  readonly element: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly requestId: object;
}

function xmlOf({ element, members, requestId }: Document, namespace: string): string {
  return xml.build({ [element]: { '@xmlns': namespace, ...(xmlValue(members) as object), ...requestId } });
}

/**
 * The same members as JSON, for those who ask for nothing else: the authenticator of EKS does, and reads it. An error's answer
 * has no element around it (reported of AWS by users of that authenticator).
 */
function jsonOf({ element, members, requestId }: Document): string {
  const answer = { ...members, ...requestId };
  return encodeJson(element === 'ErrorResponse' ? answer : { [element]: answer });
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
