/** Functions as the service keeps and shows them. */
import { readdirSync, rmSync } from 'node:fs';
import { strToU8 } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARN, ECHO, LambdaUnderTest, ROLE, refusal, zip } from '../../../tests/support/lambda-under-test.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

const json = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('the life of a function', () => {
  test('it is created Pending, with AWS’s defaults, and turns Active', async () => {
    const created = await lambda.run('CreateFunction', {
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
    await lambda.updated('life');
    const { State, StateReason, LastUpdateStatus, RevisionId } = await lambda.run('GetFunctionConfiguration', {
      FunctionName: 'life',
    });
    expect([State, StateReason, LastUpdateStatus]).toEqual(['Active', undefined, 'Successful']);
    expect(RevisionId).not.toBe(created.RevisionId);
  });

  test('it can be invoked as soon as it is created', async () => {
    const name = await lambda.create();
    expect(await lambda.invoke(name, { Payload: '{"a":1}' })).toEqual({
      StatusCode: 200,
      Payload: '{"a":1}',
      ExecutedVersion: '$LATEST',
    });
  });

  test('an update is in progress for a moment, refuses another one, and gives new revisions', async () => {
    const name = await lambda.create();
    await lambda.updated(name);
    const revisions = new Set([(await lambda.stateOf(name)).RevisionId]);
    const answer = await lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 10 });
    expect(answer).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
      Timeout: 10,
    });
    await expect(lambda.run('UpdateFunctionCode', { FunctionName: name, ZipFile: zip() })).rejects.toMatchObject(
      refusal(
        'ResourceConflictException',
        `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}${name}`,
        409,
      ),
    );
    await lambda.updated(name);
    revisions.add(answer.RevisionId).add((await lambda.stateOf(name)).RevisionId);
    expect(revisions.size).toBe(3);
  });

  test('new code runs from the update on, in new environments', async () => {
    const name = await lambda.create("exports.handler = async () => 'old';");
    await lambda.updated(name);
    expect((await lambda.invoke(name)).Payload).toBe('"old"');
    const before = (await lambda.run('GetFunctionConfiguration', { FunctionName: name })).CodeSha256;
    const { CodeSha256 } = await lambda.run('UpdateFunctionCode', {
      FunctionName: name,
      ZipFile: zip("exports.handler = async () => 'new';"),
    });
    expect(CodeSha256).not.toBe(before);
    expect((await lambda.invoke(name)).Payload).toBe('"new"');
  });

  test('a dry update changes nothing', async () => {
    const name = await lambda.create();
    await lambda.updated(name);
    const before = await lambda.stateOf(name);
    const { CodeSha256 } = await lambda.run('UpdateFunctionCode', {
      FunctionName: name,
      ZipFile: zip('1;'),
      DryRun: true,
    });
    expect(CodeSha256).not.toBe((await lambda.run('GetFunctionConfiguration', { FunctionName: name })).CodeSha256);
    expect(await lambda.stateOf(name)).toEqual(before);
  });

  test('a wrong revision is refused, the right one is taken', async () => {
    const name = await lambda.create();
    await lambda.updated(name);
    await expect(
      lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 4, RevisionId: 'wrong' }),
    ).rejects.toMatchObject(refusal('PreconditionFailedException', /^The Revision Id provided does not match/, 412));
    const { RevisionId } = await lambda.stateOf(name);
    expect(
      (await lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 4, RevisionId })).Timeout,
    ).toBe(4);
  });

  test('a deleted function is gone, its package too, and its name is free', async () => {
    const code = "exports.handler = async () => 'unique to this test';";
    const name = await lambda.create(code);
    const { Code } = await lambda.run('GetFunction', { FunctionName: name });
    const link = new URL(Code.Location);
    expect(await lambda.service.codeLinks.read(link.pathname, link.search)).toEqual(zip(code));
    await lambda.run('DeleteFunction', { FunctionName: name });
    const notFound = refusal('ResourceNotFoundException', `Function not found: ${ARN}${name}`, 404);
    await expect(lambda.run('GetFunction', { FunctionName: name })).rejects.toMatchObject(notFound);
    await expect(lambda.run('DeleteFunction', { FunctionName: name })).rejects.toMatchObject(notFound);
    expect(await lambda.service.codeLinks.read(link.pathname, link.search)).toBeUndefined();
    expect((await lambda.run('CreateFunction', { ...lambda.inputOf(name) })).State).toBe('Pending');
  });

  test('a name is taken once, also when two ask at the same time', async () => {
    const input = lambda.inputOf('twice');
    const outcomes = await Promise.allSettled([
      lambda.run('CreateFunction', input),
      lambda.run('CreateFunction', input),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(lambda.run('CreateFunction', input)).rejects.toMatchObject(
      refusal('ResourceConflictException', 'Function already exist: twice', 409),
    );
    expect((await lambda.invoke('twice')).Payload).toBe('{}');
  });

  test('functions survive a restart, and one that was being made is made', async () => {
    const name = await lambda.create("exports.handler = async () => 'still here';");
    await lambda.service.close();
    rmSync(lambda.codeRoot, { recursive: true });
    await lambda.open();
    expect(await lambda.stateOf(name)).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
    expect((await lambda.invoke(name)).Payload).toBe('"still here"');
    expect(readdirSync(lambda.codeRoot)).toHaveLength(2);
  });
});

