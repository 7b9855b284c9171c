/** Every client's signature is verified, and holds: a right secret gets in, a wrong one does not. */
import { fileURLToPath } from 'node:url';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { skips } from '../optional-parts.ts';
import { type Connection, runAwsCli, runPython } from '../support/aws-clients.ts';
import { createAdministrator } from '../tutorial/call-center.ts';

/** Its colons are percent-encoded in the path, and encoded once more to be signed. */
const MISSING_FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:missing';

describe('signed requests', () => {
  let server: ServerProcess;
  let right: Connection;
  let wrong: Connection;

  beforeAll(async () => {
    server = await startServer(['--memory']);
    right = { url: server.url, ...(await createAdministrator(server.url)) };
    wrong = { ...right, secretAccessKey: 'wrong' };
  });
  afterAll(() => server.stop());

  describe('of the SDK for JavaScript', () => {
    const configOf = ({ url, ...credentials }: Connection) => ({
      endpoint: url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
    const calls: Readonly<Record<string, (connection: Connection) => Promise<unknown>>> = {
      iam: (connection) => new IAMClient(configOf(connection)).send(new ListRolesCommand({ PathPrefix: '/a b+ü/' })),
      sts: (connection) => new STSClient(configOf(connection)).send(new GetCallerIdentityCommand({})),
      states: (connection) => new SFNClient(configOf(connection)).send(new ListStateMachinesCommand({})),
      lambda: (connection) => new LambdaClient(configOf(connection)).send(new ListFunctionsCommand({ MaxItems: 5 })),
      logs: (connection) => new CloudWatchLogsClient(configOf(connection)).send(new DescribeLogGroupsCommand({})),
    };

    test.each(Object.keys(calls))('%s', async (service) => {
      const call = calls[service] as (connection: Connection) => Promise<unknown>;
      if (service === 'iam') await expect(call(right)).rejects.toMatchObject({ name: 'ValidationError' });
      else await call(right);
      const json = { name: 'InvalidSignatureException' };
      const query = { name: 'SignatureDoesNotMatch' };
      await expect(call(wrong)).rejects.toMatchObject(['iam', 'sts'].includes(service) ? query : json);
    });

    test('of a path with an ARN in it', async () => {
      const get = (connection: Connection) =>
        new LambdaClient(configOf(connection)).send(new GetFunctionCommand({ FunctionName: MISSING_FUNCTION }));
      await expect(get(right)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      await expect(get(wrong)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    });
  });

  describe.skipIf(skips('awsCli'))('of the AWS CLI', () => {
    test.each([
      ['iam list-roles', 'SignatureDoesNotMatch'],
      ['sts get-caller-identity', 'SignatureDoesNotMatch'],
      ['stepfunctions list-state-machines', 'InvalidSignatureException'],
      ['lambda list-functions --max-items 5', 'InvalidSignatureException'],
      ['logs describe-log-groups', 'InvalidSignatureException'],
    ])('%s', async (command, refusal) => {
      await runAwsCli(right, command.split(' '));
      await expect(runAwsCli(wrong, command.split(' '))).rejects.toThrow(`(${refusal})`);
    });

    test('of a path with an ARN in it', async () => {
      const command = ['lambda', 'get-function', '--function-name', MISSING_FUNCTION];
      await expect(runAwsCli(right, command)).rejects.toThrow('(ResourceNotFoundException)');
      await expect(runAwsCli(wrong, command)).rejects.toThrow('(InvalidSignatureException)');
    });
  });

  describe.skipIf(skips('boto3'))('of boto3', () => {
    const script = fileURLToPath(new URL('boto3_outcomes.py', import.meta.url));
    const outcomes = async (connection: Connection) => JSON.parse(await runPython(connection, script));

    test('all services', async () => {
      expect(await outcomes(right)).toEqual({
        'iam ListRoles': 'answered',
        'sts GetCallerIdentity': 'answered',
        'stepfunctions ListStateMachines': 'answered',
        'lambda ListFunctions': 'answered',
        'lambda GetFunction': 'ResourceNotFoundException',
        'logs DescribeLogGroups': 'answered',
      });
      expect(await outcomes(wrong)).toEqual({
        'iam ListRoles': 'SignatureDoesNotMatch',
        'sts GetCallerIdentity': 'SignatureDoesNotMatch',
        'stepfunctions ListStateMachines': 'InvalidSignatureException',
        'lambda ListFunctions': 'InvalidSignatureException',
        'lambda GetFunction': 'InvalidSignatureException',
        'logs DescribeLogGroups': 'InvalidSignatureException',
      });
    });
  });
});
