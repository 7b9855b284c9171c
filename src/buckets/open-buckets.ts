/** The storage of objects that Stepwell was told to use. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Buckets } from './buckets.ts';
import { folderBuckets } from './folder/folder-buckets.ts';
import { s3Buckets } from './s3/s3-buckets.ts';
import type { S3Endpoint } from './s3/s3-exchange.ts';

/** A folder that holds `BUCKET/KEY`, or an S3 service. */
export type ObjectStorage = { readonly directory: string } | S3Endpoint;

/** In one line for whoever started the server. */
export class ObjectStorageError extends Error {}

/** @throws ObjectStorageError */
export async function openBuckets(storage: ObjectStorage): Promise<Buckets> {
  if ('url' in storage) return s3Buckets(storage);
  const directory = resolve(storage.directory);
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new ObjectStorageError(`the object folder "${directory}" does not exist`);
  return folderBuckets(directory);
}
