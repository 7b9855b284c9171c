/** Tasks that read and write objects, in a folder and in a real S3 server. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startS3Server } from '../support/s3-server.ts';
import { StatesUnderTest } from '../support/states-under-test.ts';

const BUCKET = 'bucket';

interface Storage {
  readonly objects: NonNullable<Parameters<typeof StatesUnderTest.start>[0]>['objects'];
  close(): Promise<void>;
}

async function inFolder(): Promise<Storage> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-objects-'));
  await mkdir(join(directory, BUCKET));
  return { objects: { directory }, close: () => rm(directory, { recursive: true }) };
}

async function inS3(): Promise<Storage> {
  const server = await startS3Server([BUCKET]);
  return { objects: server, close: () => server.close() };
}

describe.each([
  ['a folder', inFolder],
  ['an S3 server', inS3],
])('with objects in %s', (_, open) => {
  let storage: Storage;
  let world: StatesUnderTest;
  let role: string;
  let machines = 0;

  beforeAll(async () => {
    storage = await open();
    world = await StatesUnderTest.start(storage.objects && { objects: storage.objects });
    role = await world.createRole('machine');
  });
  afterAll(async () => {
    await world.close();
    await storage.close();
  });

  async function run(action: string, parameters: object, roleArn = role) {
    const resource = `arn:aws:states:::aws-sdk:s3:${action}`;
    const states = { S: { Type: 'Task', Resource: resource, Parameters: parameters, End: true } };
    const machine = await world.createMachine(`m${machines++}`, states, roleArn);
    const { status, output, error, cause } = await world.end(await world.startExecution(machine));
    return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause };
  }
  const at = (Key: string) => ({ Bucket: BUCKET, Key });

  test.each<[unknown, string]>([
    ['text, äöü', 'text, äöü'],
    [['List', 'Data'], '["List","Data"]'],
    [false, 'false'],
    [0, '0'],
  ])('the body %j is put and read as text', async (Body, text) => {
    const { output: put } = await run('putObject', { ...at('k'), Body });
    const { output } = await run('getObject', at('k'));
    expect(output).toMatchObject({ Body: text, ContentLength: Buffer.byteLength(text), AcceptRanges: 'bytes' });
    expect(output).toMatchObject({ ETag: put.ETag, LastModified: expect.stringMatching(/^20..-.*Z$/) });
  });

  test('a part of an object is read', async () => {
    await run('putObject', { ...at('part'), Body: '0123456789' });
    const { output } = await run('getObject', { ...at('part'), Range: 'bytes=2-4' });
    expect(output).toMatchObject({ Body: '234', ContentLength: 3, ContentRange: 'bytes 2-4/10' });
  });

  test('objects are looked at, copied, listed and deleted', async () => {
    await run('putObject', { ...at('list/a b'), Body: 'abc' });
    await run('copyObject', { ...at('list/copy'), CopySource: `${BUCKET}/list/a%20b` });
    const { output: head } = await run('headObject', at('list/copy'));
    expect(head).toMatchObject({ ContentLength: 3 });
    const { output } = await run('listObjectsV2', { Bucket: BUCKET, Prefix: 'list/' });
    expect(output).toMatchObject({
      Name: BUCKET,
      Prefix: 'list/',
      KeyCount: 2,
      IsTruncated: false,
      Contents: [{ Key: 'list/a b' }, { Key: 'list/copy', Size: 3, StorageClass: 'STANDARD', ETag: head.ETag }],
    });
    await run('deleteObject', at('list/copy'));
    const { output: left } = await run('listObjectsV2', { Bucket: BUCKET, Prefix: 'list/c' });
    expect(left).toMatchObject({ KeyCount: 0 });
    expect(left).not.toHaveProperty('Contents');
  });

  test.each<[string, object, string, RegExp]>([
    [
      'getObject',
      at('none'),
      'S3.NoSuchKeyException',
      /^The specified key does not exist\. \(Service: S3, Status Code: 404, /,
    ],
    ['getObject', { ...at('none'), Bucket: 'none' }, 'S3.NoSuchBucketException', /Status Code: 404/],
    ['getObject', { Bucket: BUCKET }, 'S3.S3Exception', /'key' failed to satisfy constraint: Member must not be null/],
    ['putObject', { ...at('k'), Body: '', IfNoneMatch: '*' }, 'S3.S3Exception', /not implemented: IfNoneMatch/],
  ])('%s of %j fails as the SDK says it', async (action, parameters, error, cause) => {
    expect(await run(action, parameters)).toMatchObject({ error, cause: expect.stringMatching(cause) });
  });

  test('the role of the machine needs the permissions of S3', async () => {
    const reader = await world.createRole('reader', { policyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' });
    await run('putObject', { ...at('public/a'), Body: 'a' });
    await run('putObject', { ...at('private/a'), Body: 'a' });
    const denied = await run('getObject', at('public/a'), reader);
    expect(denied).toMatchObject({ error: 'S3.S3Exception', cause: expect.stringMatching(/perform: s3:GetObject on/) });
    const statements = [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/public/*` },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${BUCKET}`,
        Condition: { StringLike: { 's3:prefix': 'public/*' } },
      },
    ];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await world.iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'p', PolicyDocument }));
    const states = async (action: string, parameters: object) => (await run(action, parameters, reader)).status;
    expect([
      await states('getObject', at('public/a')),
      await states('getObject', at('private/a')),
      await states('listObjectsV2', { Bucket: BUCKET, Prefix: 'public/' }),
      await states('listObjectsV2', { Bucket: BUCKET, Prefix: 'private/' }),
    ]).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'FAILED']);
  });
});

test('a result that is larger than a state may hold is not read to its end', async () => {
  const storage = await inFolder();
  const { directory } = storage.objects as { readonly directory: string };
  await writeFile(join(directory, BUCKET, 'large'), Buffer.alloc(300_000, 'x'));
  const world = await StatesUnderTest.start({ objects: { directory } });
  const states = {
    S: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
      Parameters: { Bucket: BUCKET, Key: 'large' },
      End: true,
    },
  };
  const machine = await world.createMachine('m', states, await world.createRole('machine'));
  const { error } = await world.end(await world.startExecution(machine));
  expect(error).toBe('States.DataLimitExceeded');
  await world.close();
  await storage.close();
});

test('without a storage a task of S3 says how to give one', async () => {
  const world = await StatesUnderTest.start();
  const states = { S: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: {}, End: true } };
  const machine = await world.createMachine('m', states, await world.createRole('machine'));
  const ended = await world.end(await world.startExecution(machine));
  expect(ended).toMatchObject({ error: 'Stepwell.NotSupported', cause: expect.stringContaining('--object-dir') });
  await world.close();
});
