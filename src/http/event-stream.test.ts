/** Answers that are event streams, as the SDK reads them: over restJson (Lambda) and over awsJson (Logs). */
import { CloudWatchLogsClient, StartLiveTailCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDispatch } from '../api/dispatch.ts';
import { EventStream, type StreamEvent } from '../base/event-stream.ts';
import { type Operation, rootOf, type Service, ServiceError } from '../base/service.ts';
import { createHttpServer, type HttpServer } from './server.ts';

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00';

const CONFIG = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  disableHostPrefix: true,
  maxAttempts: 1,
};

let server: HttpServer;
let endpoint: string;
let defects: unknown[];
/** What the operations answer with. */
let events: () => AsyncIterable<StreamEvent>;

beforeEach(async () => {
  defects = [];
  const anything: Operation = {
    input: { type: 'structure', members: {} },
    permissions: () => [],
    run: async () => new EventStream(events(), { ExecutedVersion: '7' }),
  };
  const streaming: Operation = {
    ...anything,
    rest: {
      method: 'POST',
      path: '/2021-11-15/functions/{FunctionName}/response-streaming-invocations',
      status: 200,
      responseHeaders: { ExecutedVersion: 'X-Amz-Executed-Version' },
    },
  };
  const services: Service[] = [
    { name: 'lambda', operations: { InvokeWithResponseStream: streaming } },
    { name: 'logs', operations: { StartLiveTail: anything } },
  ];
  const authorizer = { denial: () => undefined, assumeDenial: () => undefined, assumedRole: () => rootOf('1') };
  const onDefect = (error: unknown) => void defects.push(error);
  server = createHttpServer({
    dispatch: createDispatch({ services, authorizer, onDefect }),
    services,
    authenticate: () => ({ principal: rootOf('000000000000'), region: 'us-east-1' }),
    recognizeKey: () => true,
    ready: () => true,
    onDefect,
  });
  const { port } = await server.listen(0, '127.0.0.1');
  endpoint = `http://127.0.0.1:${port}`;
});
afterEach(() => server.close(Promise.resolve()));

async function invoke() {
  const lambda = new LambdaClient({ ...CONFIG, endpoint });
  const { EventStream: stream, ExecutedVersion } = await lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName: 'f' }),
  );
  return { stream: stream as NonNullable<typeof stream>, ExecutedVersion };
}

test('bytes and JSON arrive as events of their types, beside the headers of the answer', async () => {
  events = async function* () {
    yield { type: 'PayloadChunk', payload: Buffer.from('ab') };
    yield { type: 'PayloadChunk', payload: Buffer.alloc(200_000, 'x') };
    yield { type: 'InvokeComplete', payload: { ErrorCode: 'é', LogResult: undefined } };
  };
  const { stream, ExecutedVersion } = await invoke();
  const got: unknown[] = [];
  for await (const event of stream) {
    const { Payload } = event.PayloadChunk ?? {};
    got.push(Payload === undefined ? event : Buffer.from(Payload).toString());
  }
  expect(ExecutedVersion).toBe('7');
  expect(got).toEqual(['ab', 'x'.repeat(200_000), { InvokeComplete: { ErrorCode: 'é' } }]);
});

test('an event reaches the client before the next one is made', async () => {
  let goOn = () => {};
  const seen = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  events = async function* () {
    yield { type: 'PayloadChunk', payload: Buffer.from('1') };
    await seen;
    yield { type: 'PayloadChunk', payload: Buffer.from('2') };
  };
  const { stream } = await invoke();
  let text = '';
  for await (const { PayloadChunk } of stream) {
    text += Buffer.from(PayloadChunk?.Payload ?? '').toString();
    goOn();
  }
  expect(text).toBe('12');
});

test('a service error ends the stream as an exception that the SDK throws', async () => {
  events = async function* () {
    yield { type: 'PayloadChunk', payload: Buffer.from('1') };
    throw new ServiceError('ServiceException', 'gone', 500, { Message: 'gone' });
  };
  const { stream } = await invoke();
  const read = async () => {
    for await (const _ of stream);
  };
  await expect(read()).rejects.toMatchObject({ name: 'ServiceException' });
  expect(defects).toEqual([]);
});

test('a defect cuts the answer off', async () => {
  const defect = new Error('broken');
  events = async function* () {
    yield { type: 'PayloadChunk', payload: Buffer.from('1') };
    throw defect;
  };
  const { stream } = await invoke();
  const read = async () => {
    for await (const _ of stream);
  };
  await expect(read()).rejects.toThrow();
  expect(defects).toEqual([defect]);
});

test('a client that goes away ends the stream', async () => {
  const returned = new Promise<void>((resolve) => {
    events = async function* () {
      try {
        for (;;) yield { type: 'PayloadChunk', payload: Buffer.alloc(64 * 1024) };
      } finally {
        resolve();
      }
    };
  });
  const leaving = new AbortController();
  const path = '/2021-11-15/functions/f/response-streaming-invocations';
  const headers = { authorization: AUTHORIZATION };
  const answer = await fetch(`${endpoint}${path}`, { method: 'POST', headers, signal: leaving.signal });
  expect(answer.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
  leaving.abort();
  await returned;
  expect(defects).toEqual([]);
});

test('awsJson begins with the initial response', async () => {
  events = async function* () {
    yield { type: 'sessionStart', payload: { sessionId: 's' } };
  };
  const logs = new CloudWatchLogsClient({ ...CONFIG, endpoint });
  const { responseStream } = await logs.send(new StartLiveTailCommand({ logGroupIdentifiers: ['arn'] }));
  const got: unknown[] = [];
  for await (const event of responseStream ?? []) got.push(event);
  expect(got).toMatchObject([{ sessionStart: { sessionId: 's' } }]);
});
