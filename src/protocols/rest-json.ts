/** The restJson1 protocol: method and path name the operation; input and output spread over path, query, headers and body. */
import { assert } from '../base/assert.ts';
import { EventStream } from '../base/event-stream.ts';
import { type Operation, RawJson, type RestBinding } from '../base/service.ts';
import type { Shape, StructureShape } from '../base/shape.ts';
import { EVENT_STREAM_TYPE, encodeEventStream } from './event-stream.ts';
import { errorMembers } from './json-error.ts';
import { jsonDecoder, parseJsonBody, serializationError } from './json-input.ts';
import { encodeJson } from './json-output.ts';
import { parseForm, percentDecode } from './percent.ts';
import type { Exchange, Protocol, Target } from './protocol.ts';
import { labelNames } from './rest-router.ts';
import { scalarOfText } from './text-input.ts';

type Output = Readonly<Record<string, unknown>>;

export const restJson: Protocol = {
  decode(target, request) {
    const { binding, labels, bodyShape, members } = planOf(target.operation);
    const input: Record<string, unknown> = {};
    if (binding.payload !== undefined) input[binding.payload] = request.body;
    else if (bodyShape !== undefined && request.body.length > 0) {
      Object.assign(input, jsonDecoder(bodyShape)(parseJsonBody(request.body)));
    }
    labels.forEach((name, i) => {
      input[name] = scalar(members[name], percentDecode(target.labels?.[i] ?? ''));
    });
    if (request.query !== '') readQuery(input, target.operation, request.query);
    for (const [header, name] of Object.entries(binding.headers ?? {})) {
      const text = request.headers[header];
      if (text !== undefined) input[name] = scalar(members[name], text);
    }
    return input;
  },
  encode(target, output, exchange) {
    const { binding } = planOf(target.operation);
    const members = (output instanceof EventStream ? output.members : (output ?? {})) as Output;
    const headers: Record<string, string> = { 'x-amzn-RequestId': exchange.requestId };
    for (const [name, header] of Object.entries(binding.responseHeaders ?? {})) {
      if (members[name] !== undefined) headers[header] = String(members[name]);
    }
    if (output instanceof EventStream) {
      headers['Content-Type'] = EVENT_STREAM_TYPE;
      return { status: binding.status, headers, body: encodeEventStream(output) };
    }
    const status = binding.statusMember === undefined ? undefined : members[binding.statusMember];
    return {
      status: typeof status === 'number' ? status : binding.status,
      headers,
      body: bodyOf(target, members, headers),
    };
  },
  encodeError(error, exchange) {
    const { retryAfterSeconds, ...members } = errorMembers(error);
    const headers = jsonHeaders(exchange);
    headers['x-amzn-ErrorType'] = error.code;
    if (retryAfterSeconds !== undefined) headers['Retry-After'] = String(retryAfterSeconds);
    return { status: error.status, headers, body: encodeJson(members) };
  },
};

function jsonHeaders({ requestId }: Exchange): Record<string, string> {
  return { 'x-amzn-RequestId': requestId, 'Content-Type': 'application/json' };
}

/** What is known of an operation before the first request for it. */
interface Plan {
  readonly binding: RestBinding;
  readonly labels: readonly string[];
  readonly members: Readonly<Record<string, Shape>>;
  /** The members that travel in the body; undefined when there are none. */
  readonly bodyShape: StructureShape | undefined;
}

const plans = new WeakMap<Operation, Plan>();

function planOf(operation: Operation): Plan {
  let plan = plans.get(operation);
  if (plan === undefined) {
    plan = makePlan(operation);
    plans.set(operation, plan);
  }
  return plan;
}

function makePlan(operation: Operation): Plan {
  const binding = operation.rest;
  assert(binding !== undefined, 'the operation has no restJson binding');
  const labels = labelNames(binding.path);
  const elsewhere = new Set([
    ...labels,
    ...Object.values(binding.query ?? {}),
    ...Object.values(binding.headers ?? {}),
  ]);
  const inBody = Object.entries(operation.input.members).filter(([name]) => !elsewhere.has(name));
  const bodyShape: StructureShape = { type: 'structure', members: Object.fromEntries(inBody) };
  return {
    binding,
    labels,
    members: operation.input.members,
    bodyShape: inBody.length === 0 ? undefined : bodyShape,
  };
}

function readQuery(input: Record<string, unknown>, operation: Operation, query: string): void {
  const { binding, members } = planOf(operation);
  if (binding.query === undefined) return;
  const pairs = parseForm(query);
  if (pairs === undefined) throw serializationError('The query string is not percent-encoded UTF-8');
  for (const [parameter, text] of pairs) {
    if (!Object.hasOwn(binding.query, parameter)) continue;
    const name = binding.query[parameter] as string;
    const shape = members[name];
    if (shape?.type === 'list') {
      input[name] ??= [];
      (input[name] as unknown[]).push(scalar(shape.member, text));
    } else input[name] = scalar(shape, text);
  }
}

function scalar(shape: Shape | undefined, text: string | undefined): unknown {
  if (text === undefined) throw serializationError('The path is not percent-encoded UTF-8');
  if (shape === undefined) return text;
  const value = scalarOfText(shape, text);
  if (value === undefined) throw serializationError(`STRING_VALUE can not be converted to ${shape.type}`);
  return value;
}

/** The body of an answer; its content type goes into `headers` unless the operation has set one. */
function bodyOf(target: Target, members: Output, headers: Record<string, string>): string | Uint8Array {
  const { binding } = planOf(target.operation);
  if (binding.status === 204) return '';
  headers['Content-Type'] ??= 'application/json';
  if (members instanceof RawJson) return members.text;
  if (binding.responsePayload !== undefined) {
    const payload = members[binding.responsePayload];
    return payload instanceof Uint8Array ? payload : String(payload ?? '');
  }
  const elsewhere = new Set([...Object.keys(binding.responseHeaders ?? {}), binding.statusMember]);
  const inBody = Object.entries(members).filter(([name]) => !elsewhere.has(name));
  return encodeJson(Object.fromEntries(inBody));
}
