/** The objects of a bucket, page by page. The position is the last key, so that objects that come and go move no other one. */
import { Payload } from '../../base/payload.ts';
import type { ItemCursor } from '../../engine/map-runs/item-source.ts';
import type { ItemStream } from './item-stream.ts';
import { textOf } from './reader-config.ts';
import type { S3Access } from './s3-access.ts';

export interface Listing {
  readonly Bucket: string;
  readonly Prefix?: string;
}

export interface ListedObject {
  readonly ETag: string;
  readonly Key: string;
  readonly LastModified: Date;
  readonly Size: number;
  readonly StorageClass: string;
}

interface ListAnswer {
  readonly Contents?: readonly ListedObject[];
  readonly NextContinuationToken?: string;
}

export async function* listedObjects(
  s3: S3Access,
  listing: Listing,
  after: ItemCursor | undefined,
): AsyncGenerator<ListedObject> {
  const StartAfter = textOf(after);
  let page: { readonly ContinuationToken?: string; readonly StartAfter?: string } = StartAfter ? { StartAfter } : {};
  for (;;) {
    const { Contents = [], NextContinuationToken } = await s3<ListAnswer>('ListObjectsV2', { ...listing, ...page });
    yield* Contents;
    if (NextContinuationToken === undefined) return;
    page = { ContinuationToken: NextContinuationToken };
  }
}

/** As items are documented: the time in seconds since 1970. */
export function listedItems(s3: S3Access, listing: Listing): ItemStream {
  return async function* (from) {
    for await (const { ETag, Key, LastModified, Size, StorageClass } of listedObjects(s3, listing, from)) {
      const seconds = Math.floor(LastModified.getTime() / 1000);
      const value = Payload.of({ Etag: ETag, Key, LastModified: seconds, Size, StorageClass });
      yield { item: { value }, after: Key };
    }
  };
}
