import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startS3Server } from '../../../tests/support/s3-server.ts';
import { BUCKET, bucketsContract } from '../buckets.contract.ts';
import { s3Buckets } from './s3-buckets.ts';

describe('an S3 server', () =>
  bucketsContract(async () => {
    const server = await startS3Server([BUCKET]);
    return { buckets: s3Buckets(server), close: () => server.close() };
  }));

describe('the S3 client', () => {
  it('is told when its key is wrong', async () => {
    const server = await startS3Server([BUCKET]);
    const credentials = { ...server.credentials, secretAccessKey: 'wrong' };
    const listing = s3Buckets({ ...server, credentials }).list({ bucket: BUCKET });
    await expect(listing).rejects.toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
    await server.close();
  });

  it('tries again what fails on the side of the server', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      if (requests < 3) response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      else response.writeHead(200, { etag: '"x"', 'content-length': '2' }).end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const buckets = s3Buckets(endpointOf(server.address() as AddressInfo));
    expect(await buckets.get({ bucket: BUCKET, key: 'k' })).toMatchObject({ etag: '"x"', contentBytes: 2 });
    expect(requests).toBe(3);
    server.closeAllConnections();
    server.close();
  });

  it('says so when nothing answers', async () => {
    const buckets = s3Buckets(endpointOf({ port: 1 }));
    const failure = { code: 'SdkClientException', message: expect.stringContaining('http://127.0.0.1:1') };
    await expect(buckets.list({ bucket: BUCKET })).rejects.toMatchObject(failure);
  });
});

function endpointOf({ port }: Pick<AddressInfo, 'port'>) {
  const credentials = { accessKeyId: 'k', secretAccessKey: 's' };
  return { url: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials };
}

it('reads and lists what the SDK of AWS has put, and the SDK reads what it puts', async () => {
  const server = await startS3Server([BUCKET]);
  const { url: endpoint, region, credentials } = server;
  const sdk = new S3Client({ endpoint, region, credentials, forcePathStyle: true, ...NO_NEW_CHECKSUMS });
  const Key = 'a folder/ä+b=c.txt';
  await sdk.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'of the SDK', Metadata: { who: 'sdk' } }));
  const buckets = s3Buckets(server);
  expect(await buckets.head({ bucket: BUCKET, key: Key })).toMatchObject({ totalBytes: 10, metadata: { who: 'sdk' } });
  expect((await buckets.list({ bucket: BUCKET })).objects).toMatchObject([{ key: Key, bytes: 10 }]);
  await buckets.put({ bucket: BUCKET, key: Key }, Buffer.from('ours'), { contentType: 'text/plain' });
  const found = await sdk.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  expect([found.ContentType, await found.Body?.transformToString()]).toEqual(['text/plain', 'ours']);
  await server.close();
});

/** s3rver knows the checksums of older clients alone. */
const NO_NEW_CHECKSUMS = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;
