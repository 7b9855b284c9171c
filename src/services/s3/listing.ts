/** ListObjectsV2. */
import type { Operation } from '../../base/service.ts';
import { type Buckets, LIST_KEYS_MAX } from '../../buckets/buckets.ts';
import { asServiceError } from './errors.ts';
import { bucketMember, structure } from './shapes.ts';

export interface ListInput {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: number;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
}

export interface ListedObject {
  readonly ETag: string;
  readonly Key: string;
  readonly LastModified: Date;
  readonly Size: number;
  readonly StorageClass: string;
}

export interface ListOutput {
  readonly Contents?: readonly ListedObject[];
  readonly NextContinuationToken?: string;
}

export function listOperations(buckets: Buckets): Readonly<Record<string, Operation>> {
  const listObjectsV2: Operation<ListInput, ListOutput> = {
    input: structure({
      ...bucketMember,
      Prefix: { type: 'string' },
      Delimiter: { type: 'string' },
      MaxKeys: { type: 'integer', min: 0 },
      StartAfter: { type: 'string' },
      ContinuationToken: { type: 'string' },
    }),
    permissions: ({ Bucket, Prefix = '', Delimiter = '', MaxKeys = LIST_KEYS_MAX }) => {
      const context = { 's3:prefix': Prefix, 's3:delimiter': Delimiter, 's3:max-keys': String(MaxKeys) };
      return [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${Bucket}`, context }];
    },
    run: (input) => list(buckets, input),
  };
  return { ListObjectsV2: listObjectsV2 };
}

/** Members without anything in them are left out, as the SDK for Java leaves them. */
async function list(buckets: Buckets, input: ListInput) {
  const { Bucket, Prefix = '', Delimiter, MaxKeys = LIST_KEYS_MAX, StartAfter, ContinuationToken } = input;
  const query = {
    bucket: Bucket,
    prefix: Prefix,
    maxKeys: MaxKeys,
    ...(Delimiter !== undefined && { delimiter: Delimiter }),
    ...(StartAfter !== undefined && { startAfter: StartAfter }),
    ...(ContinuationToken !== undefined && { token: ContinuationToken }),
  };
  const { objects, commonPrefixes, next } = await asServiceError(buckets.list(query));
  return {
    ...(commonPrefixes.length > 0 && { CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: prefix })) }),
    ...(objects.length > 0 && {
      Contents: objects.map(({ key, etag, lastModifiedMs, bytes, storageClass }) => ({
        ETag: etag,
        Key: key,
        LastModified: new Date(lastModifiedMs),
        Size: bytes,
        StorageClass: storageClass,
      })),
    }),
    ...(ContinuationToken !== undefined && { ContinuationToken }),
    ...(Delimiter !== undefined && { Delimiter }),
    IsTruncated: next !== undefined,
    KeyCount: objects.length + commonPrefixes.length,
    MaxKeys,
    Name: Bucket,
    ...(next !== undefined && { NextContinuationToken: next }),
    Prefix,
    ...(StartAfter !== undefined && { StartAfter }),
  };
}
