/** The items in one object. The position is `[ETag, the format's own position]`, so that no other state of the object is read on. */

import { type ItemStream, pairOf } from './item-stream.ts';
import { gunzipped, type ObjectLocation, objectBytes } from './object-bytes.ts';
import { type Format, textOf } from './reader-config.ts';
import type { S3Access } from './s3-access.ts';

export interface ObjectItemsOptions {
  readonly s3: S3Access;
  readonly location: ObjectLocation;
  readonly format: Format;
  readonly isPacked?: boolean;
}

export function objectItems({ s3, location, format, isPacked = false }: ObjectItemsOptions): ItemStream {
  return async function* (from) {
    const [etag, position] = from === undefined ? [] : pairOf(from);
    const stored = objectBytes(s3, location, textOf(etag) ?? '');
    const bytes = isPacked ? gunzipped(stored) : stored;
    for await (const { item, after } of format(bytes, position)) yield { item, after: [bytes.etag, after] };
  };
}
