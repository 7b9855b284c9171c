/** Function URLs over HTTP: who gets in, what the function sees, what comes back. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  LambdaClient,
  ListFunctionUrlConfigsCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionUrlConfigCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RequestSigner } from '../../src/protocols/request-signer.ts';
import { ACCOUNT, type StatesServer, startStatesServer } from './states-server.ts';

const FORBIDDEN = /^\{"Message":"Forbidden\. For troubleshooting Function URL authorization issues, see: /;
/** Answers with its event, or as the event's body says. */
const CODE = `exports.handler = async (event) => {
  if (event.rawPath === '/throw') throw new Error('no');
  return event.rawPath === '/say' ? JSON.parse(event.body) : { event };
};`;

let server: StatesServer;
let lambda: LambdaClient;
let functions = 0;

beforeAll(async () => {
  server = await startStatesServer();
  lambda = new LambdaClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await server.iam.send(new CreateRoleCommand({ RoleName: 'functions', AssumeRolePolicyDocument }));
});
afterAll(() => server.close());

async function createFunction(code = CODE): Promise<string> {
  const FunctionName = `f${functions++}`;
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${ACCOUNT}:role/functions`,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
      Publish: true,
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 10 }, { FunctionName });
  return FunctionName;
}

const allow = (FunctionName: string, AuthType: 'NONE' | 'AWS_IAM', changes: object = {}) =>
  lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'url',
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: AuthType,
      ...changes,
    }),
  );

async function createUrl(FunctionName: string, AuthType: 'NONE' | 'AWS_IAM' = 'NONE', changes: object = {}) {
  const command = new CreateFunctionUrlConfigCommand({ FunctionName, AuthType, ...changes });
  return (await lambda.send(command)).FunctionUrl as string;
}

/** A function whose URL is open to everybody. */
async function openUrl(changes: object = {}): Promise<string> {
  const name = await createFunction();
  await allow(name, 'NONE');
  return createUrl(name, 'NONE', changes);
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** To the address of the server itself: names under localhost are not known everywhere. */
function send(url: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Answer> {
  const { host, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(pathname + search, server.url),
      { method, headers: { host, ...headers } },
      (message) => {
        const { statusCode: status, headers } = message;
        buffer(message).then((body) => resolve({ status, headers, body: body.toString() }), reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const say = (url: string, result: unknown) =>
  send(new URL('say', url).href, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(result),
  });

describe('a URL without authentication', () => {
  test('is closed until the function’s policy opens it', async () => {
    const name = await createFunction();
    const url = await createUrl(name);
    const closed = await send(url);
    expect(closed).toMatchObject({ status: 403, body: expect.stringMatching(FORBIDDEN) });
    expect(closed.headers['x-amzn-errortype']).toBe('AccessDeniedException');
    await allow(name, 'NONE');
    expect((await send(url)).status).toBe(200);
    await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName: name, AuthType: 'AWS_IAM' }));
    expect((await send(url)).status).toBe(403);
  });

  test('hands on method, path, query, headers and body, and names the invocation', async () => {
    const url = await openUrl();
    const answer = await send(`${url}a/b?c=d`, {
      method: 'PATCH',
      headers: { 'content-type': 'text/plain', 'x-mine': 'yes' },
      body: 'text',
    });
    const { event } = JSON.parse(answer.body);
    expect(event).toMatchObject({
      rawPath: '/a/b',
      rawQueryString: 'c=d',
      headers: { 'x-mine': 'yes' },
      requestContext: { accountId: 'anonymous', http: { method: 'PATCH' } },
      body: 'text',
      isBase64Encoded: false,
    });
    expect(answer.headers['x-amzn-requestid']).toBe(event.requestContext.requestId);
  });

  test('sends what the function says, several cookies too', async () => {
    const url = await openUrl();
    const answer = await say(url, { statusCode: 201, headers: { 'x-a': 'b' }, cookies: ['c=1', 'd=2'], body: 'hi' });
    expect(answer).toMatchObject({ status: 201, body: 'hi', headers: { 'x-a': 'b', 'set-cookie': ['c=1', 'd=2'] } });
    expect(await send(`${url}throw`)).toMatchObject({ status: 502, body: 'Internal Server Error' });
    expect((await say(url, { statusCode: 200, headers: { 'a b': '' } })).status).toBe(502);
  });

  test('answers 429 while the function is throttled', async () => {
    const url = await openUrl();
    const FunctionName = `f${functions - 1}`;
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    const answer = await send(url);
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.body)).toMatchObject({ Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' });
  });

  test('is reached by its path as well', async () => {
    const url = await openUrl();
    const [id = ''] = new URL(url).host.split('.');
    const answer = await send(`${server.url}/lambda-url/${id}/a?b=c`);
    expect(JSON.parse(answer.body).event).toMatchObject({ rawPath: '/a', rawQueryString: 'b=c' });
    expect((await send(`${server.url}/lambda-url/${id.replace(/./g, 'x')}/`)).status).toBe(403);
  });

  test('is open to pages of the origins that its settings name, and to no other host name', async () => {
    const url = await openUrl({ Cors: { AllowOrigins: ['https://site.example'], AllowMethods: ['GET'] } });
    const origin = 'https://site.example';
    const asked = await send(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(asked).toMatchObject({ status: 200, headers: { 'access-control-allow-methods': 'GET' } });
    const read = await send(url, { headers: { origin, 'sec-fetch-site': 'cross-site' } });
    expect(read).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
    const [id = ''] = new URL(url).host.split('.');
    const rebound = { host: `${id}.lambda-url.us-east-1.evil.example` };
    expect((await send(url, { headers: rebound })).status).toBe(421);
  });
});

describe('a URL that streams', () => {
  const STREAM = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
    const { head, pieces, fails } = JSON.parse(event.body);
    if (head) stream = awslambda.HttpResponseStream.from(stream, head);
    for (const piece of pieces) stream.write(piece);
    if (fails) throw new Error('no');
    stream.end();
  });`;
  const streaming = async (code = STREAM) => {
    const name = await createFunction(code);
    await allow(name, 'NONE');
    return createUrl(name, 'NONE', { InvokeMode: 'RESPONSE_STREAM' });
  };

  test('sends what the function writes, with the status and headers it puts in front', async () => {
    const url = await streaming();
    const head = { statusCode: 418, headers: { 'x-a': 'b' }, cookies: ['c=1', 'd=2'] };
    expect(await say(url, { head, pieces: ['one ', 'two'] })).toMatchObject({
      status: 418,
      headers: { 'x-a': 'b', 'set-cookie': ['c=1', 'd=2'], 'transfer-encoding': 'chunked' },
      body: 'one two',
    });
    expect(await say(url, { pieces: ['plain'] })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: 'plain',
    });
  });

  test('is cut off when the function fails in the middle, and says so when it fails before', async () => {
    const url = await streaming();
    await expect(say(url, { pieces: ['some'], fails: true })).rejects.toThrow('aborted');
    expect(await say(url, { pieces: [], fails: true })).toMatchObject({ status: 502 });
    expect(await say(url, { head: { headers: { 'a b': '' } }, pieces: ['x'] })).toMatchObject({ status: 502 });
  });

  test('sends the whole result of a function that does not stream', async () => {
    const url = await streaming('exports.handler = async () => ({ a: 1 });');
    expect(await send(url)).toMatchObject({ status: 200, body: '{"a":1}' });
  });
});

