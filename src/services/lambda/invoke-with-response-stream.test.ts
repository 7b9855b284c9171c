/** Streamed results over the SDK, from functions that stream and from ones that do not. */
import {
  CreateFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zip } from '../../../tests/support/lambda-under-test.ts';
import { type RunningStepwell, startStepwell } from '../../app.ts';

let stepwell: RunningStepwell;
let lambda: LambdaClient;
let created = 0;

beforeAll(async () => {
  stepwell = await startStepwell({ port: 0, iam: 'off' });
  lambda = new LambdaClient({
    endpoint: stepwell.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  lambda.destroy();
  await stepwell.close();
});

async function create(code: string, changes: object = {}): Promise<string> {
  const FunctionName = `f${created++}`;
  const Role = 'arn:aws:iam::000000000000:role/r';
  const input = { FunctionName, Runtime: 'nodejs22.x', Handler: 'index.handler', Role, Code: { ZipFile: zip(code) } };
  await lambda.send(new CreateFunctionCommand({ ...input, ...changes } as typeof input & { Runtime: 'nodejs22.x' }));
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 20, minDelay: 0.01, maxDelay: 0.1 }, { FunctionName });
  return FunctionName;
}

async function stream(FunctionName: string, changes: object = {}) {
  const answer = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName, ...changes }));
  const pieces: string[] = [];
  let complete: object | undefined;
  for await (const event of answer.EventStream ?? []) {
    if (event.PayloadChunk) pieces.push(Buffer.from(event.PayloadChunk.Payload ?? '').toString());
    if (event.InvokeComplete) complete = event.InvokeComplete;
  }
  return { answer, pieces, text: pieces.join(''), complete };
}

const STREAMING = `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
  for (const word of event.words) {
    stream.write(word);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (event.fail) throw new TypeError('broken off');
  if (event.leave) process.exit(3);
  stream.end(context.awsRequestId.length > 0 ? '.' : '');
});`;

test('what a function writes arrives as it is written', async () => {
  const Payload = JSON.stringify({ words: ['one ', 'two ', 'drei €'] });
  const { answer, pieces, complete } = await stream(await create(STREAMING), { Payload, LogType: 'Tail' });
  expect(pieces).toEqual(['one ', 'two ', 'drei €', '.']);
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  const { LogResult = '' } = complete as { LogResult?: string };
  expect(Buffer.from(LogResult, 'base64').toString()).toContain('REPORT RequestId: ');
});

test('an error in the middle, or the end of the process, is told at the end', async () => {
  const name = await create(STREAMING);
  const failed = await stream(name, { Payload: JSON.stringify({ words: ['a'], fail: true }) });
  expect(failed.text).toBe('a');
  expect(failed.complete).toMatchObject({ ErrorCode: 'TypeError' });
  expect(JSON.parse((failed.complete as { ErrorDetails: string }).ErrorDetails)).toMatchObject({
    errorType: 'TypeError',
    errorMessage: 'broken off',
  });
  const left = await stream(name, { Payload: JSON.stringify({ words: ['a'], leave: true }) });
  expect([left.text, left.complete]).toMatchObject(['a', { ErrorCode: 'Runtime.ExitError' }]);
  const again = await stream(name, { Payload: JSON.stringify({ words: ['b'] }) });
  expect([again.text, again.complete]).toEqual(['b.', {}]);
});

test('a function that does not stream answers in one piece, and fails without one', async () => {
  const name = await create("exports.handler = async (e) => { if (e.fail) throw new Error('no'); return { a: 1 }; };");
  expect(await stream(name, { Payload: '{}' })).toMatchObject({ pieces: ['{"a":1}'], complete: {} });
  const failed = await stream(name, { Payload: '{"fail":true}' });
  expect(failed).toMatchObject({ pieces: [], complete: { ErrorCode: 'Error' } });
});

test('Invoke gets the whole of what a function streams', async () => {
  const FunctionName = await create(STREAMING);
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{"words":["a","b"]}' }));
  expect(Buffer.from(Payload ?? '').toString()).toBe('ab.');
});

test('Invoke refuses what is too large for it, a stream may be larger', async () => {
  const FunctionName = await create(
    `const { pipeline } = require('node:stream/promises');
     exports.handler = awslambda.streamifyResponse(async (event, stream) => {
       await pipeline(function* () { for (let i = 0; i < 80; i++) yield Buffer.alloc(100_000, 'x'); }, stream);
     });`,
    { Timeout: 30 },
  );
  const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
  expect(FunctionError).toBe('Unhandled');
  expect(JSON.parse(Buffer.from(Payload ?? '').toString()).errorType).toBe('Function.ResponseSizeTooLarge');
  expect((await stream(FunctionName)).text).toHaveLength(8_000_000);
});

test('200 MB pass', async () => {
  const FunctionName = await create(
    `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
       for (let i = 0; i < 200; i++) stream.write(Buffer.alloc(1_000_000));
       stream.end();
     });`,
    { Timeout: 30, MemorySize: 512 },
  );
  const answer = await lambda.send(new InvokeWithResponseStreamCommand({ FunctionName }));
  let bytes = 0;
  for await (const { PayloadChunk } of answer.EventStream ?? []) bytes += PayloadChunk?.Payload?.length ?? 0;
  expect(bytes).toBe(200_000_000);
});

test('a streaming handler must be async, as on AWS', async () => {
  const { complete } = await stream(await create('exports.handler = awslambda.streamifyResponse(() => 1);'));
  expect(complete).toMatchObject({ ErrorCode: 'Runtime.InvalidStreamingOperation' });
});

test('HttpResponseStream puts status and headers in front', async () => {
  const name = await create(`exports.handler = awslambda.streamifyResponse(async (event, stream) => {
    stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
    stream.write('body');
    stream.end();
  });`);
  expect((await stream(name)).text).toBe(`{"statusCode":201}${'\0'.repeat(8)}body`);
});

test('a dry run only checks, and a missing function is not found', async () => {
  const name = await create(STREAMING);
  expect(await stream(name, { InvocationType: 'DryRun' })).toMatchObject({ pieces: [], complete: undefined });
  await expect(stream('nowhere')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
