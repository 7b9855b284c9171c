/** HTTP tasks against a real server: what it is sent, what becomes of what it answers, and what keeps a task from calling it. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  CreateConnectionCommand,
  DeauthorizeConnectionCommand,
  DeleteConnectionCommand,
  EventBridgeClient,
  UpdateConnectionCommand,
} from '@aws-sdk/client-eventbridge';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { SFNClient, TestStateCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startServer } from '../../scripts/server-process.mjs';
import { FIRST_CERTIFICATE } from '../support/certificates.ts';
import { ADMINISTRATOR, StatesUnderTest } from '../support/states-under-test.ts';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let world: StatesUnderTest;
let events: EventBridgeClient;
/** TestState is asked at another host name otherwise. */
let sync: SFNClient;
let role: string;
let api: Server;
let apiUrl: string;
let received: Received[];
/** Tokens that the token endpoint gives, in turn; the API takes the newest alone. */
let tokensGiven: number;
let machines = 0;
const connections: Record<string, string> = {};

beforeAll(async () => {
  api = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url = '', headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    const json = (status: number, value: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-many': ['a', 'b'] })
        .end(JSON.stringify(value));
    const { pathname } = new URL(url, 'http://x');
    if (pathname === '/token') json(200, { access_token: `token-${++tokensGiven}`, expires_in: 3600 });
    else if (pathname === '/no-token') json(403, { error: 'unauthorized_client' });
    else if (pathname === '/protected') json(headers.authorization === `Bearer token-${tokensGiven}` ? 200 : 401, 'x');
    else if (pathname.startsWith('/status/')) response.writeHead(Number(pathname.slice(8))).end('the reason');
    else if (pathname === '/moved') response.writeHead(302, { location: '/json' }).end();
    else if (pathname === '/text') response.writeHead(200, 'Fine', { 'content-type': 'text/plain' }).end('{"a":1}');
    else if (pathname === '/large') response.writeHead(200).end('x'.repeat(300_000));
    else if (pathname === '/image') response.writeHead(200, { 'content-type': 'image/png' }).end('text');
    else if (pathname === '/bytes') response.writeHead(200).end(Buffer.from([0xff, 0xfe]));
    else if (pathname === '/gone') response.destroy();
    else json(200, { n: [1], text: 'ä' });
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  world = await StatesUnderTest.start({ allowPlainHttp: true });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  events = new EventBridgeClient({ endpoint: world.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  sync = new SFNClient({ endpoint: world.url, region: 'us-east-1', credentials, disableHostPrefix: true });
  role = await world.createRole('machine');
  await connect('basic', 'BASIC', { BasicAuthParameters: { Username: 'user', Password: 'secret' } });
  await connect('key', 'API_KEY', {
    ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 'secret' },
    InvocationHttpParameters: {
      HeaderParameters: [{ Key: 'Both', Value: 'of the connection' }],
      QueryStringParameters: [{ Key: 'q', Value: 'of the connection' }],
      BodyParameters: [{ Key: 'b', Value: 'of the connection' }],
    },
  });
});

beforeEach(() => {
  received = [];
  tokensGiven = 0;
});

afterAll(async () => {
  await world.close();
  api.closeAllConnections();
  api.close();
});

type AuthorizationType = 'BASIC' | 'API_KEY' | 'OAUTH_CLIENT_CREDENTIALS';

async function connect(Name: string, AuthorizationType: AuthorizationType, AuthParameters: object): Promise<void> {
  const created = await events.send(new CreateConnectionCommand({ Name, AuthorizationType, AuthParameters }));
  connections[Name] = created.ConnectionArn ?? '';
}

function connectOAuth(name: string, more: object = {}): Promise<void> {
  const OAuthParameters = {
    ClientParameters: { ClientID: 'client', ClientSecret: 'secret' },
    AuthorizationEndpoint: `${apiUrl}/token`,
    HttpMethod: 'POST',
    ...more,
  };
  return connect(name, 'OAUTH_CLIENT_CREDENTIALS', { OAuthParameters });
}

const call = (path: string, more: object = {}, connection = 'basic') => ({
  ApiEndpoint: `${apiUrl}${path}`,
  Method: 'GET',
  Authentication: { ConnectionArn: connections[connection] },
  ...more,
});

async function run(parameters: object, roleArn = role) {
  const states = { S: { Type: 'Task', Resource: 'arn:aws:states:::http:invoke', Parameters: parameters, End: true } };
  const machine = await world.createMachine(`m${machines++}`, states, roleArn);
  const { output, error, cause } = await world.end(await world.startExecution(machine));
  return { output: output === undefined ? undefined : JSON.parse(output), error, cause };
}

describe('an HTTP task', () => {
  test('sends what it says, with the headers of Step Functions and the authorisation of its connection', async () => {
    await run(
      call('/json?a=1', {
        Method: 'POST',
        Headers: { 'X-One': 'one', 'x-two': ['a', 'b'] },
        QueryParameters: { q: 'x y&', list: [1, '2'] },
        RequestBody: { n: 1.5, text: 'ä' },
      }),
    );
    const [{ method, url, headers, body } = {} as Received] = received;
    expect([method, url, body]).toEqual(['POST', '/json?a=1&q=x%20y%26&list=1&list=2', '{"n":1.5,"text":"ä"}']);
    expect(headers).toMatchObject({
      authorization: `Basic ${Buffer.from('user:secret').toString('base64')}`,
      'user-agent': 'Amazon|StepFunctions|HttpInvoke|us-east-1',
      range: 'bytes=0-262144',
      'content-type': 'application/json; charset=UTF-8',
      'x-one': 'one',
      'x-two': 'a, b',
    });
  });

  test('results in the answer: its body parsed when it is JSON', async () => {
    const { output } = await run(call('/json'));
    expect(output).toEqual({
      Headers: expect.objectContaining({ 'content-type': ['application/json'], 'x-many': ['a', 'b'] }),
      ResponseBody: { n: [1], text: 'ä' },
      StatusCode: 200,
      StatusText: 'OK',
    });
    expect((await run(call('/text'))).output).toMatchObject({ ResponseBody: '{"a":1}', StatusText: 'Fine' });
    expect((await run(call('/json', { Method: 'HEAD' }))).output).toMatchObject({ ResponseBody: '' });
  });

  test('is merged with its connection, which wins', async () => {
    const task = { Method: 'PUT', Headers: { both: 'of the task' }, QueryParameters: { q: 'of the task', p: '1' } };
    await run(call('/json', { ...task, RequestBody: { b: 'of the task', c: 1 } }, 'key'));
    const [{ url, headers, body } = {} as Received] = received;
    expect(url).toBe('/json?p=1&q=of%20the%20connection');
    expect(headers).toMatchObject({ both: 'of the connection', 'x-key': 'secret' });
    expect(JSON.parse(body)).toEqual({ b: 'of the connection', c: 1 });
    const { error } = await run(call('/json', { Method: 'PUT', RequestBody: 'text' }, 'key'));
    expect(error).toBe('States.Runtime');
  });

  test.each([
    [undefined, 'a[0]=x%20y&a[1][z]=1&m[k]=v'],
    ['INDICES', 'a[0]=x%20y&a[1][z]=1&m[k]=v'],
    ['REPEAT', 'a=x%20y&a[z]=1&m[k]=v'],
    ['BRACKETS', 'a[]=x%20y&a[][z]=1&m[k]=v'],
    ['COMMAS', 'a=x%20y,%7B%22z%22%3A1%7D&m[k]=v'],
  ])('sends form data with arrays as %s', async (ArrayFormat, form) => {
    const Transform = {
      RequestBodyEncoding: 'URL_ENCODED',
      ...(ArrayFormat && { RequestEncodingOptions: { ArrayFormat } }),
    };
    const Headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const RequestBody = { a: ['x y', { z: 1 }], m: { k: 'v', none: null } };
    await run(call('/json', { Method: 'POST', Headers, RequestBody, Transform }));
    expect(received[0]?.body).toBe(form.replaceAll('[', '%5B').replaceAll(']', '%5D'));
    expect(received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('takes its connection from InvocationConfig, too', async () => {
    const { Authentication: InvocationConfig, ...rest } = call('/json');
    expect((await run({ ...rest, InvocationConfig })).output).toMatchObject({ StatusCode: 200 });
  });

  test.each([
    ['/status/404', 'States.Http.StatusCode.404', /^the reason$/],
    ['/status/500', 'States.Http.StatusCode.500', /^the reason$/],
    ['/moved', 'States.Http.StatusCode.302', /^$/],
    ['/large', 'States.DataLimitExceeded', /size exceeding the maximum/],
    ['/image', 'States.Runtime', /is no text/],
    ['/bytes', 'States.Runtime', /is no text/],
    ['/gone', 'States.Http.Socket', /socket hang up/],
  ])('to %s fails with %s', async (path, error, cause) => {
    expect(await run(call(path))).toMatchObject({ error, cause: expect.stringMatching(cause) });
  });

  test.each<[object, RegExp]>([
    [{ Method: 'TRACE' }, /Method has to be one of/],
    [{ ApiEndpoint: 'ftp://x' }, /HTTPS API/],
    [{ ApiEndpoint: 'x' }, /HTTPS API/],
    [{ Authentication: {} }, /ConnectionArn/],
    [{ Headers: { Authorization: 'x' } }, /^The 'Headers' field contains unsupported values: \[authorization\]$/],
    [{ Headers: { 'X-Amz-Date': 'x' } }, /unsupported values: \[x-amz-date\]/],
    [{ Headers: { 'X-Forwarded-For': 'x' } }, /unsupported values/],
    [{ Headers: { a: 'x\r\nb: y' } }, /header a is not valid/],
    [{ Headers: 'x' }, /Headers has to be an object/],
    [
      { Transform: { RequestBodyEncoding: 'URL_ENCODED', RequestEncodingOptions: { ArrayFormat: 'X' } } },
      /ArrayFormat has to be/,
    ],
  ])('with %j fails before it calls', async (fields, cause) => {
    expect(await run(call('/json', fields))).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringMatching(cause),
    });
    expect(received).toEqual([]);
  });

  test('does not trust a certificate that nobody vouches for', async () => {
    const { cert, key } = FIRST_CERTIFICATE;
    const server = createTlsServer({ cert, key }, (_, response) => response.end('never'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const ApiEndpoint = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const { error, cause } = await run(call('/', { ApiEndpoint }));
    expect([error, cause]).toEqual(['States.Http.Socket', expect.stringMatching(/self-signed|certificate/)]);
    server.close();
  });
});

describe('OAuth client credentials', () => {
  test('a token is fetched once, and again when the API refuses it or the connection is changed', async () => {
    await connectOAuth('oauth', {
      OAuthHttpParameters: {
        BodyParameters: [{ Key: 'audience', Value: 'api' }],
        HeaderParameters: [{ Key: 'x-tenant', Value: 't' }],
      },
    });
    for (let i = 0; i < 2; i++) {
      expect((await run(call('/protected', {}, 'oauth'))).output).toMatchObject({ StatusCode: 200 });
    }
    expect(received.map(({ url }) => url)).toEqual(['/token', '/protected', '/protected']);
    expect(received[0]).toMatchObject({
      method: 'POST',
      body: 'grant_type=client_credentials&client_id=client&client_secret=secret&audience=api',
      headers: { 'x-tenant': 't', 'content-type': 'application/x-www-form-urlencoded' },
    });
    tokensGiven++;
    expect((await run(call('/protected', {}, 'oauth'))).output).toMatchObject({ StatusCode: 200 });
    expect(received.slice(3).map(({ url }) => url)).toEqual(['/protected', '/token', '/protected']);
    await events.send(new UpdateConnectionCommand({ Name: 'oauth', Description: 'changed' }));
    await run(call('/protected', {}, 'oauth'));
    expect(received.slice(6).map(({ url }) => url)).toEqual(['/token', '/protected']);
  });

  test('tasks at the same time share the fetching', async () => {
    await connectOAuth('shared');
    await Promise.all([1, 2, 3].map(() => run(call('/json', {}, 'shared'))));
    expect(received.filter(({ url }) => url === '/token')).toHaveLength(1);
  });

  test('without a token the task fails', async () => {
    await connectOAuth('refused', { AuthorizationEndpoint: `${apiUrl}/no-token`, HttpMethod: 'GET' });
    const { error, cause } = await run(call('/json', {}, 'refused'));
    expect(error).toBe('Events.ConnectionResource.InvalidConnectionState');
    expect(cause).toMatch(/status 403 and no access_token.*unauthorized_client/);
    expect(received[0]?.url).toBe('/no-token?grant_type=client_credentials&client_id=client&client_secret=secret');
  });
});

describe('a connection', () => {
  test('that is gone, or deauthorised, fails the task', async () => {
    await connect('gone', 'BASIC', { BasicAuthParameters: { Username: 'u', Password: 'p' } });
    await events.send(new DeauthorizeConnectionCommand({ Name: 'gone' }));
    const errorOf = async () => (await run(call('/json', {}, 'gone'))).error;
    expect(await errorOf()).toBe('Events.ConnectionResource.InvalidConnectionState');
    await events.send(new DeleteConnectionCommand({ Name: 'gone' }));
    expect(await errorOf()).toBe('Events.ConnectionResource.ResourceNotFound');
    expect(received).toEqual([]);
  });

  test('is used, and an endpoint called, with the permissions that AWS asks for', async () => {
    const caller = await world.createRole('caller', { policyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' });
    const allow = async (...statements: readonly object[]) => {
      const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await world.iam.send(new PutRolePolicyCommand({ RoleName: 'caller', PolicyName: 'p', PolicyDocument }));
    };
    const invoke = {
      Action: 'states:InvokeHTTPEndpoint',
      Resource: '*',
      Condition: {
        StringEquals: { 'states:HTTPMethod': 'GET' },
        StringLike: { 'states:HTTPEndpoint': `${apiUrl}/j*` },
      },
    };
    const connection = { Action: 'events:RetrieveConnectionCredentials', Resource: connections['basic'] };
    const secret = {
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      Resource: 'arn:aws:secretsmanager:*:*:secret:events!connection/*',
    };
    const attempt = async (path = '/json', more = {}) => (await run(call(path, more), caller)).error;
    expect(await attempt()).toBe('States.Permissions');
    await allow(invoke);
    expect(await attempt()).toBe('Events.ConnectionResource.AccessDenied');
    await allow(invoke, connection);
    expect(await attempt()).toBe('Events.ConnectionResource.AccessDenied');
    expect(received).toEqual([]);
    await allow(invoke, connection, secret);
    expect(await attempt()).toBeUndefined();
    expect(await attempt('/text')).toBe('States.Permissions');
    expect(await attempt('/json', { Method: 'POST' })).toBe('States.Permissions');
  });
});

describe('TestState', () => {
  const testState = async (inspectionLevel: 'INFO' | 'DEBUG' | 'TRACE', revealSecrets?: boolean) => {
    const parameters = call('/json', { Method: 'POST', RequestBody: { a: 1 } }, 'key');
    const definition = JSON.stringify({
      Type: 'Task',
      Resource: 'arn:aws:states:::http:invoke',
      Parameters: parameters,
      End: true,
    });
    const command = new TestStateCommand({
      definition,
      roleArn: role,
      inspectionLevel,
      ...(revealSecrets !== undefined && { revealSecrets }),
    });
    return sync.send(command);
  };

  test('shows the request and the response with TRACE, and the secrets when they are to be revealed', async () => {
    const { status, inspectionData } = await testState('TRACE', true);
    expect(status).toBe('SUCCEEDED');
    expect(inspectionData?.request).toEqual({
      protocol: 'http',
      method: 'POST',
      url: `${apiUrl}/json?q=of%20the%20connection`,
      headers: expect.stringMatching(
        /^\[Both: of the connection, X-Key: secret, User-Agent: Amazon\|StepFunctions\|HttpInvoke\|us-east-1, Range: /,
      ),
      body: '{"a":1,"b":"of the connection"}',
    });
    expect(inspectionData?.response).toMatchObject({
      protocol: 'HTTP/1.1',
      statusCode: '200',
      statusMessage: 'OK',
      headers: expect.stringContaining('content-type: application/json'),
      body: '{"n":[1],"text":"ä"}',
    });
  });

  test('hides what comes from the connection otherwise, and sends it all the same', async () => {
    const { inspectionData } = await testState('TRACE');
    expect(JSON.stringify(inspectionData?.request)).not.toMatch(/secret|of the connection/);
    expect(inspectionData?.request?.headers).toContain('X-Key: [REDACTED]');
    expect(received[0]?.headers['x-key']).toBe('secret');
    expect((await testState('DEBUG')).inspectionData).not.toHaveProperty('request');
  });
});

test('without --allow-plain-http only HTTPS is called', async () => {
  const plain = await StatesUnderTest.start();
  const states = {
    S: { Type: 'Task', Resource: 'arn:aws:states:::http:invoke', Parameters: call('/json'), End: true },
  };
  const machine = await plain.createMachine('m', states, await plain.createRole('machine'));
  const { error, cause } = await plain.end(await plain.startExecution(machine));
  expect([error, cause]).toEqual(['States.Runtime', expect.stringContaining('--allow-plain-http')]);
  await plain.close();
});

test('an HTTPS endpoint is called that the machine trusts', async () => {
  const { cert, key, certFile } = FIRST_CERTIFICATE;
  const server = createTlsServer({ cert, key }, (_, response) => response.end('over TLS'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // read by a process when it starts, so it takes one of its own
  process.env['NODE_EXTRA_CA_CERTS'] = certFile;
  const stepwell = await startServer(['--memory']);
  delete process.env['NODE_EXTRA_CA_CERTS'];
  const config = {
    endpoint: stepwell.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
  };
  const basic = { BasicAuthParameters: { Username: 'u', Password: 'p' } };
  const create = new CreateConnectionCommand({ Name: 'c', AuthorizationType: 'BASIC', AuthParameters: basic });
  const { ConnectionArn } = await new EventBridgeClient(config).send(create);
  const ApiEndpoint = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const task = { ApiEndpoint, Method: 'GET', Authentication: { ConnectionArn } };
  const definition = { Type: 'Task', Resource: 'arn:aws:states:::http:invoke', Parameters: task, End: true };
  const { Role } = await new IAMClient(config).send(new CreateRoleCommand(TRUSTED_ROLE));
  await new IAMClient(config).send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: ADMINISTRATOR }));
  const command = new TestStateCommand({ definition: JSON.stringify(definition), roleArn: Role?.Arn });
  const { output } = await new SFNClient({ ...config, disableHostPrefix: true }).send(command);
  expect(JSON.parse(output ?? '{}')).toMatchObject({ StatusCode: 200, ResponseBody: 'over TLS' });
  await stepwell.stop();
  server.close();
});

const TRUSTED_ROLE = {
  RoleName: 'r',
  AssumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }),
};
