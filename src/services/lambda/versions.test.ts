/** Versions of functions, with real processes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARN, ECHO, LambdaUnderTest, refusal, zip } from '../../../tests/support/lambda-under-test.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

const TELL = `exports.handler = async (event, context) => ({
  version: context.functionVersion,
  variable: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  arn: context.invokedFunctionArn,
});`;
const constant = (value: string) => `exports.handler = async () => '${value}';`;

async function created(code = ECHO, changes: object = {}): Promise<string> {
  const name = await lambda.create(code, changes);
  await lambda.updated(name);
  return name;
}

async function updateCode(FunctionName: string, code: string): Promise<void> {
  await lambda.run('UpdateFunctionCode', { FunctionName, ZipFile: zip(code) });
  await lambda.updated(FunctionName);
}

const publish = (FunctionName: string, input: object = {}) => lambda.run('PublishVersion', { FunctionName, ...input });

const versionsOf = async (FunctionName: string): Promise<readonly string[]> => {
  const { Versions } = await lambda.run('ListVersionsByFunction', { FunctionName });
  return Versions.map(({ Version }: { Version: string }) => Version);
};

describe('publishing', () => {
  test('a version keeps code and configuration, whatever becomes of $LATEST', async () => {
    const name = await created(constant('first'), { Timeout: 7 });
    expect(await publish(name, { Description: 'one' })).toMatchObject({
      Version: '1',
      FunctionArn: `${ARN}${name}:1`,
      Description: 'one',
      State: 'Active',
      LastUpdateStatus: 'Successful',
    });
    await updateCode(name, constant('second'));
    await lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 9 });
    const [old, latest] = await Promise.all([
      lambda.invoke(name, { Qualifier: '1' }),
      lambda.invoke(name, { Qualifier: '$LATEST' }),
    ]);
    expect([old.Payload, old.ExecutedVersion]).toEqual(['"first"', '1']);
    expect([latest.Payload, latest.ExecutedVersion]).toEqual(['"second"', '$LATEST']);
    expect((await lambda.run('GetFunctionConfiguration', { FunctionName: `${name}:1` })).Timeout).toBe(7);
  });

  test('without a change there is no new version; numbers are not given again', async () => {
    const name = await created();
    await publish(name, { Description: 'its own' });
    const { Version, Description } = await publish(name, { Description: 'ignored' });
    expect([Version, Description]).toEqual(['1', 'its own']);
    await updateCode(name, constant('x'));
    expect((await publish(name)).Version).toBe('2');
    await lambda.run('DeleteFunction', { FunctionName: name, Qualifier: '2' });
    expect((await publish(name)).Version).toBe('3');
    expect(await versionsOf(name)).toEqual(['$LATEST', '1', '3']);
  });

  test('it gives $LATEST a new revision, and the version one of its own', async () => {
    const name = await created();
    const before = (await lambda.stateOf(name)).RevisionId;
    const { RevisionId } = await publish(name, { RevisionId: before });
    const after = (await lambda.stateOf(name)).RevisionId;
    expect(new Set([before, RevisionId, after]).size).toBe(3);
    await expect(publish(name, { RevisionId: before })).rejects.toMatchObject({ code: 'PreconditionFailedException' });
  });

  test('it takes the digest of the code it expects', async () => {
    const name = await created();
    await expect(publish(name, { CodeSha256: 'other' })).rejects.toMatchObject(
      refusal(
        'InvalidParameterValueException',
        /^CodeSHA256 \(other\) is different from current CodeSHA256 in \$LATEST/,
      ),
    );
    const { CodeSha256 } = await lambda.run('GetFunctionConfiguration', { FunctionName: name });
    expect((await publish(name, { CodeSha256 })).Version).toBe('1');
  });

  test('while an update is in progress there is none', async () => {
    const name = await created();
    await lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 5 });
    await expect(publish(name)).rejects.toMatchObject({ code: 'ResourceConflictException' });
  });

  test('a function can be created and updated with a version', async () => {
    const name = await lambda.create(constant('first'), { Publish: true });
    await lambda.updated(name);
    expect(await lambda.run('GetFunctionConfiguration', { FunctionName: name, Qualifier: '1' })).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Version: '1',
    });
    const input = { FunctionName: name, ZipFile: zip(constant('second')), Publish: true };
    expect(await lambda.run('UpdateFunctionCode', input)).toMatchObject({
      FunctionArn: `${ARN}${name}:2`,
      State: 'Pending',
    });
    await lambda.updated(name);
    expect((await lambda.invoke(`${name}:1`)).Payload).toBe('"first"');
    expect((await lambda.invoke(`${name}:2`)).Payload).toBe('"second"');
  });
});

test('a function knows which version it is and how it was called', async () => {
  const name = await created(TELL);
  await publish(name);
  expect(JSON.parse((await lambda.invoke(name, { Qualifier: '1' })).Payload)).toEqual({
    version: '1',
    variable: '1',
    arn: `${ARN}${name}:1`,
  });
  expect(JSON.parse((await lambda.invoke(name)).Payload)).toEqual({
    version: '$LATEST',
    variable: '$LATEST',
    arn: `${ARN}${name}`,
  });
});

test('lists come in pages, also those of all versions of all functions', async () => {
  const name = await created();
  await publish(name);
  await updateCode(name, constant('x'));
  await publish(name);
  const first = await lambda.run('ListVersionsByFunction', { FunctionName: name, MaxItems: 2 });
  expect(first.Versions.map(({ FunctionArn }: { FunctionArn: string }) => FunctionArn)).toEqual([
    `${ARN}${name}:$LATEST`,
    `${ARN}${name}:1`,
  ]);
  const second = await lambda.run('ListVersionsByFunction', { FunctionName: name, Marker: first.NextMarker });
  expect([second.Versions.length, second.NextMarker]).toEqual([1, undefined]);
  const arns: string[] = [];
  for (let Marker: string | undefined; ; ) {
    const page = await lambda.run('ListFunctions', { FunctionVersion: 'ALL', MaxItems: 1, Marker });
    arns.push(...page.Functions.map(({ FunctionArn }: { FunctionArn: string }) => FunctionArn));
    Marker = page.NextMarker;
    if (Marker === undefined) break;
  }
  expect(arns.filter((arn) => arn.startsWith(`${ARN}${name}:`))).toEqual(
    ['$LATEST', '1', '2'].map((version) => `${ARN}${name}:${version}`),
  );
});

test('versions do not change, and one that is not there is not found', async () => {
  const name = await created();
  await publish(name);
  const notFound = (version: string) =>
    refusal('ResourceNotFoundException', `Function not found: ${ARN}${name}:${version}`, 404);
  await expect(
    lambda.run('UpdateFunctionConfiguration', { FunctionName: `${name}:1`, Timeout: 5 }),
  ).rejects.toMatchObject(notFound('1'));
  await expect(lambda.invoke(name, { Qualifier: '2' })).rejects.toMatchObject(notFound('2'));
  await expect(lambda.run('GetFunction', { FunctionName: name, Qualifier: '2' })).rejects.toMatchObject(notFound('2'));
});

test('a version has its package for as long as it exists', async () => {
  const code = constant('only in this version');
  const name = await created(code);
  await publish(name);
  await updateCode(name, constant('something else'));
  const { Code } = await lambda.run('GetFunction', { FunctionName: name, Qualifier: '1' });
  const link = new URL(Code.Location);
  expect(await lambda.service.codeLinks.read(link.pathname, link.search)).toEqual(zip(code));
  await lambda.run('DeleteFunction', { FunctionName: name, Qualifier: '1' });
  expect(await lambda.service.codeLinks.read(link.pathname, link.search)).toBeUndefined();
});

test('versions survive a restart', async () => {
  const name = await created(constant('kept'));
  await publish(name);
  await updateCode(name, constant('newer'));
  await lambda.service.close();
  await lambda.open();
  expect(await versionsOf(name)).toEqual(['$LATEST', '1']);
  expect((await lambda.invoke(name, { Qualifier: '1' })).Payload).toBe('"kept"');
});
