/** Where an object lies in the folder, and which names can lie there at all: nothing outside of it can be named. */
import { join } from 'node:path';
import { invalidArgument, invalidBucketName } from '../bucket-error.ts';
import type { ObjectAddress } from '../buckets.ts';

/** Buckets do not begin with a dot, so this folder of half-written objects is none. */
export const UPLOADS = '.uploads';

const BUCKET_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}$/;
const SEGMENT_BYTES_MAX = 255;

/** @throws BucketError */
export function bucketPath(root: string, bucket: string): string {
  if (!BUCKET_NAME.test(bucket)) throw invalidBucketName();
  return join(root, bucket);
}

/** @throws BucketError for a key that is no path of a file: empty parts, `.`, `..`, a slash at its end */
export function objectPath(root: string, { bucket, key }: ObjectAddress): string {
  const segments = key.split('/');
  if (!segments.every(isSegment)) throw invalidArgument(`A folder cannot hold an object with the key "${key}"`);
  return join(bucketPath(root, bucket), ...segments);
}

function isSegment(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..' || segment.includes('\0')) return false;
  return Buffer.byteLength(segment) <= SEGMENT_BYTES_MAX;
}
