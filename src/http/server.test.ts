import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDispatch } from '../api/dispatch.ts';
import { type Authorizer, type Operation, rootOf, type Service } from '../base/service.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './server.ts';

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00';
const HEADERS = {
  'x-amz-target': 'AWSStepFunctions.Wait',
  'content-type': 'application/x-amz-json-1.0',
  authorization: AUTHORIZATION,
};
const authorizer: Authorizer = {
  denial: () => undefined,
  assumeDenial: () => undefined,
  assumedRole: () => rootOf('1'),
};
/** More than the buffers between the two ends hold. */
const LARGE_BYTES = 64 * 1024 * 1024;
const NEVER = new Promise<void>(() => {});

let server: HttpServer;
let port: number;
/** Lets the operation Wait go on. */
let finish: () => void;
let started: Promise<AbortSignal | undefined>;
let defects: unknown[];

function createServerUnderTest(options: Partial<HttpServerOptions> = {}): HttpServer {
  defects = [];
  let begin: (signal: AbortSignal | undefined) => void;
  started = new Promise((resolve) => {
    begin = resolve;
  });
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const wait: Operation = {
    input: { type: 'structure', members: { isLarge: { type: 'boolean' } } },
    permissions: () => [],
    async run({ isLarge }, { signal }) {
      begin(signal);
      await finished;
      return isLarge ? { text: 'x'.repeat(LARGE_BYTES) } : { done: true };
    },
  };
  const createFunction: Operation = {
    ...wait,
    rest: { method: 'POST', path: '/2015-03-31/functions', status: 201 },
  };
  const services: Service[] = [
    { name: 'states', operations: { Wait: wait } },
    { name: 'lambda', operations: { CreateFunction: createFunction } },
  ];
  const onDefect = (error: unknown) => void defects.push(error);
  return createHttpServer({
    dispatch: createDispatch({ services, authorizer, onDefect }),
    services,
    authenticate: () => ({ principal: rootOf('000000000000'), region: 'us-east-1' }),
    recognizeKey: () => true,
    ready: () => true,
    onDefect,
    ...options,
  });
}

beforeEach(async () => {
  server = createServerUnderTest();
  ({ port } = await server.listen(0, '127.0.0.1'));
});
afterEach(async () => {
  finish();
  await server.close(Promise.resolve());
  expect(defects).toEqual([]);
});

const post = (init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: HEADERS, body: '{}', ...init });

test('an answer carries its request id, date and length', async () => {
  finish();
  const answer = await post();
  expect(await answer.json()).toEqual({ done: true });
  expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  expect(Date.parse(answer.headers.get('date') ?? '')).not.toBeNaN();
  expect(answer.headers.get('content-length')).toBe('13');
});

test('a port that is taken is an error with its code', async () => {
  await expect(createServerUnderTest().listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('a client that goes away aborts its call', async () => {
  const controller = new AbortController();
  const answer = post({ signal: controller.signal });
  const signal = await started;
  expect(signal?.aborted).toBe(false);
  const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve));
  controller.abort();
  await expect(answer).rejects.toThrow();
  await aborted;
});

test('closing lets a running request finish and drops idle connections', async () => {
  const agent = new Agent({ keepAlive: true });
  const answer = new Promise<string>((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers: HEADERS, agent });
    request.on('response', (response) => resolve(text(response)));
    request.on('error', reject);
    request.end('{}');
  });
  const idle = connect(port, '127.0.0.1');
  const idleClosed = new Promise((resolve) => idle.once('close', resolve));
  idle.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => idle.once('data', resolve));
  await started;
  const closed = server.close(NEVER);
  await idleClosed;
  await expect(post()).rejects.toThrow();
  finish();
  expect(await answer).toBe('{"done":true}');
  await closed;
  agent.destroy();
});

test('closing cuts off what outlives the deadline', async () => {
  const answer = post();
  const signal = await started;
  await server.close(Promise.resolve());
  await expect(answer).rejects.toThrow();
  expect(signal?.aborted).toBe(true);
});

