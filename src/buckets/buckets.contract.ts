/** What every `Buckets` does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Buckets, ListQuery, ObjectAddress, ObjectPage } from './buckets.ts';

export interface BucketsUnderTest {
  /** With an empty bucket `BUCKET`, and no other one. */
  readonly buckets: Buckets;
  close(): Promise<void>;
}

export const BUCKET = 'a-bucket';

/** Parts go up in 16 MiB. */
const LARGE_BYTES = 33 * 1024 * 1024 + 5;

export function bucketsContract(open: () => Promise<BucketsUnderTest>): void {
  let under: BucketsUnderTest;
  beforeAll(async () => {
    under = await open();
  });
  afterAll(() => under.close());

  const at = (key: string): ObjectAddress => ({ bucket: BUCKET, key });
  const put = (key: string, text: string) => under.buckets.put(at(key), Buffer.from(text));
  const get = async (key: string, options = {}) => textOf((await under.buckets.get(at(key), options)).body);
  const refused = (code: string) => expect.objectContaining({ code });

  describe('an object', () => {
    it('is given back as it was put, and replaced by the next one', async () => {
      await put('folder/héllo wörld+&?#%.txt', 'first');
      await put('folder/héllo wörld+&?#%.txt', 'second, ünd');
      expect(await get('folder/héllo wörld+&?#%.txt')).toBe('second, ünd');
    });

    it('may be empty', async () => {
      await put('empty', '');
      expect(await get('empty')).toBe('');
    });

    it('says how large it is and when it was written, and has another ETag when its bytes are others', async () => {
      await put('head', 'one');
      const before = await under.buckets.head(at('head'));
      await put('head', 'four');
      const after = await under.buckets.head(at('head'));
      expect(before).toMatchObject({ totalBytes: 3, etag: expect.stringMatching(/^"[\w-]+"$/) });
      expect(after.totalBytes).toBe(4);
      expect(after.etag).not.toBe(before.etag);
      expect(Math.abs(after.lastModifiedMs - Date.now())).toBeLessThan(60_000);
    });

    it('is read in part', async () => {
      await put('range', '0123456789');
      expect(await get('range', { range: { first: 2, last: 4 } })).toBe('234');
      expect(await get('range', { range: { first: 7 } })).toBe('789');
      expect(await get('range', { range: { first: 8, last: 100 } })).toBe('89');
      const { totalBytes, contentBytes } = await under.buckets.get(at('range'), { range: { first: 2, last: 4 } });
      expect([totalBytes, contentBytes]).toEqual([10, 3]);
    });

    it('is not read behind its end', async () => {
      await put('short', 'abc');
      await expect(get('short', { range: { first: 3 } })).rejects.toEqual(refused('InvalidRange'));
    });

    it('is gone when it was deleted; deleting it again is fine', async () => {
      await put('gone', 'x');
      await under.buckets.delete(at('gone'));
      await under.buckets.delete(at('gone'));
      await expect(get('gone')).rejects.toEqual(refused('NoSuchKey'));
      await expect(under.buckets.head(at('gone'))).rejects.toEqual(refused('NoSuchKey'));
    });

    it('may be large and of unknown length', async () => {
      const { etag } = await under.buckets.put(at('large'), largeBody());
      const { totalBytes, etag: found } = await under.buckets.head(at('large'));
      for (const kib of [0, 1, 16 * 1024 - 1, 16 * 1024, 32 * 1024, 33 * 1024 - 1]) {
        const range = { first: kib * 1024, last: kib * 1024 };
        expect((await get('large', { range })).charCodeAt(0)).toBe(kib % 127);
      }
      expect([totalBytes, found]).toEqual([LARGE_BYTES, etag]);
      expect(await get('large', { range: { first: LARGE_BYTES - 5 } })).toBe('-end-');
    });

    it('whose body fails is not there', async () => {
      async function* failing() {
        yield Buffer.alloc(40 * 1024 * 1024);
        throw new Error('no more');
      }
      await expect(under.buckets.put(at('failed'), failing())).rejects.toThrow('no more');
      await expect(under.buckets.head(at('failed'))).rejects.toEqual(refused('NoSuchKey'));
    });
  });

  it('a bucket that is not there is refused', async () => {
    const address = { bucket: 'no-bucket', key: 'k' };
    await expect(under.buckets.get(address)).rejects.toEqual(refused('NoSuchBucket'));
    await expect(under.buckets.put(address, Buffer.from('x'))).rejects.toEqual(refused('NoSuchBucket'));
    await expect(under.buckets.list({ bucket: 'no-bucket' })).rejects.toEqual(refused('NoSuchBucket'));
  });

  describe('a list', () => {
    // s3rver has an order of its own where one key begins as another one's folder: see the tests of the folder for that
    const KEYS = ['list/a', 'list/b.b/c', 'list/b0', 'list/c_/b/c', 'list/c_/d', 'list/z', 'list/ä b', 'list/ö'];
    beforeAll(async () => {
      for (const key of KEYS) await put(key, key);
      await put('lisu', 'x');
    });

    const pages = async (query: Omit<ListQuery, 'bucket'>): Promise<readonly ObjectPage[]> => {
      const page = await under.buckets.list({ bucket: BUCKET, ...query });
      const { startAfter: _, ...rest } = query;
      return page.next === undefined ? [page] : [page, ...(await pages({ ...rest, token: page.next }))];
    };
    const keysOf = (listed: readonly ObjectPage[]) => listed.map(({ objects }) => objects.map(({ key }) => key));

    it('has the keys with the prefix in the order of their bytes, with what is known of them', async () => {
      const listed = await pages({ prefix: 'list/' });
      expect(keysOf(listed)).toEqual([KEYS]);
      const { etag } = await under.buckets.head(at('list/a'));
      expect(listed[0]?.objects[0]).toMatchObject({ key: 'list/a', etag, bytes: 6, storageClass: 'STANDARD' });
    });

    it('comes in pages', async () => {
      const listed = await pages({ prefix: 'list/', maxKeys: 3 });
      expect(keysOf(listed)).toEqual([KEYS.slice(0, 3), KEYS.slice(3, 6), KEYS.slice(6)]);
    });

    it('gives the same page again for the same token', async () => {
      const { next } = await under.buckets.list({ bucket: BUCKET, prefix: 'list/', maxKeys: 3 });
      const again = async () =>
        (await pages({ prefix: 'list/', maxKeys: 3, ...(next && { token: next }) }))[0]?.objects;
      expect(await again()).toEqual(await again());
    });

    it('begins behind a key', async () => {
      expect(keysOf(await pages({ prefix: 'list/', startAfter: 'list/c_/b/c' }))).toEqual([KEYS.slice(4)]);
    });

    it('shows what a delimiter ends once', async () => {
      const listed = await pages({ prefix: 'list/', delimiter: '/' });
      const flat = KEYS.filter((key) => !key.slice('list/'.length).includes('/'));
      expect(keysOf(listed)).toEqual([flat]);
      expect(listed[0]?.commonPrefixes).toEqual(['list/b.b/', 'list/c_/']);
    });

    it('may be empty', async () => {
      expect(await pages({ prefix: 'nothing/' })).toEqual([{ objects: [], commonPrefixes: [] }]);
    });
  });
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Each KiB tells which it is, so that parts in the wrong order show. */
async function* largeBody(): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < (LARGE_BYTES - 5) / 1024; i++) yield Buffer.alloc(1024, i % 127);
  yield Buffer.from('-end-');
}
