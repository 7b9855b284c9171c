/**
 * Buckets as folders of the local disk: the object KEY of BUCKET is the file `ROOT/BUCKET/KEY`. A bucket is there when its
 * folder is. An object appears only when it is whole.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory, syncDirectory } from '../../store/sqlite/durable-files.ts';
import {
  type BucketError,
  invalidArgument,
  invalidRange,
  noSuchBucket,
  noSuchKey,
  noSuchVersion,
  preconditionFailed,
} from '../bucket-error.ts';
import type {
  Buckets,
  ByteRange,
  GetOptions,
  ListedObject,
  ObjectAddress,
  ObjectHead,
  ObjectPage,
} from '../buckets.ts';
import { ListedKeys } from './listed-keys.ts';
import { bucketPath, objectPath, UPLOADS } from './object-path.ts';

const READ_BYTES = 256 * 1024;

export function folderBuckets(root: string): Buckets {
  const listedKeys = new ListedKeys();

  /** @throws BucketError when there is no such bucket */
  async function requireBucket(bucket: string): Promise<string> {
    const path = bucketPath(root, bucket);
    const found = await statOf(path);
    if (found?.isDirectory() !== true) throw noSuchBucket();
    return path;
  }

  /** @throws BucketError */
  async function findObject(address: ObjectAddress, { versionId, ifMatch }: GetOptions) {
    await requireBucket(address.bucket);
    const path = objectPath(root, address);
    const found = await statOf(path);
    if (found?.isFile() !== true) throw noSuchKey();
    if (versionId !== undefined && versionId !== 'null') throw noSuchVersion();
    const head = headOf(found);
    if (ifMatch !== undefined && ifMatch !== head.etag) throw preconditionFailed();
    return { path, head };
  }

  return {
    async get(address, options = {}) {
      const { path, head } = await findObject(address, options);
      const { first, end } = options.range ? clipped(options.range, head) : { first: 0, end: head.totalBytes };
      return { ...head, contentBytes: end - first, body: bytesOf(path, head, { first, end }) };
    },

    async head(address, options = {}) {
      return (await findObject(address, options)).head;
    },

    async put(address, body) {
      await requireBucket(address.bucket);
      const path = objectPath(root, address);
      const incomplete = join(root, UPLOADS, randomUUID());
      await makeDirectory(dirname(incomplete));
      try {
        await writeWhole(incomplete, body);
        await asKeyError(address, async () => {
          await makeDirectory(dirname(path));
          await rename(incomplete, path);
          await syncDirectory(dirname(path));
        });
      } catch (error) {
        await rm(incomplete, { force: true });
        throw error;
      }
      return { etag: headOf(await stat(path, { bigint: true })).etag, checksums: {} };
    },

    async delete(address) {
      await requireBucket(address.bucket);
      const path = objectPath(root, address);
      if ((await statOf(path))?.isFile() === true) await rm(path, { force: true });
    },

    async list(query) {
      const directory = await requireBucket(query.bucket);
      const { keys, commonPrefixes, next } = await listedKeys.page(directory, query);
      const objects = await Promise.all(keys.map((key) => listed(directory, key)));
      const page: ObjectPage = { objects: objects.filter((object) => object !== undefined), commonPrefixes };
      return next === undefined ? page : { ...page, next };
    },
  };
}

/** Undefined when it was removed meanwhile. */
async function listed(directory: string, key: string): Promise<ListedObject | undefined> {
  const found = await statOf(join(directory, key));
  if (found?.isFile() !== true) return undefined;
  const { etag, lastModifiedMs, totalBytes: bytes } = headOf(found);
  return { key, etag, lastModifiedMs, bytes, storageClass: 'STANDARD' };
}

/** The ETag tells when a file was changed; that it be a digest of the bytes S3 does not promise either. */
function headOf({ size, mtimeNs, mtimeMs, ino }: BigIntStats): ObjectHead {
  const digest = createHash('md5').update(`${size} ${mtimeNs} ${ino}`).digest('hex');
  return {
    etag: `"${digest}"`,
    lastModifiedMs: Number(mtimeMs),
    totalBytes: Number(size),
    contentType: 'binary/octet-stream',
    metadata: {},
  };
}

interface Extent {
  readonly first: number;
  /** Not included. */
  readonly end: number;
}

/** @throws BucketError */
function clipped({ first, last }: ByteRange, { totalBytes }: ObjectHead): Extent {
  const end = Math.min((last ?? totalBytes) + 1, totalBytes);
  if (first >= end) throw invalidRange();
  return { first, end };
}

/** The file is opened when somebody reads, so that nothing is left open when nobody does. */
async function* bytesOf(path: string, { etag }: ObjectHead, { first, end }: Extent): AsyncGenerator<Uint8Array> {
  const file = await openFile(path);
  try {
    if (headOf(await file.stat({ bigint: true })).etag !== etag) throw preconditionFailed();
    for (let position = first; position < end; ) {
      const wanted = Math.min(READ_BYTES, end - position);
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function writeWhole(path: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (body instanceof Uint8Array) await file.writeFile(body);
    else for await (const chunk of body) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw isMissing(error) ? noSuchKey() : error;
  }
}

async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

const IN_THE_WAY: ReadonlySet<string | undefined> = new Set(['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY']);

/** In a folder there cannot be both `a` and `a/b`, as there can in S3. */
async function asKeyError({ key }: ObjectAddress, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const refusal = (): BucketError =>
      invalidArgument(`In the folder another object is in the way of the key "${key}"`);
    throw IN_THE_WAY.has(code) ? refusal() : error;
  }
}
