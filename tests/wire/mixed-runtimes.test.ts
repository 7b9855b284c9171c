/** The call center with functions in Python and with a runtime of their own beside those in Node.js. */
import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';
import { skips } from '../optional-parts.ts';
import { bootstrapFunction } from '../support/bootstrap-runtime.ts';
import { packageOf } from '../support/runtime-samples.ts';
import { definition, FUNCTIONS, ROLE_ARN, readExample } from '../tutorial/call-center.ts';

const OPEN_CASE = `def handler(event, context):
    case_id = event['inputCaseID']
    return {'Case': case_id, 'Message': 'Case ' + case_id + ': opened...'}`;

/** Resolves cases that end in an even digit, where the tutorial leaves it to chance. */
const WORK_ON_CASE = `def handler(event, headers):
    status = int(event['Case'][-1]) % 2 == 0
    outcome = 'resolved...' if status else 'unresolved...'
    return {'Case': event['Case'], 'Status': int(status), 'Message': event['Message'] + outcome}`;

const OTHERS: Readonly<Record<string, object>> = {
  OpenCaseFunction: {
    Runtime: 'python3.12',
    Handler: 'app.handler',
    Code: { ZipFile: packageOf({ 'app.py': OPEN_CASE }) },
  },
  WorkOnCaseFunction: {
    Runtime: 'provided.al2023',
    Handler: 'none',
    Code: { ZipFile: packageOf(bootstrapFunction(WORK_ON_CASE)) },
  },
};

describe.skipIf(skips('python'))('the call center in three runtimes', () => {
  let server: RunningStepwell;
  let sfn: SFNClient;
  let stateMachineArn: string | undefined;

  beforeAll(async () => {
    server = await startStepwell({ port: 0, iam: 'off' });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const config = { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 };
    sfn = new SFNClient({ ...config, disableHostPrefix: true });
    const lambda = new LambdaClient(config);
    for (const FunctionName of Object.values(FUNCTIONS)) {
      const code = readExample(`functions/${FunctionName}.js`);
      const input = {
        FunctionName,
        Role: ROLE_ARN,
        Runtime: 'nodejs22.x' as const,
        Handler: 'index.handler',
        Code: { ZipFile: packageOf({ 'index.js': code }) },
        Timeout: 20,
        ...OTHERS[FunctionName],
      };
      await lambda.send(new CreateFunctionCommand(input));
      await waitUntilFunctionActiveV2(
        { client: lambda, maxWaitTime: 20, minDelay: 0.01, maxDelay: 1 },
        { FunctionName },
      );
    }
    lambda.destroy();
    const machine = { name: 'CallCenter', definition, roleArn: ROLE_ARN };
    ({ stateMachineArn } = await sfn.send(new CreateStateMachineCommand(machine)));
  });
  afterAll(async () => {
    sfn.destroy();
    await server.close();
  });

  async function run(inputCaseID: string) {
    const input = JSON.stringify({ inputCaseID });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    const describeIt = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
    await expect.poll(async () => (await describeIt()).status, { timeout: 20_000 }).not.toBe('RUNNING');
    return describeIt();
  }

  test('a case that is resolved is closed', async () => {
    const { status, output = '' } = await run('002');
    expect(status).toBe('SUCCEEDED');
    const Message = 'Case 002: opened...assigned...resolved...closed.';
    expect(JSON.parse(output)).toEqual({ Case: '002', Status: 1, Message });
  });

  test('a case that is not is escalated', async () => {
    expect(await run('003')).toMatchObject({ status: 'FAILED', cause: 'Engage Tier 2 Support.' });
  });
});
