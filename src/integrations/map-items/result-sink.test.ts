import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCESS, objectAccess } from '../../../tests/support/object-runs.ts';
import { startS3Server } from '../../../tests/support/s3-server.ts';
import type { JsonObject } from '../../base/json.ts';
import { folderBuckets } from '../../buckets/folder/folder-buckets.ts';
import { s3Buckets } from '../../buckets/s3/s3-buckets.ts';
import { type ChildResult, type ResultSink, ResultWriterError } from '../../engine/map-runs/result-sink.ts';
import { createItemSources } from './item-sources.ts';
import { createResultSink } from './result-sink.ts';

const BUCKET = 'bucket';
const MAP_RUN = 'arn:aws:states:us-east-1:000000000000:mapRun:m/Label:id';

let root: string;
let sink: ResultSink;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stepwell-results-'));
  await mkdir(join(root, BUCKET));
  sink = createResultSink(objectAccess(folderBuckets(root)));
});
afterEach(() => rm(root, { recursive: true }));

function child(name: string, status: ChildResult['status'], output?: string): ChildResult {
  const arns = { executionArn: `${MAP_RUN}:${name}`, stateMachineArn: 'machine' };
  return { ...arns, name, status, input: `"${name}"`, ...(output !== undefined && { output }) };
}

async function* results(...children: readonly ChildResult[]): AsyncGenerator<ChildResult> {
  yield* children;
}

const MIXED = [
  child('a', 'SUCCEEDED', '[1, 2]'),
  child('b', 'FAILED'),
  child('c', 'TIMED_OUT'),
  child('d', 'ABORTED'),
  child('e', 'PENDING'),
  child('f', 'SUCCEEDED', '"last"'),
];

function write(parameters: JsonObject, writerConfig: JsonObject, children: AsyncIterable<ChildResult>, to = sink) {
  const writer = { resource: 'arn:aws:states:::s3:putObject', parameters, writerConfig };
  return to.write({ mapRunArn: MAP_RUN, mapRunId: 'id', writer, results: children }, ACCESS);
}

const read = async (key: string) => readFile(join(root, BUCKET, key), 'utf8');

describe('the results of a Map Run', () => {
  test('lie in a file for each kind of end, which the manifest names', async () => {
    const details = await write({ Bucket: BUCKET, Prefix: 'mapJobs' }, {}, results(...MIXED));
    expect(details).toEqual({ Bucket: BUCKET, Key: 'mapJobs/id/manifest.json' });
    const manifest = JSON.parse(await read('mapJobs/id/manifest.json'));
    expect(manifest).toEqual({
      DestinationBucket: BUCKET,
      MapRunArn: MAP_RUN,
      ResultFiles: {
        FAILED: [{ Key: 'mapJobs/id/FAILED_0.json', Size: expect.any(Number) }],
        PENDING: [{ Key: 'mapJobs/id/PENDING_0.json', Size: expect.any(Number) }],
        SUCCEEDED: [{ Key: 'mapJobs/id/SUCCEEDED_0.json', Size: expect.any(Number) }],
      },
    });
    const namesIn = async (key: string) => JSON.parse(await read(key)).map(({ Input }: { Input: string }) => Input);
    expect(await namesIn('mapJobs/id/SUCCEEDED_0.json')).toEqual(['"a"', '"f"']);
    expect(await namesIn('mapJobs/id/FAILED_0.json')).toEqual(['"b"', '"c"', '"d"']);
    expect(await namesIn('mapJobs/id/PENDING_0.json')).toEqual(['"e"']);
    const [{ Size }] = manifest.ResultFiles.SUCCEEDED;
    expect(Size).toBe(Buffer.byteLength(await read('mapJobs/id/SUCCEEDED_0.json')));
  });

  test.each<[JsonObject, string, string]>([
    [{ Transformation: 'COMPACT' }, 'SUCCEEDED_0.json', '[[1, 2],"last"]'],
    [{ Transformation: 'FLATTEN', OutputType: 'JSON' }, 'SUCCEEDED_0.json', '[1,2,"last"]'],
    [{ Transformation: 'FLATTEN', OutputType: 'JSONL' }, 'SUCCEEDED_0.jsonl', '1\n2\n"last"\n'],
  ])('are written as %j asks', async (config, file, text) => {
    await write({ Bucket: BUCKET, Prefix: 'p/' }, config, results(...MIXED));
    expect(await read(`p/id/${file}`)).toBe(text);
  });

  test('may be none', async () => {
    await write({ Bucket: BUCKET }, {}, results());
    const { ResultFiles } = JSON.parse(await read('id/manifest.json'));
    expect(ResultFiles).toEqual({ FAILED: [], PENDING: [], SUCCEEDED: [] });
    expect(await readdir(join(root, BUCKET, 'id'))).toEqual(['manifest.json']);
  });

  test('fill as many files as they need', async () => {
    const small = createResultSink(objectAccess(folderBuckets(root)), 10);
    const children = ['"aaaa"', '"bbbb"', '"cccc"'].map((output, i) => child(`${i}`, 'SUCCEEDED', output));
    await write({ Bucket: BUCKET }, { Transformation: 'COMPACT' }, results(...children), small);
    expect(await read('id/SUCCEEDED_0.json')).toBe('["aaaa","bbbb"]');
    expect(await read('id/SUCCEEDED_1.json')).toBe('["cccc"]');
  });

  test('are whole again when they are written a second time', async () => {
    async function* broken(): AsyncGenerator<ChildResult> {
      yield* MIXED;
      throw new Error('the store is gone');
    }
    await expect(write({ Bucket: BUCKET }, {}, broken())).rejects.toThrow('the store is gone');
    expect(await readdir(join(root, BUCKET))).toEqual([]);
    await write({ Bucket: BUCKET }, {}, results(...MIXED));
    expect(JSON.parse(await read('id/SUCCEEDED_0.json'))).toHaveLength(2);
  });

  test.each<[JsonObject, RegExp]>([
    [{ Bucket: 'none' }, /^The specified bucket does not exist \(Service: S3/],
    [{}, /no Bucket/],
  ])('cannot be written to %j', async (parameters, message) => {
    const writing = write(parameters, {}, results(...MIXED));
    await expect(writing).rejects.toThrow(ResultWriterError);
    await expect(write(parameters, {}, results(...MIXED))).rejects.toThrow(message);
  });
});

test('many results go to an S3 service in parts, and are read from there as the items of another Map', async () => {
  const server = await startS3Server([BUCKET]);
  const access = objectAccess(s3Buckets(server));
  const output = JSON.stringify('x'.repeat(1000));
  async function* many(): AsyncGenerator<ChildResult> {
    for (let i = 0; i < 20_000; i++) yield child(`${i}`, 'SUCCEEDED', output);
  }
  await write({ Bucket: BUCKET }, { Transformation: 'COMPACT' }, many(), createResultSink(access));
  const parameters = { Bucket: BUCKET, Key: 'id/SUCCEEDED_0.json' };
  const reader = { resource: 'arn:aws:states:::s3:getObject', parameters, readerConfig: {} };
  const source = await createItemSources(access).open(reader, ACCESS);
  let count = 0;
  for (let page = await source.read(undefined, 1000); ; page = await source.read(page.next, 1000)) {
    expect(page.items.every(({ value }) => value.text === output)).toBe(true);
    count += page.items.length;
    if (page.next === undefined) break;
  }
  expect(count).toBe(20_000);
  await server.close();
});
