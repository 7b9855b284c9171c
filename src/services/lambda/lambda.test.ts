/** The operations of Lambda, over a memory store and real processes. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { type Call, type ReservableOperation, rootOf } from '../../base/service.ts';
import { openMemoryStore } from '../../store/memory/index.ts';
import { type LambdaService, openLambdaService } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'stepwell-lambda-'));
const store = openMemoryStore();
const defects: unknown[] = [];
const ROLE = 'arn:aws:iam::123456789012:role/r';
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:';
let lambda: LambdaService;

const open = () =>
  openLambdaService({
    ...store,
    clock: systemClock,
    random: systemRandom,
    codeRoot: join(root, 'code'),
    pool: { environmentsMax: 2, sparesMax: 1 },
    credentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
    assumeDenial: (roleArn) => (roleArn.endsWith('/untrusting') ? 'it does not trust Lambda' : undefined),
    endpoint: () => 'http://127.0.0.1:4900',
    logSink: { write() {} },
    onDefect: (error) => defects.push(error),
  });

beforeAll(async () => {
  lambda = await open();
});
afterAll(async () => {
  await lambda.close();
  rmSync(root, { recursive: true });
  expect(defects).toEqual([]);
});

const callOf = (): Call => ({
  principal: rootOf('123456789012'),
  account: '123456789012',
  region: 'us-east-1',
  requestId: systemRandom.uuid(),
  endpoint: 'http://localhost:4900',
});

// biome-ignore lint/suspicious/noExplicitAny: answers of all operations
const run = (operation: string, input: object = {}, call = callOf()): Promise<any> =>
  lambda.service.operations[operation]?.run(input, call) ?? Promise.reject(new Error(`no operation ${operation}`));
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

const ECHO = 'exports.handler = async (event) => event;';
const zip = (code = ECHO) => zipSync({ 'index.js': strToU8(code) });
let count = 0;

async function create(code = ECHO, changes: object = {}): Promise<string> {
  const FunctionName = `f${count++}`;
  const input = {
    FunctionName,
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: ROLE,
    Code: { ZipFile: zip(code) },
  };
  await run('CreateFunction', { ...input, ...changes });
  return FunctionName;
}

const stateOf = async (FunctionName: string) => {
  const { State, LastUpdateStatus, RevisionId } = await run('GetFunctionConfiguration', { FunctionName });
  return { State, LastUpdateStatus, RevisionId };
};
const updated = (FunctionName: string) =>
  expect.poll(() => stateOf(FunctionName)).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
const invoke = (FunctionName: string, changes: object = {}) =>
  run('Invoke', { FunctionName, Payload: '{}', ...changes });
const refusal = (code: string, message: string | RegExp, status = 400) => ({
  code,
  status,
  message: typeof message === 'string' ? message : expect.stringMatching(message),
});

describe('the life of a function', () => {
  test('it is created Pending, with AWS’s defaults, and turns Active', async () => {
    const created = await run('CreateFunction', {
      FunctionName: 'life',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: ROLE,
      Code: { ZipFile: zip() },
    });
    expect(json(created)).toEqual({
      Architectures: ['x86_64'],
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      CodeSize: zip().length,
      Description: '',
      EphemeralStorage: { Size: 512 },
      FunctionArn: `${ARN}life`,
      FunctionName: 'life',
      Handler: 'index.handler',
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/life' },
      MemorySize: 128,
      PackageType: 'Zip',
      RevisionId: expect.any(String),
      Role: ROLE,
      Runtime: 'nodejs20.x',
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/),
      },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
      Timeout: 3,
      TracingConfig: { Mode: 'PassThrough' },
      Version: '$LATEST',
    });
    await updated('life');
    const { State, StateReason, LastUpdateStatus, RevisionId } = await run('GetFunctionConfiguration', {
      FunctionName: 'life',
    });
    expect([State, StateReason, LastUpdateStatus]).toEqual(['Active', undefined, 'Successful']);
    expect(RevisionId).not.toBe(created.RevisionId);
  });

  test('it can be invoked as soon as it is created', async () => {
    const name = await create();
    expect(await invoke(name, { Payload: '{"a":1}' })).toEqual({
      StatusCode: 200,
      Payload: '{"a":1}',
      ExecutedVersion: '$LATEST',
    });
  });

  test('an update is in progress for a moment, refuses another one, and gives new revisions', async () => {
    const name = await create();
    await updated(name);
    const revisions = new Set([(await stateOf(name)).RevisionId]);
    const answer = await run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 10 });
    expect(answer).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
      Timeout: 10,
    });
    await expect(run('UpdateFunctionCode', { FunctionName: name, ZipFile: zip() })).rejects.toMatchObject(
      refusal(
        'ResourceConflictException',
        `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}${name}`,
        409,
      ),
    );
    await updated(name);
    revisions.add(answer.RevisionId).add((await stateOf(name)).RevisionId);
    expect(revisions.size).toBe(3);
  });

  test('new code runs from the update on, in new environments', async () => {
    const name = await create("exports.handler = async () => 'old';");
    await updated(name);
    expect((await invoke(name)).Payload).toBe('"old"');
    const before = (await run('GetFunctionConfiguration', { FunctionName: name })).CodeSha256;
    const { CodeSha256 } = await run('UpdateFunctionCode', {
      FunctionName: name,
      ZipFile: zip("exports.handler = async () => 'new';"),
    });
    expect(CodeSha256).not.toBe(before);
    expect((await invoke(name)).Payload).toBe('"new"');
  });

  test('a dry update changes nothing', async () => {
    const name = await create();
    await updated(name);
    const before = await stateOf(name);
    const { CodeSha256 } = await run('UpdateFunctionCode', { FunctionName: name, ZipFile: zip('1;'), DryRun: true });
    expect(CodeSha256).not.toBe((await run('GetFunctionConfiguration', { FunctionName: name })).CodeSha256);
    expect(await stateOf(name)).toEqual(before);
  });

  test('a wrong revision is refused, the right one is taken', async () => {
    const name = await create();
    await updated(name);
    await expect(
      run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 4, RevisionId: 'wrong' }),
    ).rejects.toMatchObject(refusal('PreconditionFailedException', /^The Revision Id provided does not match/, 412));
    const { RevisionId } = await stateOf(name);
    expect((await run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 4, RevisionId })).Timeout).toBe(4);
  });

  test('a deleted function is gone, its package too, and its name is free', async () => {
    const code = "exports.handler = async () => 'unique to this test';";
    const name = await create(code);
    const { Code } = await run('GetFunction', { FunctionName: name });
    const link = new URL(Code.Location);
    expect(await lambda.codePackage(link.pathname, link.search)).toEqual(zip(code));
    await run('DeleteFunction', { FunctionName: name });
    const notFound = refusal('ResourceNotFoundException', `Function not found: ${ARN}${name}`, 404);
    await expect(run('GetFunction', { FunctionName: name })).rejects.toMatchObject(notFound);
    await expect(run('DeleteFunction', { FunctionName: name })).rejects.toMatchObject(notFound);
    expect(await lambda.codePackage(link.pathname, link.search)).toBeUndefined();
    expect((await run('CreateFunction', { ...(await inputOf(name)) })).State).toBe('Pending');
  });

  const inputOf = async (FunctionName: string) => ({
    FunctionName,
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: ROLE,
    Code: { ZipFile: zip() },
  });

  test('a name is taken once, also when two ask at the same time', async () => {
    const input = await inputOf('twice');
    const outcomes = await Promise.allSettled([run('CreateFunction', input), run('CreateFunction', input)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(run('CreateFunction', input)).rejects.toMatchObject(
      refusal('ResourceConflictException', 'Function already exist: twice', 409),
    );
    expect((await invoke('twice')).Payload).toBe('{}');
  });

  test('functions survive a restart, and one that was being made is made', async () => {
    const name = await create("exports.handler = async () => 'still here';");
    await lambda.close();
    rmSync(join(root, 'code'), { recursive: true });
    lambda = await open();
    expect(await stateOf(name)).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
    expect((await invoke(name)).Payload).toBe('"still here"');
    expect(readdirSync(join(root, 'code'))).toHaveLength(2);
  });
});

describe('settings', () => {
  test('an update keeps what it does not name', async () => {
    const name = await create(ECHO, { Description: 'd', Environment: { Variables: { A: 'a' } }, MemorySize: 256 });
    await updated(name);
    const { Description, Environment, MemorySize, Timeout } = await run('UpdateFunctionConfiguration', {
      FunctionName: name,
      Timeout: 9,
    });
    expect([Description, Environment, MemorySize, Timeout]).toEqual(['d', { Variables: { A: 'a' } }, 256, 9]);
  });

  test('an environment given empty is shown empty', async () => {
    const name = await create(ECHO, { Environment: { Variables: {} } });
    expect((await run('GetFunctionConfiguration', { FunctionName: name })).Environment).toEqual({ Variables: {} });
  });

  test('log levels come with JSON and go with Text', async () => {
    const name = await create();
    const LogGroup = `/aws/lambda/${name}`;
    const change = async (LoggingConfig: object) => {
      await updated(name);
      return (await run('UpdateFunctionConfiguration', { FunctionName: name, LoggingConfig })).LoggingConfig;
    };
    expect(await change({ LogFormat: 'JSON', SystemLogLevel: 'DEBUG' })).toEqual({
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'DEBUG',
      LogGroup,
    });
    expect(await change({ LogFormat: 'Text' })).toEqual({ LogFormat: 'Text', LogGroup });
  });

  test('nodejs4.3 is kept as it is and runs', async () => {
    const name = await create('exports.handler = function (e, c, cb) { cb(null, 1); };', { Runtime: 'nodejs4.3' });
    expect((await run('GetFunctionConfiguration', { FunctionName: name })).Runtime).toBe('nodejs4.3');
    expect((await invoke(name)).Payload).toBe('1');
  });

  test.each([
    [
      { Runtime: 'non-existent-runtime' },
      /^Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[nodejs20\.x, .*\] or be a valid ARN$/,
    ],
    [{ Runtime: 'PYTHON3.9' }, /^Value PYTHON3\.9 at 'runtime'/],
    [
      { Runtime: 'nodejs14.x' },
      /^The runtime parameter of nodejs14\.x is no longer supported for creating or updating/,
    ],
    [
      { Code: { ZipFile: strToU8('no zip') } },
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
    [{ Code: { S3Bucket: 'b', S3Key: 'k' } }, /^Stepwell has no Amazon S3/],
    [{ Role: `${ROLE}/untrusting` }, 'The role defined for the function cannot be assumed by Lambda.'],
    [
      { FunctionName: 'a'.repeat(65) },
      /at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64$/,
    ],
    [{ Environment: { Variables: { AA: 'x'.repeat(4096) } } }, /exceeded the 4KB limit\. String measured: \{"AA":"xxx/],
    [{ Environment: { Variables: { AWS_REGION: 'x' } } }, /Reserved keys used in this request: AWS_REGION$/],
    [{ Layers: ['l1'] }, 'Layer version l1 does not exist.'],
    [{ Layers: ['1', '2', '3', '4', '5', '6'] }, 'Cannot reference more than 5 layers.'],
    [
      { Tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])) },
      'Number of tags exceeds resource tag limit.',
    ],
  ])('what cannot be: %o', async (changes, message) => {
    await expect(create(ECHO, changes)).rejects.toMatchObject({
      ...refusal('InvalidParameterValueException', message),
      details: { Type: 'User' },
    });
  });

  test('a package above 50 MB is refused without a Type', async () => {
    await expect(create(ECHO, { Code: { ZipFile: new Uint8Array(52_428_801) } })).rejects.toMatchObject({
      ...refusal('RequestEntityTooLargeException', 'Zipped size must be smaller than 52428800 bytes', 413),
      details: {},
    });
  });
});

describe('names', () => {
  test.each([
    ['a name', (name: string) => name, ''],
    ['a name with $LATEST', (name: string) => `${name}:$LATEST`, ':$LATEST'],
    ['a partial ARN', (name: string) => `123456789012:function:${name}`, ''],
    ['a full ARN', (name: string) => `${ARN}${name}`, ''],
    ['a qualified ARN', (name: string) => `${ARN}${name}:$LATEST`, ':$LATEST'],
  ])('%s finds the function, and the answer’s ARN follows the question', async (_what, form, suffix) => {
    const name = await create('exports.handler = async (event, context) => context.invokedFunctionArn;');
    const FunctionName = form(name);
    expect((await run('GetFunctionConfiguration', { FunctionName })).FunctionArn).toBe(`${ARN}${name}${suffix}`);
    expect(JSON.parse((await invoke(FunctionName)).Payload)).toBe(`${ARN}${name}${suffix}`);
  });

  test.each([
    ['GetFunction', { FunctionName: 'none' }, `Function not found: ${ARN}none`],
    ['GetFunction', { FunctionName: 'none', Qualifier: '$latest' }, `Function not found: ${ARN}none:$latest`],
    ['GetFunction', { FunctionName: `${ARN.slice(0, -1)}` }, `Function not found: ${ARN}function`],
    ['Invoke', { FunctionName: 'none' }, `Function not found: ${ARN}none:$LATEST`],
    ['Invoke', { FunctionName: 'none:alias' }, `Function not found: ${ARN}none:alias`],
    ['DeleteFunction', { FunctionName: 'none', Qualifier: '$latest' }, `Function not found: ${ARN}none`],
    [
      'Invoke',
      { FunctionName: 'arn:aws:lambda:eu-central-1:123456789012:function:f' },
      "Functions from 'eu-central-1' are not reachable in this region ('us-east-1')",
    ],
  ])('%s %o is not found', async (operation, input, message) => {
    await expect(run(operation, input)).rejects.toMatchObject({
      ...refusal('ResourceNotFoundException', message, 404),
      details: { Type: 'User', Message: message },
    });
  });

  test('another account is denied', async () => {
    await expect(run('GetFunction', { FunctionName: '999999999999:function:f' })).rejects.toMatchObject({
      code: 'AccessDeniedException',
      status: 403,
    });
  });

  test('two qualifiers that differ are refused before anything is looked for', async () => {
    await expect(run('DeleteFunction', { FunctionName: `${ARN}none:1`, Qualifier: '$LATEST' })).rejects.toMatchObject(
      refusal(
        'InvalidParameterValueException',
        'The derived qualifier from the function name does not match the specified qualifier.',
      ),
    );
  });

  test('$LATEST cannot be deleted, a version that is not there can', async () => {
    const name = await create();
    await expect(run('DeleteFunction', { FunctionName: `${name}:$LATEST` })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', '$LATEST version cannot be deleted without deleting the function.'),
    );
    await run('DeleteFunction', { FunctionName: name, Qualifier: '1233' });
    expect((await run('GetFunction', { FunctionName: name })).Configuration.FunctionName).toBe(name);
  });
});

describe('lists', () => {
  test('functions come in pages, without their states', async () => {
    const names = [await create(), await create(), await create()];
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await run('ListFunctions', { MaxItems: 2, ...(Marker !== undefined && { Marker }) });
      expect(page.Functions.length).toBeLessThanOrEqual(2);
      for (const { FunctionName, State, FunctionArn } of page.Functions) {
        seen.push(FunctionName);
        expect([State, FunctionArn]).toEqual([undefined, `${ARN}${FunctionName}`]);
      }
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(expect.arrayContaining(names));
    expect(new Set(seen).size).toBe(seen.length);
    const { Functions } = await run('ListFunctions', { FunctionVersion: 'ALL', MaxItems: 1 });
    expect(Functions[0].FunctionArn).toMatch(/:\$LATEST$/);
  });

  test('account settings count functions and code', async () => {
    const { AccountUsage, AccountLimit } = await run('GetAccountSettings');
    expect(AccountUsage.FunctionCount).toBeGreaterThan(0);
    expect(AccountLimit.ConcurrentExecutions).toBe(1000);
  });
});

describe('Invoke', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  test('no payload is {}', async () => {
    const name = await create();
    expect((await run('Invoke', { FunctionName: name })).Payload).toBe('{}');
    expect((await invoke(name, { Payload: new Uint8Array() })).Payload).toBe('{}');
  });

  test('a function’s error is an answer', async () => {
    const name = await create("exports.handler = async () => { throw new TypeError('no'); };");
    const { StatusCode, FunctionError, Payload } = await invoke(name);
    expect([StatusCode, FunctionError, JSON.parse(Payload).errorType]).toEqual([200, 'Unhandled', 'TypeError']);
  });

  test('the log’s tail comes on demand', async () => {
    const name = await create('exports.handler = async () => console.log("hello");');
    const call = callOf();
    const { LogResult } = await run('Invoke', { FunctionName: name, LogType: 'Tail' }, call);
    const log = Buffer.from(LogResult, 'base64').toString();
    expect(log).toMatch(new RegExp(`^START RequestId: ${call.requestId} Version: \\$LATEST\n.*\tINFO\thello\nEND `));
    expect((await invoke(name)).LogResult).toBeUndefined();
  });

  test('the client context arrives', async () => {
    const name = await create('exports.handler = async (event, context) => context.clientContext;');
    const ClientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');
    expect((await invoke(name, { ClientContext })).Payload).toBe('{"custom":{"a":1}}');
    await expect(invoke(name, { ClientContext: 'e' })).rejects.toMatchObject({
      code: 'InvalidRequestContentException',
    });
  });

  test.each([
    [
      'bytes that are no UTF-8',
      new Uint8Array([0x7b, 0x87]),
      /^Could not parse request body into json: Could not parse payload into json: Invalid UTF-8 start byte 0x87\n at \[Source: REDACTED \(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled\); line: 1, column: 2\]$/,
    ],
    ['a word', bytes('hello'), /Unrecognized token 'hello': was expecting/],
    ['half an object', bytes('{"a":'), /Unexpected end-of-input/],
  ])('%s is refused in the words of AWS’s parser', async (_what, Payload, message) => {
    const name = await create();
    await expect(invoke(name, { Payload })).rejects.toMatchObject(refusal('InvalidRequestContentException', message));
  });

  test('too much payload is refused', async () => {
    const name = await create();
    await expect(invoke(name, { Payload: `"${'x'.repeat(6_291_556)}"` })).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      status: 413,
    });
    await expect(
      invoke(name, { Payload: `"${'x'.repeat(1_048_576)}"`, InvocationType: 'Event' }),
    ).rejects.toMatchObject({ status: 413 });
  });

  test('a dry run runs nothing, an event runs later', async () => {
    const mark = join(root, 'mark');
    const name = await create(
      `exports.handler = async (event) => require('node:fs').writeFileSync(${JSON.stringify(mark)}, event.text);`,
    );
    expect(await invoke(name, { InvocationType: 'DryRun' })).toEqual({ StatusCode: 204 });
    expect(existsSync(mark)).toBe(false);
    expect(await invoke(name, { InvocationType: 'Event', Payload: '{"text":"x"}' })).toEqual({ StatusCode: 202 });
    await expect.poll(() => existsSync(mark)).toBe(true);
  });

  test('a runtime that cannot run here is created, and says so when it is invoked', async () => {
    const name = await create(ECHO, { Runtime: 'python3.12', Handler: 'app.handler' });
    await expect(invoke(name)).rejects.toMatchObject({
      code: 'InvalidRuntimeException',
      message: "Functions with the runtime 'python3.12' cannot run here: Stepwell runs Node.js functions.",
    });
  });

  test('a place is reserved at once when there is one, and waited for when there is none', async () => {
    const operation = lambda.service.operations['Invoke'] as ReservableOperation;
    const name = await create();
    await invoke(name);
    const reserve = () => operation.tryReserve({ FunctionName: name, Payload: '1' }, callOf());
    const first = reserve();
    const second = reserve();
    expect([first !== undefined, second !== undefined, reserve()]).toEqual([true, true, undefined]);
    const waiting = operation.reserve({ FunctionName: name, Payload: '3' }, callOf(), new AbortController().signal);
    first?.release();
    expect(await (await waiting).run()).toMatchObject({ Payload: '3' });
    expect(await second?.run()).toMatchObject({ Payload: '1' });
    expect(() => operation.tryReserve({ FunctionName: 'none' }, callOf())).toThrow('Function not found');
  });

  test('who may invoke is asked of the function as it was named', () => {
    const permissions = (input: object) => lambda.service.operations['Invoke']?.permissions(input, callOf());
    expect(permissions({ FunctionName: 'f' })).toEqual([{ action: 'lambda:InvokeFunction', resource: `${ARN}f` }]);
    expect(permissions({ FunctionName: 'f', Qualifier: '1' })?.[0]?.resource).toBe(`${ARN}f:1`);
  });
});

describe('tags', () => {
  test('they are added, replaced, removed and shown', async () => {
    const name = await create(ECHO, { Tags: { a: '1' } });
    const Resource = `${ARN}${name}`;
    await run('TagResource', { Resource, Tags: { a: '2', b: '3' } });
    expect(await run('ListTags', { Resource })).toEqual({ Tags: { a: '2', b: '3' } });
    expect((await run('GetFunction', { FunctionName: name })).Tags).toEqual({ a: '2', b: '3' });
    await run('UntagResource', { Resource, TagKeys: ['a', 'b', 'c'] });
    expect(await run('ListTags', { Resource })).toEqual({ Tags: {} });
    expect((await run('GetFunction', { FunctionName: name })).Tags).toBeUndefined();
  });

  test('versions have none, and nothing is no tag', async () => {
    const Resource = `${ARN}${await create()}`;
    await expect(run('TagResource', { Resource: `${Resource}:$LATEST`, Tags: { a: '1' } })).rejects.toMatchObject(
      refusal(
        'InvalidParameterValueException',
        'Tags on function aliases and versions are not supported. Please specify a function ARN.',
      ),
    );
    await expect(run('TagResource', { Resource, Tags: {} })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', 'An error occurred and the request cannot be processed.'),
    );
    await expect(
      run('ListTags', { Resource: 'arn:aws:lambda:us-east-1:123456789012:event-source-mapping:1' }),
    ).rejects.toMatchObject(refusal('ResourceNotFoundException', /^Event source mapping not found: arn:/, 404));
  });
});
