/**
 * The answer of a function URL in the mode RESPONSE_STREAM: what the function writes, as it writes it. A function may put status
 * and headers in front, as JSON that eight zero bytes end.
 */
import { type HttpResponse, InterruptedAnswer } from '../../../protocols/http-message.ts';
import type { InvocationResult } from '../../../runtimes/function-version.ts';
import type { PieceQueue } from '../piece-queue.ts';
import { BAD_GATEWAY, structuredHead } from './url-response.ts';

/** What names a stream that has status and headers in front. */
const WITH_HEAD = 'application/vnd.awslambda.http-integration-response';
const SEPARATOR = Buffer.alloc(8);
/** As much as all headers of a request may be. */
const HEAD_BYTES_MAX = 64 * 1024;
/** API reference of streamed responses: what a stream is that says nothing else. */
const DEFAULT_TYPE = 'application/octet-stream';

export interface StreamedResult {
  /** That was executed. */
  readonly version: string;
  readonly pieces: PieceQueue;
  readonly ended: Promise<InvocationResult>;
  /** As far as the function has named one by its first piece. */
  contentType(): string;
}

/** Resolves when status and headers are known. */
export async function streamedResponse(result: StreamedResult): Promise<HttpResponse> {
  const { pieces, ended, contentType } = result;
  // It is looked at in its time.
  ended.catch(() => {});
  const reader = pieces[Symbol.asyncIterator]();
  const first = await reader.next();
  if (first.done) return wholeResponse(await ended);
  if (contentType() !== WITH_HEAD) {
    const headers = { 'content-type': contentType() || DEFAULT_TYPE };
    return { status: 200, headers, body: bodyOf(first.value, reader, { pieces, ended }) };
  }
  let bytes = first.value;
  while (bytes.indexOf(SEPARATOR) < 0) {
    const next = await reader.next();
    if (next.done || bytes.length > HEAD_BYTES_MAX) return given(pieces);
    bytes = Buffer.concat([bytes, next.value]);
  }
  const end = bytes.indexOf(SEPARATOR);
  const head = headOf(bytes.subarray(0, end).toString());
  if (head === undefined) return given(pieces);
  return { ...head, body: bodyOf(bytes.subarray(end + SEPARATOR.length), reader, { pieces, ended }) };
}

/** GUESS: that the result of a function that does not stream is the body as it is, whatever its members say. */
function wholeResponse({ payload, functionError }: InvocationResult): HttpResponse {
  if (functionError !== undefined) return BAD_GATEWAY;
  return { status: 200, headers: { 'content-type': DEFAULT_TYPE }, body: payload };
}

/** What comes next is dropped. */
function given(pieces: PieceQueue): HttpResponse {
  pieces.close();
  return BAD_GATEWAY;
}

function headOf(text: string): Omit<HttpResponse, 'body'> | undefined {
  try {
    const prelude = JSON.parse(text) as { readonly statusCode?: unknown };
    return structuredHead({ ...prelude, statusCode: prelude.statusCode ?? 200 }, DEFAULT_TYPE);
  } catch {
    return undefined;
  }
}

async function* bodyOf(
  first: Buffer,
  reader: AsyncGenerator<Buffer>,
  { pieces, ended }: Pick<StreamedResult, 'pieces' | 'ended'>,
): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    for await (const piece of reader) yield piece;
    const { functionError } = await ended;
    if (functionError !== undefined) throw new InterruptedAnswer('the function failed while it wrote its answer');
  } finally {
    pieces.close();
  }
}
