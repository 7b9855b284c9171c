/**
 * The bytes of an object, read range by range, so that no connection is held open while child executions run. All ranges are of
 * one state of the object: when it is changed meanwhile, reading fails.
 */

import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { ItemReaderError } from '../../engine/map-runs/item-source.ts';
import type { S3Access } from './s3-access.ts';

export interface ObjectLocation {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

export interface ObjectBytes {
  /** That of the state that is read; known once something was read. */
  readonly etag: string;
  /** From an offset on, to the end. */
  chunks(from: number): AsyncGenerator<Buffer>;
}

interface GetAnswer {
  readonly Body: AsyncIterable<Uint8Array>;
  readonly ETag: string;
  readonly ContentRange?: string;
}

const RANGE_BYTES = 1024 * 1024;
const ATTEMPTS_MAX = 3;
const PAUSE_MS = 200;

/** @param etag of an earlier reading that is to go on; empty for a new one */
export function objectBytes(s3: S3Access, location: ObjectLocation, etag: string): ObjectBytes {
  let known = etag;

  async function readRange(first: number): Promise<{ readonly bytes: Buffer; readonly isLast: boolean }> {
    const Range = `bytes=${first}-${first + RANGE_BYTES - 1}`;
    const answer = await s3<GetAnswer>('GetObject', { ...location, Range, ...(known && { IfMatch: known }) });
    const bytes = await gather(answer.Body);
    known = answer.ETag;
    const total = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? 0);
    return { bytes, isLast: first + bytes.length >= total };
  }

  return {
    get etag() {
      return known;
    },
    async *chunks(from) {
      for (let first = from; ; ) {
        const range = await persistently(() => readRange(first));
        if (range === undefined) return;
        yield range.bytes;
        if (range.isLast) return;
        first += range.bytes.length;
      }
    },
  };
}

/** Undefined when the range begins behind the end, as it does in an empty object. */
async function persistently<T>(read: () => Promise<T>): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (error instanceof ItemReaderError && error.message.startsWith(BEHIND_END)) return undefined;
      if (error instanceof ItemReaderError || attempt === ATTEMPTS_MAX) throw error;
    }
    await delay(PAUSE_MS * attempt);
  }
}

const BEHIND_END = 'The requested range is not satisfiable';

async function gather(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What the object holds packed; offsets count the unpacked bytes. Reading on unpacks what lies before once more. */
export function gunzipped(packed: ObjectBytes): ObjectBytes {
  return {
    get etag() {
      return packed.etag;
    },
    async *chunks(from) {
      const unpacking = Readable.from(packed.chunks(0)).compose(createGunzip()) as AsyncIterable<Buffer>;
      let offset = 0;
      for await (const chunk of unpacking) {
        const skipped = Math.min(Math.max(from - offset, 0), chunk.length);
        offset += chunk.length;
        if (skipped < chunk.length) yield chunk.subarray(skipped);
      }
    },
  };
}