describe('settings', () => {
  test('an update keeps what it does not name', async () => {
    const name = await lambda.create(ECHO, {
      Description: 'd',
      Environment: { Variables: { A: 'a' } },
      MemorySize: 256,
    });
    await lambda.updated(name);
    const { Description, Environment, MemorySize, Timeout } = await lambda.run('UpdateFunctionConfiguration', {
      FunctionName: name,
      Timeout: 9,
    });
    expect([Description, Environment, MemorySize, Timeout]).toEqual(['d', { Variables: { A: 'a' } }, 256, 9]);
  });

  test('an environment given empty is shown empty', async () => {
    const name = await lambda.create(ECHO, { Environment: { Variables: {} } });
    expect((await lambda.run('GetFunctionConfiguration', { FunctionName: name })).Environment).toEqual({
      Variables: {},
    });
  });

  test('log levels come with JSON and go with Text', async () => {
    const name = await lambda.create();
    const LogGroup = `/aws/lambda/${name}`;
    const change = async (LoggingConfig: object) => {
      await lambda.updated(name);
      return (await lambda.run('UpdateFunctionConfiguration', { FunctionName: name, LoggingConfig })).LoggingConfig;
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
    const name = await lambda.create('exports.handler = function (e, c, cb) { cb(null, 1); };', {
      Runtime: 'nodejs4.3',
    });
    expect((await lambda.run('GetFunctionConfiguration', { FunctionName: name })).Runtime).toBe('nodejs4.3');
    expect((await lambda.invoke(name)).Payload).toBe('1');
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
    [{ Code: { S3Bucket: 'b', S3Key: 'k' } }, /^Stepwell has no object storage: start it with --object-dir/],
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
    await expect(lambda.create(ECHO, changes)).rejects.toMatchObject({
      ...refusal('InvalidParameterValueException', message),
      details: { Type: 'User' },
    });
  });

  test('a package above 50 MB is refused without a Type', async () => {
    await expect(lambda.create(ECHO, { Code: { ZipFile: new Uint8Array(52_428_801) } })).rejects.toMatchObject({
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
    const name = await lambda.create('exports.handler = async (event, context) => context.invokedFunctionArn;');
    const FunctionName = form(name);
    expect((await lambda.run('GetFunctionConfiguration', { FunctionName })).FunctionArn).toBe(`${ARN}${name}${suffix}`);
    expect(JSON.parse((await lambda.invoke(FunctionName)).Payload)).toBe(`${ARN}${name}${suffix}`);
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
    await expect(lambda.run(operation, input)).rejects.toMatchObject({
      ...refusal('ResourceNotFoundException', message, 404),
      details: { Type: 'User', Message: message },
    });
  });

  test('another account is denied', async () => {
    await expect(lambda.run('GetFunction', { FunctionName: '999999999999:function:f' })).rejects.toMatchObject({
      code: 'AccessDeniedException',
      status: 403,
    });
  });

  test('two qualifiers that differ are refused before anything is looked for', async () => {
    await expect(
      lambda.run('DeleteFunction', { FunctionName: `${ARN}none:1`, Qualifier: '$LATEST' }),
    ).rejects.toMatchObject(
      refusal(
        'InvalidParameterValueException',
        'The derived qualifier from the function name does not match the specified qualifier.',
      ),
    );
  });

  test('$LATEST cannot be deleted, a version that is not there can', async () => {
    const name = await lambda.create();
    await expect(lambda.run('DeleteFunction', { FunctionName: `${name}:$LATEST` })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', '$LATEST version cannot be deleted without deleting the function.'),
    );
    await lambda.run('DeleteFunction', { FunctionName: name, Qualifier: '1233' });
    expect((await lambda.run('GetFunction', { FunctionName: name })).Configuration.FunctionName).toBe(name);
  });
});

describe('lists', () => {
  test('functions come in pages, without their states', async () => {
    const names = [await lambda.create(), await lambda.create(), await lambda.create()];
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await lambda.run('ListFunctions', { MaxItems: 2, ...(Marker !== undefined && { Marker }) });
      expect(page.Functions.length).toBeLessThanOrEqual(2);
      for (const { FunctionName, State, FunctionArn } of page.Functions) {
        seen.push(FunctionName);
        expect([State, FunctionArn]).toEqual([undefined, `${ARN}${FunctionName}`]);
      }
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(expect.arrayContaining(names));
    expect(new Set(seen).size).toBe(seen.length);
    const { Functions } = await lambda.run('ListFunctions', { FunctionVersion: 'ALL', MaxItems: 1 });
    expect(Functions[0].FunctionArn).toMatch(/:\$LATEST$/);
  });

  test('account settings count functions and code', async () => {
    const { AccountUsage, AccountLimit } = await lambda.run('GetAccountSettings');
    expect(AccountUsage.FunctionCount).toBeGreaterThan(0);
    expect(AccountLimit.ConcurrentExecutions).toBe(1000);
  });
});

describe('tags', () => {
  test('they are added, replaced, removed and shown', async () => {
    const name = await lambda.create(ECHO, { Tags: { a: '1' } });
    const Resource = `${ARN}${name}`;
    await lambda.run('TagResource', { Resource, Tags: { a: '2', b: '3' } });
    expect(await lambda.run('ListTags', { Resource })).toEqual({ Tags: { a: '2', b: '3' } });
    expect((await lambda.run('GetFunction', { FunctionName: name })).Tags).toEqual({ a: '2', b: '3' });
    await lambda.run('UntagResource', { Resource, TagKeys: ['a', 'b', 'c'] });
    expect(await lambda.run('ListTags', { Resource })).toEqual({ Tags: {} });
    expect((await lambda.run('GetFunction', { FunctionName: name })).Tags).toBeUndefined();
  });

  test('versions have none, and nothing is no tag', async () => {
    const Resource = `${ARN}${await lambda.create()}`;
    await expect(
      lambda.run('TagResource', { Resource: `${Resource}:$LATEST`, Tags: { a: '1' } }),
    ).rejects.toMatchObject(
      refusal(
        'InvalidParameterValueException',
        'Tags on function aliases and versions are not supported. Please specify a function ARN.',
      ),
    );
    await expect(lambda.run('TagResource', { Resource, Tags: {} })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', 'An error occurred and the request cannot be processed.'),
    );
    await expect(
      lambda.run('ListTags', { Resource: 'arn:aws:lambda:us-east-1:123456789012:event-source-mapping:1' }),
    ).rejects.toMatchObject(refusal('ResourceNotFoundException', /^Event source mapping not found: arn:/, 404));
  });
});
