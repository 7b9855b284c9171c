/** The answer that a function's result makes: a structure with a status code is taken apart, anything else is the body. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HttpResponse } from '../../../protocols/http-message.ts';

/** What is said when the function failed, or answered with what cannot be sent. */
export const BAD_GATEWAY: HttpResponse = {
  status: 502,
  headers: { 'Content-Type': 'application/json' },
  body: 'Internal Server Error',
};

/** Of the connection, not of the answer; the length is ours to tell. */
const NOT_THE_FUNCTIONS = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** @param payload JSON text */
export function urlResponse(payload: string): HttpResponse {
  const result: unknown = JSON.parse(payload);
  if (isStructured(result)) return structuredResponse(result) ?? BAD_GATEWAY;
  const body = typeof result === 'string' ? result : payload;
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
}

interface StructuredResult {
  readonly statusCode: unknown;
  readonly headers?: unknown;
  readonly cookies?: unknown;
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

function isStructured(result: unknown): result is StructuredResult {
  return typeof result === 'object' && result !== null && 'statusCode' in result;
}

/** Undefined when it is no answer that can be sent. */
function structuredResponse({ body, isBase64Encoded, ...result }: StructuredResult): HttpResponse | undefined {
  const text = body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const head = structuredHead(result, 'application/json');
  return head && { ...head, body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
}

/** Status and headers; undefined when they cannot be sent. */
export function structuredHead(
  { statusCode, headers, cookies }: Pick<StructuredResult, 'statusCode' | 'headers' | 'cookies'>,
  defaultType: string,
): Omit<HttpResponse, 'body'> | undefined {
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 999) return undefined;
  const sent: Record<string, string | string[]> = { 'content-type': defaultType };
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!NOT_THE_FUNCTIONS.has(name.toLowerCase())) sent[name.toLowerCase()] = String(value);
  }
  if (Array.isArray(cookies)) sent['set-cookie'] = cookies.map(String);
  return Object.entries(sent).every(([name, value]) => canBeSent(name, value)) ? { status, headers: sent } : undefined;
}

function canBeSent(name: string, value: string | readonly string[]): boolean {
  try {
    validateHeaderName(name);
    for (const text of [value].flat()) validateHeaderValue(name, text);
    return true;
  } catch {
    return false;
  }
}
