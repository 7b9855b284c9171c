import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatch } from '../api/dispatch.ts';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { type Authorizer, type Call, type Operation, rootOf, type Service, ServiceError } from '../base/service.ts';
import type { HttpRequest } from '../protocols/http-message.ts';
import { createAuthenticate } from './authenticate.ts';
import { createGateway, type Gateway } from './gateway.ts';

const scope = (service: string, key = 'test') =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

const permitAll: Authorizer = {
  denial: () => undefined,
  assumeDenial: () => undefined,
  assumedRole: () => rootOf('1'),
};

let calls: Call[];
let defects: unknown[];
let ready: boolean;
let gateway: Gateway;

beforeEach(() => {
  calls = [];
  defects = [];
  ready = true;
  const echo: Operation = {
    input: { type: 'structure', members: { text: { type: 'string', max: 5 }, fail: { type: 'string' } } },
    permissions: () => [],
    async run(input, call) {
      calls.push(call);
      if (input.fail === 'defect') throw new TypeError('oops');
      if (input.fail === 'circle') {
        const circle: Record<string, unknown> = {};
        circle['self'] = circle;
        return circle;
      }
      if (input.fail) throw new ServiceError('ExecutionDoesNotExist', 'gone');
      return input;
    },
  };
  const rest: Operation = { ...echo, rest: { method: 'GET', path: '/2015-03-31/functions/{text}', status: 200 } };
  const services: Service[] = [
    { name: 'states', operations: { Echo: echo } },
    { name: 'logs', operations: { Echo: echo } },
    { name: 'lambda', operations: { Echo: rest } },
    { name: 'iam', operations: { Echo: echo } },
    { name: 'sts', operations: { Echo: echo } },
  ];
  const onDefect = (error: unknown) => void defects.push(error);
  gateway = createGateway({
    dispatch: createDispatch({ services, authorizer: permitAll, onDefect }),
    services,
    authenticate: createAuthenticate({
      credentials: { resolve: () => ({ type: 'unknown' }) },
      auth: 'dev',
      defaultAccount: '000000000000',
      clock: systemClock,
    }),
    allowedHosts: [],
    corsOrigins: ['https://app.example.com'],
    openPaths: [],
    ready: () => ready,
    random: systemRandom,
    onDefect,
  });
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

async function send({ method = 'POST', path = '/', query = '', headers = {}, body = '' }: Sent) {
  const request: HttpRequest = {
    method,
    path,
    query,
    headers: { host: 'localhost:4566', ...headers },
    body: Buffer.from(body),
    signal: new AbortController().signal,
  };
  const answer = await gateway.handle(request);
  return { ...answer, body: answer.body.toString() };
}

const json = (body: string, headers: Sent['headers'] = {}) =>
  send({
    headers: {
      'x-amz-target': 'AWSStepFunctions.Echo',
      'content-type': 'application/x-amz-json-1.0',
      authorization: scope('states'),
      ...headers,
    },
    body,
  });

const form = (body: string, headers: Sent['headers'] = {}) =>
  send({
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: scope('iam'),
      ...headers,
    },
    body,
  });

describe('routing', () => {
  test('X-Amz-Target names service and operation', async () => {
    expect(await json('{"text":"a"}')).toMatchObject({ status: 200, body: '{"text":"a"}' });
    const logs = await json('{}', {
      'x-amz-target': 'Logs_20140328.Echo',
      'content-type': 'application/x-amz-json-1.1',
    });
    expect(logs.headers).toMatchObject({ 'Content-Type': 'application/x-amz-json-1.1' });
  });

  test('a form names them by Action and Version', async () => {
    const iam = await form('Action=Echo&Version=2010-05-08&text=a');
    expect(iam.body).toContain('xmlns="https://iam.amazonaws.com/doc/2010-05-08/"');
    const sts = await form('Action=Echo&Version=2011-06-15&text=a');
    expect(sts.body).toContain('xmlns="https://sts.amazonaws.com/doc/2011-06-15/"');
  });

  test('the query of a GET is a form too, as presigned requests have it', async () => {
    const sent = {
      method: 'GET',
      query: 'Action=Echo&Version=2011-06-15&text=a',
      headers: { authorization: scope('sts') },
    };
    expect((await send(sent)).body).toContain('<EchoResult><text>a</text></EchoResult>');
  });

  test('who asks a query service for JSON alone gets the same members as JSON', async () => {
    const asJson = { accept: 'application/json' };
    const requestId = expect.any(String);
    const answer = await form('Action=Echo&Version=2010-05-08&text=a', asJson);
    expect(answer.headers['Content-Type']).toBe('application/json');
    expect(JSON.parse(answer.body)).toEqual({
      EchoResponse: { EchoResult: { text: 'a' }, ResponseMetadata: { RequestId: requestId } },
    });
    const refusal = await form('Action=Echo&Version=2010-05-08&fail=gone', asJson);
    expect(JSON.parse(refusal.body)).toEqual({
      Error: { Type: 'Sender', Code: 'ExecutionDoesNotExist', Message: 'gone' },
      RequestId: requestId,
    });
  });

  test('otherwise method and path do', async () => {
    const sent = { method: 'GET', path: '/2015-03-31/functions/a%3Ab/', headers: { authorization: scope('lambda') } };
    expect(await send(sent)).toMatchObject({ status: 200, body: '{"text":"a:b"}' });
  });

  test('the call knows account, region and the address it came to', async () => {
    await json('{}', { host: 'sync-localhost:4566', authorization: scope('states', '123456789012') });
    expect(calls).toMatchObject([
      { account: '123456789012', region: 'eu-west-1', endpoint: 'http://localhost:4566', principal: { type: 'root' } },
    ]);
    expect(calls[0]?.signal?.aborted).toBe(false);
  });
});

describe('refusals', () => {
  test.each([
    ['AWSStepFunctions.Nothing', 400],
    ['AWSStepFunctions.constructor', 400],
    ['AWSStepFunctions.', 400],
    ['DynamoDB_20120810.ListTables', 404],
    ['Echo', 404],
    ['', 404],
  ])('the target %j is an unknown operation', async (target, status) => {
    const answer = await json('{}', { 'x-amz-target': target });
    expect(answer.status).toBe(status);
    expect(answer.body + JSON.stringify(answer.headers)).toContain('UnknownOperationException');
  });

  test.each([
    ['Action=Nothing&Version=2010-05-08', 'Could not find operation Nothing for version 2010-05-08'],
    ['Action=CreateStack&Version=2010-05-15', 'Could not find operation CreateStack for version 2010-05-15'],
    ['', 'Could not find operation  for version '],
  ])('the form %j is an invalid action', async (body, message) => {
    const answer = await form(body);
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('<Code>InvalidAction</Code>') });
    expect(answer.body).toContain(`<Message>${message}</Message>`);
  });

  test('without Authorization nobody gets in', async () => {
    expect(await json('{}', { authorization: undefined })).toMatchObject({
      status: 400,
      body: '{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}',
    });
    const query = await form('Action=Echo&Version=2010-05-08', { authorization: undefined });
    expect(query).toMatchObject({ status: 403, body: expect.stringContaining('<Code>MissingAuthenticationToken<') });
    const rest = await send({ method: 'GET', path: '/2015-03-31/functions/a' });
    expect(rest).toMatchObject({
      status: 403,
      headers: { 'x-amzn-ErrorType': 'MissingAuthenticationTokenException' },
    });
    expect((await send({ method: 'GET', path: '/nowhere' })).status).toBe(403);
    expect(calls).toEqual([]);
  });

  test('an Authorization header of another form is incomplete', async () => {
    expect((await json('{}', { authorization: 'Basic eDp5' })).body).toContain('IncompleteSignatureException');
  });

  test('JSON has to say that it is JSON', async () => {
    expect(await json('{}', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await json('{}', { 'content-type': undefined })).toMatchObject({ status: 415 });
  });

  test.each(['{', '[]', '"x"', 'null', '\u0000', '{"text":1}', '[[[['.repeat(10_000)])(
    'the body %.20j is a SerializationException',
    async (body) => {
      expect(await json(body)).toMatchObject({
        status: 400,
        body: expect.stringMatching(/^{"__type":"SerializationException"/),
      });
    },
  );

  test('errors of validation and of the service keep their code', async () => {
    expect((await json('{"text":"too long"}')).body).toMatch(
      /^{"__type":"ValidationException","message":"1 validation/,
    );
    expect(await json('{"fail":"gone"}')).toMatchObject({
      status: 400,
      body: '{"__type":"ExecutionDoesNotExist","message":"gone"}',
    });
    expect(defects).toEqual([]);
  });

  test('defects of operations and of answers are reported and answered 500', async () => {
    expect(await json('{"fail":"defect"}')).toMatchObject({
      status: 500,
      body: expect.stringMatching(/InternalFailure/),
    });
    expect(await json('{"fail":"circle"}')).toMatchObject({
      status: 500,
      body: expect.stringMatching(/InternalFailure/),
    });
    expect(defects).toEqual([expect.any(TypeError), expect.any(RangeError)]);
  });

  test('a page of another site gets in nowhere', async () => {
    expect((await json('{}', { host: 'evil.example.com' })).status).toBe(421);
    expect((await json('{}', { origin: 'https://evil.example.com' })).status).toBe(403);
    expect((await send({ method: 'GET', path: '/health', headers: { host: 'evil.example.com' } })).status).toBe(421);
    expect(calls).toEqual([]);
  });
});

describe('the page of an origin on the list', () => {
  const page = { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' };
  const preflight = { ...page, 'access-control-request-method': 'POST', authorization: undefined };

  test('is told that it may ask, and what it may send', async () => {
    const asked = { 'access-control-request-headers': 'authorization,x-amz-date,x-amz-target' };
    expect(await send({ method: 'OPTIONS', headers: { ...preflight, ...asked } })).toMatchObject({
      status: 204,
      headers: {
        'Access-Control-Allow-Origin': 'https://app.example.com',
        'Access-Control-Allow-Headers': 'authorization,x-amz-date,x-amz-target',
        'Access-Control-Allow-Methods': expect.stringContaining('DELETE'),
        Vary: 'Origin',
      },
    });
  });

  test('reads answers and refusals, and their headers', async () => {
    for (const body of ['{"text":"a"}', '{"fail":"gone"}', '{"fail":"defect"}']) {
      const { headers } = await json(body, page);
      expect(headers['Access-Control-Allow-Origin']).toBe('https://app.example.com');
      expect(headers['Access-Control-Expose-Headers']).toContain('x-amzn-RequestId');
      expect(headers).not.toHaveProperty('Access-Control-Allow-Credentials');
    }
    expect((await json('{}', { ...page, authorization: undefined })).status).toBe(400);
  });

  test.each([
    ['of another origin', { origin: 'https://evil.example.com' }],
    ['of another scheme', { origin: 'http://app.example.com' }],
    ['of another port', { origin: 'https://app.example.com:8443' }],
    ['of no origin', { origin: 'null' }],
    ['under another name of this server', { host: 'evil.example.com' }],
  ])('is let in nowhere when it is one %s', async (_which, headers) => {
    for (const sent of [
      await json('{}', { ...page, ...headers }),
      await send({ method: 'OPTIONS', headers: { ...preflight, ...headers } }),
    ]) {
      expect([403, 421]).toContain(sent.status);
      expect(sent.headers).not.toHaveProperty('Access-Control-Allow-Origin');
    }
    expect(calls).toEqual([]);
  });

  test('reaches nothing of the console', async () => {
    const asked = { method: 'POST', path: '/console/session', headers: page };
    expect(await send(asked)).toMatchObject({ status: 403 });
    const answer = await send({ method: 'OPTIONS', path: '/console/session', headers: preflight });
    expect(answer.status).toBe(403);
    expect(answer.headers).not.toHaveProperty('Access-Control-Allow-Origin');
  });
});

test('health needs no signature', async () => {
  expect(await send({ method: 'GET', path: '/health' })).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  ready = false;
  expect(await send({ method: 'GET', path: '/health' })).toMatchObject({ status: 503 });
});
