/** Versions, aliases, policies and reserved concurrency of functions through the SDK, and from state machines. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT, ROLE, type StatesServer, startStatesServer } from './states-server.ts';

const FunctionName = 'versioned';
const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${FunctionName}`;
const code = 'exports.handler = async (event, context) => context.functionVersion;';
const dataDir = mkdtempSync(join(tmpdir(), 'stepwell-function-versions-'));

let server: StatesServer;
const lambda = ({ id = 'test', secret = 'test' } = {}) =>
  new LambdaClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: id, secretAccessKey: secret },
    maxAttempts: 1,
  });

/** A function with version 1 and the alias `live`, and a role that lets machines call it. */
beforeAll(async () => {
  server = await startStatesServer({ dataDir });
  await server.createRole();
  const allow = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: [arn, `${arn}:*`] };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
  await server.iam.send(new PutRolePolicyCommand({ RoleName: 'machines', PolicyName: 'invoke', PolicyDocument }));
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await server.iam.send(new CreateRoleCommand({ RoleName: 'functions', AssumeRolePolicyDocument }));
  await lambda().send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: ROLE.replace(/machines$/, 'functions'),
      Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
      Publish: true,
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda(), maxWaitTime: 10 }, { FunctionName, Qualifier: '1' });
  await lambda().send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
});
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true });
});

async function outcomeOf(name: string, Resource: string) {
  const definition = JSON.stringify({
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Resource,
        Catch: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], Next: 'Throttled' }],
        End: true,
      },
      Throttled: { Type: 'Pass', Result: 'throttled', End: true },
    },
  });
  const { stateMachineArn } = await server.createMachine(name, { definition });
  return (await server.ended(await server.start({ stateMachineArn: stateMachineArn as string }))).output;
}

test('a state machine calls the version its task names', async () => {
  expect(await outcomeOf('CallsAlias', `${arn}:live`)).toBe('"1"');
  expect(await outcomeOf('CallsVersion', `${arn}:1`)).toBe('"1"');
  expect(await outcomeOf('CallsLatest', arn)).toBe('"$LATEST"');
});

test('a throttled function fails a task with an error that can be caught', async () => {
  await lambda().send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  await expect(lambda().send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
  });
  expect(await outcomeOf('Throttled', arn)).toBe('"throttled"');
  await lambda().send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
});

test('a policy lets a user in whose own policies do not, by the alias it is for alone', async () => {
  const { User } = await server.iam.send(new CreateUserCommand({ UserName: 'guest' }));
  const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName: 'guest' }));
  const guest = lambda({ id: AccessKey?.AccessKeyId as string, secret: AccessKey?.SecretAccessKey as string });
  const invoke = (Qualifier?: string) => guest.send(new InvokeCommand({ FunctionName, Qualifier }));
  await expect(invoke('live')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const permission = { FunctionName, Qualifier: 'live', StatementId: 'guest' };
  await lambda().send(
    new AddPermissionCommand({ ...permission, Action: 'lambda:InvokeFunction', Principal: User?.Arn }),
  );
  expect((await invoke('live')).ExecutedVersion).toBe('1');
  await expect(invoke()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await lambda().send(new RemovePermissionCommand(permission));
  await expect(invoke('live')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('all of it survives a restart', async () => {
  await lambda().send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 5 }));
  const permission = { FunctionName, StatementId: 's', Action: 'lambda:InvokeFunction', Principal: '*' };
  await lambda().send(new AddPermissionCommand(permission));
  await server.close();
  server = await startStatesServer({ dataDir });
  const { Concurrency } = await lambda().send(new GetFunctionCommand({ FunctionName }));
  expect(Concurrency?.ReservedConcurrentExecutions).toBe(5);
  const alias = await lambda().send(new GetAliasCommand({ FunctionName, Name: 'live' }));
  expect([alias.AliasArn, alias.FunctionVersion]).toEqual([`${arn}:live`, '1']);
  const { Policy } = await lambda().send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy as string).Statement).toMatchObject([{ Sid: 's', Resource: arn }]);
  const { ExecutedVersion } = await lambda().send(new InvokeCommand({ FunctionName, Qualifier: 'live' }));
  expect(ExecutedVersion).toBe('1');
});