describe('the URL of an alias', () => {
  test('runs its version, by its own policy, and is gone with it', async () => {
    const name = await createFunction();
    await lambda.send(new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '1' }));
    const url = await createUrl(name, 'NONE', { Qualifier: 'live' });
    const own = await createUrl(name);
    await allow(name, 'NONE', { Qualifier: 'live' });
    expect((await send(url)).status).toBe(200);
    expect((await send(own)).status).toBe(403);
    const list = new ListFunctionUrlConfigsCommand({ FunctionName: name, MaxItems: 1 });
    const first = await lambda.send(list);
    expect(first.FunctionUrlConfigs?.map(({ FunctionUrl }) => FunctionUrl)).toEqual([own]);
    const next = new ListFunctionUrlConfigsCommand({ FunctionName: name, Marker: first.NextMarker });
    expect((await lambda.send(next)).FunctionUrlConfigs?.map(({ FunctionUrl }) => FunctionUrl)).toEqual([url]);
    await lambda.send(new DeleteAliasCommand({ FunctionName: name, Name: 'live' }));
    expect((await send(url)).status).toBe(403);
  });
});

describe('a URL with the authentication AWS_IAM', () => {
  async function keysOf(UserName: string) {
    await server.iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  }

  function signed(url: string, keys: Awaited<ReturnType<typeof keysOf>>) {
    const { host, pathname } = new URL(url);
    const request = { method: 'GET', path: pathname, query: '', headers: { host }, body: new Uint8Array() };
    const scope = { region: 'us-east-1', service: 'lambda', nowMs: Date.now() };
    return send(url, { headers: new RequestSigner(keys).sign(request, scope) as Record<string, string> });
  }

  test('lets in whom an identity’s policy allows it, and tells the function who that is', async () => {
    const name = await createFunction();
    const url = await createUrl(name, 'AWS_IAM');
    const keys = await keysOf('caller');
    expect(await send(url)).toMatchObject({ status: 403, body: expect.stringMatching(FORBIDDEN) });
    expect(await signed(url, keys)).toMatchObject({ status: 403, body: expect.stringMatching(FORBIDDEN) });
    const statement = {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`,
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
    };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await server.iam.send(new PutUserPolicyCommand({ UserName: 'caller', PolicyName: 'p', PolicyDocument }));
    const answer = await signed(url, keys);
    expect(JSON.parse(answer.body).event.requestContext).toMatchObject({
      accountId: ACCOUNT,
      authorizer: { iam: { accessKey: keys.accessKeyId, userArn: `arn:aws:iam::${ACCOUNT}:user/caller` } },
    });
  });

  test('refuses a signature that is not good', async () => {
    const url = await createUrl(await createFunction(), 'AWS_IAM');
    const { accessKeyId } = await keysOf('forged');
    const answer = await signed(url, { accessKeyId, secretAccessKey: 'guessed' });
    expect(answer).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'InvalidSignatureException' } });
  });

  test('lets in whom the function’s policy names', async () => {
    const name = await createFunction();
    const url = await createUrl(name, 'AWS_IAM');
    const keys = await keysOf('named');
    await allow(name, 'AWS_IAM', { Principal: `arn:aws:iam::${ACCOUNT}:user/named` });
    expect((await signed(url, keys)).status).toBe(200);
    expect((await send(url)).status).toBe(403);
  });
});
