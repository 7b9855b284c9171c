/** Functions whose code package is an object. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  type FunctionCode,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zip } from '../support/lambda-under-test.ts';
import { StatesUnderTest } from '../support/states-under-test.ts';

let directory: string;
let world: StatesUnderTest;
let lambda: LambdaClient;
let role: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepwell-code-'));
  await mkdir(join(directory, 'code', 'v1'), { recursive: true });
  await writeFile(join(directory, 'code', 'v1', 'one.zip'), zip('exports.handler = async () => 1;'));
  await writeFile(join(directory, 'code', 'v1', 'two.zip'), zip('exports.handler = async () => 2;'));
  await writeFile(join(directory, 'code', 'no.zip'), 'no zip');
  world = await StatesUnderTest.start({ objects: { directory } });
  lambda = clientWith({ accessKeyId: 'test', secretAccessKey: 'test' });
  role = await world.createRole('function', { principal: { Service: 'lambda.amazonaws.com' } });
});
afterAll(async () => {
  await world.close();
  await rm(directory, { recursive: true });
});

function clientWith(credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }): LambdaClient {
  return new LambdaClient({ endpoint: world.url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

const create = (name: string, Code: FunctionCode, client = lambda) =>
  client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: role,
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Code,
    }),
  );
const at = (S3Key: string) => ({ S3Bucket: 'code', S3Key });

test('a function is made and changed from objects', async () => {
  await create('f', at('v1/one.zip'));
  const invoke = async () => (await lambda.send(new InvokeCommand({ FunctionName: 'f' }))).Payload?.transformToString();
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 20, minDelay: 1 }, { FunctionName: 'f' });
  expect(await invoke()).toBe('1');
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ...at('v1/two.zip') }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 20, minDelay: 1 }, { FunctionName: 'f' });
  expect(await invoke()).toBe('2');
});

test.each<[FunctionCode, string]>([
  [at('none.zip'), 'GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.'],
  [{ S3Bucket: 'none', S3Key: 'k' }, 'GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket'],
  [at('no.zip'), 'Could not unzip uploaded file.'],
  [{ S3Bucket: 'code' }, 'Please provide a source for function code.'],
])('the code %j is refused', async (code, message) => {
  const refusal = { name: 'InvalidParameterValueException', message: expect.stringContaining(message) };
  await expect(create('refused', code)).rejects.toMatchObject(refusal);
});

test('whoever makes the function needs access to the object', async () => {
  await world.iam.send(new CreateUserCommand({ UserName: 'developer' }));
  const allow = { Effect: 'Allow', Action: ['lambda:*', 'iam:PassRole'], Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
  await world.iam.send(new PutUserPolicyCommand({ UserName: 'developer', PolicyName: 'p', PolicyDocument }));
  const { AccessKey } = await world.iam.send(new CreateAccessKeyCommand({ UserName: 'developer' }));
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  await expect(create('g', at('v1/one.zip'), clientWith(key))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('permission to GetObject for code/v1/one.zip'),
  });
});
