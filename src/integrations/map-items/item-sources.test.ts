import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS, objectAccess } from '../../../tests/support/object-runs.ts';
import type { JsonObject } from '../../base/json.ts';
import { folderBuckets } from '../../buckets/folder/folder-buckets.ts';
import {
  type ItemCursor,
  ItemReaderError,
  type ItemSource,
  type ItemSources,
} from '../../engine/map-runs/item-source.ts';
import { createItemSources } from './item-sources.ts';

const BUCKET = 'bucket';
const LINES = Array.from({ length: 200_000 }, (_, i) => `{"n":${i},"text":"line number ${i}"}`);

let root: string;
let sources: ItemSources;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stepwell-items-'));
  await mkdir(join(root, BUCKET));
  sources = createItemSources(objectAccess(folderBuckets(root)));
  await put('array.json', '[1, 2, 3]');
  await put('empty', '');
  await put('large.jsonl', LINES.join('\n'));
  await put('list/a.jsonl', '1\n2\n');
  await put('list/b.jsonl', '');
  await put('list/c.jsonl', '3\n');
});
afterAll(() => rm(root, { recursive: true }));

async function put(key: string, bytes: string | Uint8Array): Promise<void> {
  const path = join(root, BUCKET, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

function open(action: string, parameters: JsonObject, readerConfig: JsonObject = {}): Promise<ItemSource> {
  const reader = {
    resource: `arn:aws:states:::s3:${action}`,
    parameters: { Bucket: BUCKET, ...parameters },
    readerConfig,
  };
  return sources.open(reader, ACCESS);
}

interface Read {
  readonly items: readonly string[];
  readonly cursors: readonly ItemCursor[];
}

async function readAll(source: ItemSource, limit: number, from?: ItemCursor): Promise<Read> {
  const items: string[] = [];
  const cursors: ItemCursor[] = [];
  for (let cursor = from; ; ) {
    const page = await source.read(cursor, limit);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items.map(({ key, value }) => (key === undefined ? value.text : `${key}=${value.text}`)));
    if (page.next === undefined) break;
    // as it comes back from where it was stored
    cursor = JSON.parse(JSON.stringify(page.next)) as ItemCursor;
    cursors.push(cursor);
  }
  await source.close();
  return { items, cursors };
}

/** Read whole, and from every place by a process that knows nothing of what was read before. */
async function itemsOf(action: string, parameters: JsonObject, config: JsonObject = {}): Promise<readonly string[]> {
  const { items, cursors } = await readAll(await open(action, parameters, config), 1);
  for (const [i, cursor] of cursors.entries()) {
    const rest = await readAll(await open(action, parameters, config), 3, cursor);
    expect(rest.items).toEqual(items.slice(i + 1));
  }
  return items;
}

describe('the items of an object', () => {
  test('are read in pages, and on from any of them', async () => {
    expect(await itemsOf('getObject', { Key: 'array.json' }, { InputType: 'JSON' })).toEqual(['1', '2', '3']);
    expect(await itemsOf('getObject', { Key: 'array.json' })).toEqual(['1', '2', '3']);
    expect(await itemsOf('getObject', { Key: 'empty' }, { InputType: 'JSONL' })).toEqual([]);
    expect(await itemsOf('getObject', { Key: 'empty' }, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' })).toEqual(
      [],
    );
  });

  test('say where they come from', async () => {
    expect((await open('getObject', { Key: 'array.json' })).name).toBe('S3://bucket/array.json');
    expect((await open('listObjectsV2', { Prefix: 'list/' })).name).toBe('S3://bucket');
  });

  test('may be many: they come range by range', async () => {
    const source = await open('getObject', { Key: 'large.jsonl' }, { InputType: 'JSONL' });
    const { items, cursors } = await readAll(source, 10_000);
    expect(items).toEqual(LINES);
    const rest = await readAll(
      await open('getObject', { Key: 'large.jsonl' }, { InputType: 'JSONL' }),
      10_000,
      cursors[12],
    );
    expect(rest.items).toEqual(LINES.slice(130_000));
  });

  test('are no more than MaxItems, also when they are read on; 0 is no limit', async () => {
    const config = { InputType: 'JSONL', MaxItems: 5 };
    expect(await itemsOf('getObject', { Key: 'large.jsonl' }, config)).toEqual(LINES.slice(0, 5));
    expect(await itemsOf('getObject', { Key: 'array.json' }, { MaxItems: 0 })).toEqual(['1', '2', '3']);
    expect(await itemsOf('getObject', { Key: 'array.json' }, { MaxItems: 3 })).toEqual(['1', '2', '3']);
  });

  test('are not mixed with those of another object that took its place', async () => {
    await put('changing.json', '[1, 2, 3]');
    const source = await open('getObject', { Key: 'changing.json' });
    const { next } = await source.read(undefined, 1);
    await source.close();
    await put('changing.json', '[10, 20, 30]');
    const again = await open('getObject', { Key: 'changing.json' });
    await expect(again.read(next, 1)).rejects.toThrow(/pre-conditions/);
  });
});

describe('listed objects', () => {
  test('are items as documented', async () => {
    const [first = '{}', ...others] = await itemsOf('listObjectsV2', { Prefix: 'list/' });
    expect(JSON.parse(first)).toEqual({
      Etag: expect.stringMatching(/^".+"$/),
      Key: 'list/a.jsonl',
      LastModified: expect.any(Number),
      Size: 4,
      StorageClass: 'STANDARD',
    });
    expect(others.map((text) => JSON.parse(text).Key)).toEqual(['list/b.jsonl', 'list/c.jsonl']);
  });

  test('are opened and their items read with LOAD_AND_FLATTEN', async () => {
    const config = { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' };
    expect(await itemsOf('listObjectsV2', { Prefix: 'list/' }, config)).toEqual(['1', '2', '3']);
    expect(await itemsOf('listObjectsV2', { Prefix: 'none/' }, config)).toEqual([]);
  });
});

describe('a manifest', () => {
  test('of an S3 inventory names packed CSV files', async () => {
    await put('inventory/1.csv.gz', gzipSync('"bucket","a","1"\n"bucket","b%20c","2"\n'));
    await put('inventory/2.csv.gz', gzipSync('"bucket","d","3"\n'));
    const manifest = {
      destinationBucket: 'arn:aws:s3:::bucket',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size',
      files: [{ key: 'inventory/1.csv.gz', size: 1 }, { key: 'inventory/2.csv.gz' }],
    };
    await put('inventory/manifest.json', JSON.stringify(manifest));
    expect(await itemsOf('getObject', { Key: 'inventory/manifest.json' }, { InputType: 'MANIFEST' })).toEqual([
      '{"Bucket":"bucket","Size":"1","Key":"a"}',
      '{"Bucket":"bucket","Size":"2","Key":"b%20c"}',
      '{"Bucket":"bucket","Size":"3","Key":"d"}',
    ]);
  });

  test('of an Athena UNLOAD names files of any format', async () => {
    await put('athena/1.gz', gzipSync('{"a":1}\n{"a":2}\n'));
    await put('athena/2', '{"a":3}\n');
    await put('athena/manifest.csv', 's3://bucket/athena/1.gz\ns3://bucket/athena/2\n');
    const config = { ManifestType: 'ATHENA_DATA', InputType: 'JSONL' };
    expect(await itemsOf('getObject', { Key: 'athena/manifest.csv' }, config)).toEqual([
      '{"a":1}',
      '{"a":2}',
      '{"a":3}',
    ]);
  });

  test.each([
    ['[]', /it is no JSON object/],
    ['{', /it is no JSON object/],
    ['{"fileFormat": "Parquet"}', /its fileFormat is not CSV/],
    ['{"fileFormat": "CSV"}', /it has no fileSchema/],
    ['{"fileFormat":"CSV","fileSchema":"a","destinationBucket":"bucket","files":[{}]}', /no key/],
  ])('%s is refused', async (text, message) => {
    await put('manifest.json', text);
    const source = await open('getObject', { Key: 'manifest.json' }, { InputType: 'MANIFEST' });
    await expect(source.read(undefined, 1)).rejects.toThrow(message);
  });
});

describe('an ItemReader fails', () => {
  const reading = async (...args: Parameters<typeof open>) => (await open(...args)).read(undefined, 1);

  test.each<[Parameters<typeof open>, RegExp]>([
    [['getObject', { Key: 'none' }], /^The specified key does not exist\. \(Service: S3, Status Code: 404, /],
    [['getObject', { Bucket: 'none', Key: 'k' }], /^The specified bucket does not exist \(Service: S3/],
    [['listObjectsV2', { Bucket: 'none' }], /^The specified bucket does not exist/],
    [['getObject', {}], /no Key/],
    [['getObject', { Key: 'array.json' }, { InputType: 'PARQUET' }], /does not support the InputType PARQUET/],
    [['getObject', { Key: 'array.json' }, { MaxItems: -1 }], /^field MaxItems must be positive$/],
    [['headObject', { Key: 'array.json' }], /does not support the ItemReader/],
  ])('%j', async (args, message) => {
    await expect(reading(...args)).rejects.toThrow(ItemReaderError);
    await expect(reading(...args)).rejects.toThrow(message);
  });

  test('without the permission of the role, and without a storage', async () => {
    const reader = {
      resource: 'arn:aws:states:::s3:getObject',
      parameters: { Bucket: BUCKET, Key: 'k' },
      readerConfig: {},
    };
    const denied = createItemSources(objectAccess(folderBuckets(root), ['s3:GetObject']));
    await expect((await denied.open(reader, ACCESS)).read(undefined, 1)).rejects.toThrow(
      /may not perform: s3:GetObject/,
    );
    const without = createItemSources({ ...objectAccess(folderBuckets(root)), hasStorage: false });
    await expect((await without.open(reader, ACCESS)).read(undefined, 1)).rejects.toThrow(/--object-dir/);
  });
});
