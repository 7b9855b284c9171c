import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, bucketsContract } from '../buckets.contract.ts';
import type { Buckets } from '../buckets.ts';
import { folderBuckets } from './folder-buckets.ts';

let root: string;
let buckets: Buckets;

async function openFolder() {
  root = await mkdtemp(join(tmpdir(), 'stepwell-buckets-'));
  await mkdir(join(root, BUCKET));
  buckets = folderBuckets(root);
  const close = () => rm(root, { recursive: true });
  return { buckets, close };
}

describe('a folder of buckets', () => bucketsContract(openFolder));

describe('in a folder', () => {
  beforeEach(openFolder);
  afterEach(() => rm(root, { recursive: true }));

  it.each(['..', '../x', 'a/../b', 'a//b', '/a', 'a/', '.', 'a\0b', 'x'.repeat(256)])(
    'the key "%s" is refused',
    async (key) => {
      const refusal = expect.objectContaining({ code: 'InvalidArgument' });
      await expect(buckets.put({ bucket: BUCKET, key }, Buffer.from('x'))).rejects.toEqual(refusal);
      await expect(buckets.get({ bucket: BUCKET, key })).rejects.toEqual(refusal);
    },
  );

  it.each(['..', '.uploads', '', 'a/b'])('the bucket "%s" is refused', async (bucket) => {
    const refusal = expect.objectContaining({ code: 'InvalidBucketName' });
    await expect(buckets.get({ bucket, key: 'k' })).rejects.toEqual(refusal);
    await expect(buckets.list({ bucket })).rejects.toEqual(refusal);
  });

  it('an object cannot lie under another one', async () => {
    const put = (key: string) => buckets.put({ bucket: BUCKET, key }, Buffer.from('x'));
    const inTheWay = expect.objectContaining({ message: expect.stringContaining('in the way') });
    await put('a/b');
    await expect(put('a/b/c')).rejects.toEqual(inTheWay);
    await expect(put('a')).rejects.toEqual(inTheWay);
    expect(await readdir(join(root, '.uploads'))).toEqual([]);
  });

  it('a folder is no object, and is not listed', async () => {
    await mkdir(join(root, BUCKET, 'folder'));
    await symlink(join(root, BUCKET, 'folder'), join(root, BUCKET, 'link'));
    const noKey = expect.objectContaining({ code: 'NoSuchKey' });
    await expect(buckets.get({ bucket: BUCKET, key: 'folder' })).rejects.toEqual(noKey);
    expect(await buckets.list({ bucket: BUCKET })).toEqual({ objects: [], commonPrefixes: [] });
  });

  it('an object that was changed since it was looked at is not mixed with its new bytes', async () => {
    await writeFile(join(root, BUCKET, 'k'), 'before');
    const { body, etag } = await buckets.get({ bucket: BUCKET, key: 'k' });
    await writeFile(join(root, BUCKET, 'k'), 'afterwards');
    const changed = expect.objectContaining({ code: 'PreconditionFailed' });
    await expect(body[Symbol.asyncIterator]().next()).rejects.toEqual(changed);
    await expect(buckets.get({ bucket: BUCKET, key: 'k' }, { ifMatch: etag })).rejects.toEqual(changed);
  });

  it('keys are listed in the order of their bytes, whatever lies in folders, in pages and from any place on', async () => {
    const keys = ['a-b', 'a.b/c', 'a/b.c', 'a/b/c', 'a0', 'a_', 'ä', '\uffff', '😀'];
    for (const key of keys) await buckets.put({ bucket: BUCKET, key }, Buffer.from('x'));
    const walk = async (token?: string): Promise<string[]> => {
      const { objects, next } = await buckets.list({ bucket: BUCKET, maxKeys: 2, ...(token && { token }) });
      return [...objects.map(({ key }) => key), ...(next === undefined ? [] : await walk(next))];
    };
    expect(await walk()).toEqual(keys);
    for (const [i, startAfter] of keys.entries()) {
      const { objects } = await buckets.list({ bucket: BUCKET, startAfter });
      expect(objects.map(({ key }) => key)).toEqual(keys.slice(i + 1));
    }
  });

  it('a listing goes on in a new process from the token of the last page', async () => {
    for (const key of ['a/1', 'a/2', 'b/1', 'c']) await buckets.put({ bucket: BUCKET, key }, Buffer.from('x'));
    const query = { bucket: BUCKET, delimiter: '/', maxKeys: 1 };
    const { commonPrefixes, next: token = '' } = await buckets.list(query);
    expect(commonPrefixes).toEqual(['a/']);
    expect(await folderBuckets(root).list({ ...query, token })).toMatchObject({ objects: [], commonPrefixes: ['b/'] });
  });

  it('a token that nobody gave is refused', async () => {
    const refusal = expect.objectContaining({ code: 'InvalidArgument' });
    await expect(buckets.list({ bucket: BUCKET, token: 'x' })).rejects.toEqual(refusal);
  });
});
