/** Express workflows as a program with the official SDK sees them. */
import { request as httpRequest } from 'node:http';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  type StartSyncExecutionCommandInput,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const PASS = { StartAt: 'P', States: { P: { Type: 'Pass', Result: { a: 1 }, End: true } } };

const defects: unknown[] = [];
let server: RunningStepwell;
let sfn: SFNClient;
let roleArn: string;

beforeAll(async () => {
  server = await startStepwell({ port: 0, onDefect: (error) => defects.push(error) });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1, disableHostPrefix: true };
  sfn = new SFNClient(config);
  const statement = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role } = await new IAMClient(config).send(
    new CreateRoleCommand({ RoleName: 'machine', AssumeRolePolicyDocument }),
  );
  roleArn = Role?.Arn as string;
  await create('pass', PASS);
  await create('fail', { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'because' } } });
  await create('standard', PASS, 'STANDARD');
});

afterAll(async () => {
  await server.close();
  expect(defects).toEqual([]);
});

const machineArn = (name: string) => `${ARN}:stateMachine:${name}`;

async function create(name: string, definition: object, type: 'STANDARD' | 'EXPRESS' = 'EXPRESS'): Promise<void> {
  await sfn.send(new CreateStateMachineCommand({ name, type, roleArn, definition: JSON.stringify(definition) }));
}

const runSync = (machine: string, input: Partial<StartSyncExecutionCommandInput> = {}) =>
  sfn.send(new StartSyncExecutionCommand({ stateMachineArn: machineArn(machine), ...input }));

describe('StartSyncExecution', () => {
  test('answers with the end of the execution', async () => {
    const { $metadata, ...answer } = await runSync('pass', {
      name: 'mine',
      input: '{ "x": 1 }',
      traceHeader: 'Root=1',
    });
    expect($metadata.httpStatusCode).toBe(200);
    expect(answer).toEqual({
      executionArn: expect.stringMatching(new RegExp(`^${ARN}:express:pass:mine:${UUID}$`)),
      stateMachineArn: machineArn('pass'),
      name: 'mine',
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
      status: 'SUCCEEDED',
      input: '{ "x": 1 }',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      traceHeader: 'Root=1',
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
    });
  });

  test('a failed execution is an answer too', async () => {
    const answer = await runSync('fail');
    expect(answer).toMatchObject({ status: 'FAILED', error: 'E', cause: 'because', input: '{}' });
    expect(answer.name).toMatch(new RegExp(`^${UUID}$`));
    expect(answer).toMatchObject({ outputDetails: { included: true } });
    expect(answer.output).toBeUndefined();
  });

  test('an execution that takes too long has timed out; what it took is billed in steps of 100 ms', async () => {
    await create('slow', { StartAt: 'W', TimeoutSeconds: 1, States: { W: { Type: 'Wait', Seconds: 9, End: true } } });
    const { status, startDate, stopDate, billingDetails, ...answer } = await runSync('slow');
    expect(status).toBe('TIMED_OUT');
    expect((stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)).toBe(1_000);
    expect(billingDetails?.billedDurationInMilliseconds).toBe(1_000);
    expect([answer.error, answer.cause, answer.output]).toEqual([undefined, undefined, undefined]);
  });

  test('leaves the data out when it is asked to', async () => {
    const answer = await runSync('pass', { includedData: 'METADATA_ONLY' });
    expect(answer).toMatchObject({ status: 'SUCCEEDED', inputDetails: { included: false } });
    expect([answer.input, answer.output, answer.outputDetails]).toEqual([undefined, undefined, { included: false }]);
  });

  test('takes a name as often as you like, also at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => runSync('pass', { name: 'again' })));
    expect(new Set(answers.map(({ executionArn }) => executionArn)).size).toBe(20);
  });

  test('is reached under the host that SDKs put `sync-` in front of', async () => {
    const { hostname, port } = new URL(server.url);
    const headers = {
      host: `sync-localhost:${port}`,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.StartSyncExecution',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0',
    };
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ hostname, port, method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject).end(JSON.stringify({ stateMachineArn: machineArn('pass') }));
    });
    expect(status).toBe(200);
  });

  test.each([
    ['standard', {}, 'StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine'],
    ['absent', {}, 'StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn('absent')}'`],
    ['pass', { name: 'a b' }, 'InvalidName', "Invalid Name: 'a b'"],
    [
      'pass',
      { input: '' },
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'Invalid execution input.'",
    ],
    ['pass', { input: '{' }, 'InvalidExecutionInput', expect.any(String)],
    ['pass', { stateMachineArn: 'x' }, 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: x'"],
  ])('refuses machine %s with %o: %s', async (machine, input, name, message) => {
    await expect(runSync(machine, input)).rejects.toMatchObject({ name, message });
  });
});

describe('StartExecution of an Express workflow', () => {
  test('answers at once, and takes a name as often as you like', async () => {
    const start = () =>
      sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn('pass'), name: 'again', input: '{}' }));
    const [first, second] = [await start(), await start()];
    expect(first.executionArn).toMatch(new RegExp(`^${ARN}:express:pass:again:${UUID}$`));
    expect(first.startDate).toBeInstanceOf(Date);
    expect(second.executionArn).not.toBe(first.executionArn);
  });

  test('gives an execution that no other operation knows', async () => {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn('pass') }));
    const asked = [
      new DescribeExecutionCommand({ executionArn }),
      new GetExecutionHistoryCommand({ executionArn }),
      new StopExecutionCommand({ executionArn }),
      new DescribeStateMachineForExecutionCommand({ executionArn }),
    ];
    const message = "Invalid Arn: 'Resource type not valid in this context: express'";
    const send = (command: (typeof asked)[number]) => sfn.send(command as DescribeExecutionCommand);
    for (const command of asked) await expect(send(command)).rejects.toMatchObject({ name: 'InvalidArn', message });
    await expect(sfn.send(new ListExecutionsCommand({ stateMachineArn: machineArn('pass') }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
      message: 'This operation is not supported by this type of state machine',
    });
  });
});

test('a machine goes at once when it is deleted: its executions are not waited for', async () => {
  await create('gone', { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, Next: 'P' }, ...PASS.States } });
  const running = runSync('gone');
  const stateMachineArn = machineArn('gone');
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await expect(runSync('gone')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  expect(await running).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' });
});

test.each([
  ['an activity', `${ARN}:activity:a`, 'Activity ARN'],
  ['.sync', 'arn:aws:states:::states:startExecution.sync', "'.sync' service integration"],
  ['.waitForTaskToken', 'arn:aws:states:::lambda:invoke.waitForTaskToken', "'.waitForTaskToken' service integration "],
])('a definition with %s is refused', async (_, Resource, feature) => {
  const definition = { StartAt: 'T', States: { T: { Type: 'Task', Resource, Parameters: {}, End: true } } };
  await expect(create('refused', definition)).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringContaining(`Express state machine does not support ${feature} at /States/T/Resource`),
  });
});