test('a body above the limit is answered 413 and the server lives on', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/2015-03-31/functions`, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
    body: Buffer.alloc(70_167_211, 32),
  });
  expect(answer.status).toBe(413);
  expect(answer.headers.get('x-amzn-errortype')).toBe('RequestEntityTooLargeException');
  expect(await answer.json()).toEqual({
    message: 'Request must be smaller than 70167211 bytes for the CreateFunction operation',
  });
  finish();
  expect((await post()).status).toBe(200);
});

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['no Host', 'GET /health HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['an absolute target', 'GET http://evil/health HTTP/1.1\r\nHost: localhost\r\n\r\n', /^HTTP\/1\.1 403 /],
  ['the target *', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n', /^HTTP\/1\.1 403 /],
  ['a broken path', 'GET /2015-03-31/%zz/%ff HTTP/1.1\r\nHost: localhost\r\n\r\n', /^HTTP\/1\.1 403 /],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['an upgrade', 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', /^HTTP\/1\.1 403 /],
  ['headers without end', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ['a length that is none', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n', /^HTTP\/1\.1 400 /],
  [
    'odd header names',
    'GET / HTTP/1.1\r\nHost: localhost\r\n__proto__: x\r\nconstructor: y\r\nAuthorization: z\r\n\r\n',
    /^HTTP\/1\.1 404 /,
  ],
])('%s is answered, and the server lives on', async (_what, bytes, expected) => {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  expect(await text(socket)).toMatch(expected);
  finish();
  expect((await post()).status).toBe(200);
});

describe('a slow or greedy client', () => {
  const limits = { headersTimeoutMs: 100, requestTimeoutMs: 200, unreadAnswerTimeoutMs: 100, checkIntervalMs: 20 };
  let impatient: HttpServer;
  let impatientPort: number;
  beforeEach(async () => {
    impatient = createServerUnderTest({ limits });
    ({ port: impatientPort } = await impatient.listen(0, '127.0.0.1'));
  });
  afterEach(() => impatient.close(Promise.resolve()));

  test.each([
    ['headers', 'POST / HTTP/1.1\r\nHost: localhost\r\nX-A: '],
    ['body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{'],
  ])('that never ends its %s is told so and left', async (_what, bytes) => {
    const socket = connect(impatientPort, '127.0.0.1');
    socket.write(bytes);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that reads nothing of its answer is left', async () => {
    const socket = connect(impatientPort, '127.0.0.1');
    const answered = new Promise((resolve) => socket.once('readable', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const headers = Object.entries({ ...HEADERS, host: 'localhost', 'content-length': '16' });
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`POST / HTTP/1.1\r\n${lines}\r\n{"isLarge":true}`);
    finish();
    await answered;
    // Only what was on its way can still be read: the end of the answer never comes.
    await new Promise((resolve) => impatient.close(NEVER).then(resolve));
    socket.resume();
    await closed;
    expect(socket.bytesRead).toBeLessThan(LARGE_BYTES);
  });
});

test('whom nobody knows sends little, and whose key is known sends what the operation may take', async () => {
  const choosy = createServerUnderTest({ recognizeKey: ({ headers }) => headers['authorization'] !== undefined });
  const { port: choosyPort } = await choosy.listen(0, '127.0.0.1');
  const path = `http://127.0.0.1:${choosyPort}/2015-03-31/functions`;
  const body = Buffer.alloc(64 * 1024 + 1, 32);
  const stranger = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(stranger.status).toBe(413);
  finish();
  const known = { 'content-type': 'application/json', authorization: AUTHORIZATION };
  expect((await fetch(path, { method: 'POST', headers: known, body })).status).toBe(400);
  const message = { method: 'POST', headers: HEADERS, body: Buffer.alloc(8 * 1024 * 1024, 32) };
  expect((await fetch(`http://127.0.0.1:${choosyPort}/`, message)).status).toBe(413);
  await choosy.close(Promise.resolve());
});

test('a client that leaves in the middle of its body does no harm', async () => {
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{', () => socket.destroy());
  await closed;
  finish();
  expect((await post()).status).toBe(200);
});
