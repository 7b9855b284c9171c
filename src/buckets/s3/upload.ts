/** Puts an object: small ones in one request, large ones in parts, of which never more than one is held. */
import type { IncomingMessage } from 'node:http';
import { BucketError } from '../bucket-error.ts';
import type { ObjectAddress, PutAnswer, PutOptions } from '../buckets.ts';
import type { S3Exchange } from './s3-exchange.ts';
import { completeUploadXml, parseXml } from './s3-xml.ts';

/** S3 takes 10,000 parts of at least 5 MiB: so 160 GB go up without their size being known before. */
const PART_BYTES = 16 * 1024 * 1024;

export async function upload(
  exchange: S3Exchange,
  address: ObjectAddress,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  options: PutOptions,
): Promise<PutAnswer> {
  const headers = headersOf(options);
  const parts = partsOf(body instanceof Uint8Array ? oneChunk(body) : body);
  const first = await parts.next();
  const second = first.done === true ? first : await parts.next();
  if (second.done === true) {
    const bytes = first.done === true ? new Uint8Array() : first.value;
    const answer = await exchange.send({ method: 'PUT', ...address, headers, body: bytes });
    answer.resume();
    return putAnswer(answer);
  }
  return inParts(exchange, { address, headers, parts: rejoined([first.value as Uint8Array, second.value], parts) });
}

interface Upload {
  readonly address: ObjectAddress;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: AsyncIterable<Uint8Array>;
}

async function inParts(exchange: S3Exchange, { address, headers, parts }: Upload): Promise<PutAnswer> {
  const begun = await exchange.sendForText({ method: 'POST', ...address, query: { uploads: '' }, headers });
  const uploadId = parseXml(begun, 'InitiateMultipartUploadResult').text('UploadId');
  try {
    const etags: string[] = [];
    for await (const body of parts) {
      const query = { partNumber: String(etags.length + 1), uploadId };
      const answer = await exchange.send({ method: 'PUT', ...address, query, body });
      answer.resume();
      etags.push(answer.headers.etag ?? '');
    }
    const body = Buffer.from(completeUploadXml(etags));
    const completed = await exchange.sendForText({ method: 'POST', ...address, query: { uploadId }, body });
    return completedAnswer(completed);
  } catch (error) {
    // what has gone up would be kept, and paid for, for ever
    const abort = exchange.sendForText({ method: 'DELETE', ...address, query: { uploadId } });
    await abort.catch(() => undefined);
    throw error;
  }
}

/** An upload may be refused in an answer that began with status 200 (API reference, CompleteMultipartUpload). */
function completedAnswer(document: string): PutAnswer {
  const refusal = parseXml(document, 'Error');
  const code = refusal.text('Code');
  if (code !== undefined) throw new BucketError(code, refusal.text('Message') ?? '', 200);
  return { etag: parseXml(document, 'CompleteMultipartUploadResult').text('ETag') ?? '', checksums: {} };
}

function putAnswer({ headers }: IncomingMessage): PutAnswer {
  const version = headers['x-amz-version-id'];
  const encryption = headers['x-amz-server-side-encryption'];
  return {
    etag: headers.etag ?? '',
    ...(typeof version === 'string' && { versionId: version }),
    ...(typeof encryption === 'string' && { serverSideEncryption: encryption }),
    checksums: checksumsIn(headers),
  };
}

function checksumsIn(headers: IncomingMessage['headers']): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    const [, algorithm] = /^x-amz-checksum-(\w+)$/.exec(name) ?? [];
    if (algorithm === undefined || typeof value !== 'string') return [];
    return [[algorithm === 'type' ? 'ChecksumType' : `Checksum${algorithm.toUpperCase()}`, value]];
  });
  return Object.fromEntries(entries);
}

function headersOf({ contentType = 'application/octet-stream', metadata = {} }: PutOptions): Record<string, string> {
  const own = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name.toLowerCase()}`, value]);
  return { 'content-type': contentType, ...Object.fromEntries(own) };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* rejoined(first: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first;
  yield* rest;
}

/** Whole parts, then the rest, if there is one. */
async function* partsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + PART_BYTES - bytes);
      gathered.push(piece);
      bytes += piece.length;
      at += piece.length;
      if (bytes < PART_BYTES) continue;
      yield Buffer.concat(gathered);
      gathered = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield Buffer.concat(gathered);
}
