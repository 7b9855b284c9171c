/** Logging configurations: what may be in them, and what executions write into CloudWatch Logs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  type LoggingConfiguration,
  type LogLevel,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

const PATIENCE_MS = 20_000;
const FAIL_AFTER_PASS = {
  StartAt: 'P',
  States: { P: { Type: 'Pass', Next: 'F' }, F: { Type: 'Fail', Error: 'E', Cause: 'because' } },
};
/** What Step Functions' role needs for CloudWatch Logs (developer guide). */
const LOG_DELIVERY = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
].map((action) => `logs:${action}`);

const dataDir = mkdtempSync(join(tmpdir(), 'stepwell-execution-logs-'));
const defects: unknown[] = [];
let server: RunningStepwell;
let roleArn: string;

const start = () => startStepwell({ port: 0, dataDir, onDefect: (error) => defects.push(error) });

beforeAll(async () => {
  server = await start();
  roleArn = await createRole('logging', LOG_DELIVERY);
});

afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true });
  expect(defects).toEqual([]);
});

const config = () => ({
  endpoint: server.url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
  disableHostPrefix: true,
});
const sfn = () => new SFNClient(config());
const logs = () => new CloudWatchLogsClient(config());
const groupArn = (name: string) => `arn:aws:logs:us-east-1:000000000000:log-group:${name}:*`;
const to = (...groups: readonly string[]) => ({
  destinations: groups.map((name) => ({ cloudWatchLogsLogGroup: { logGroupArn: groupArn(name) } })),
});
const createGroup = (logGroupName: string) => logs().send(new CreateLogGroupCommand({ logGroupName }));

async function createRole(RoleName: string, actions: readonly string[]): Promise<string> {
  const iam = new IAMClient(config());
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const Principal = { Service: 'states.amazonaws.com' };
  const AssumeRolePolicyDocument = document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = document({ Effect: 'Allow', Action: actions, Resource: '*' });
  if (actions.length > 0) await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'logs', PolicyDocument }));
  return Role?.Arn as string;
}

interface Creation {
  readonly logging: LoggingConfiguration;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly definition?: object;
  readonly role?: string;
}

async function create(name: string, { logging, type, definition = FAIL_AFTER_PASS, role = roleArn }: Creation) {
  const { stateMachineArn } = await sfn().send(
    new CreateStateMachineCommand({
      name,
      ...(type && { type }),
      roleArn: role,
      definition: JSON.stringify(definition),
      loggingConfiguration: logging,
    }),
  );
  return stateMachineArn as string;
}

async function begin(stateMachineArn: string, name: string, input = '{}'): Promise<string> {
  const { executionArn } = await sfn().send(new StartExecutionCommand({ stateMachineArn, name, input }));
  return executionArn as string;
}

/** The lines of a group once there are so many. */
async function linesOf(logGroupName: string, count: number) {
  const giveUpMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const { events = [] } = await logs().send(new FilterLogEventsCommand({ logGroupName }));
    if (events.length >= count || Date.now() > giveUpMs)
      return events.map(({ message = '', timestamp }) => ({ timestamp, ...JSON.parse(message) }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a logging configuration', () => {
  test('is OFF and without data unless it says otherwise, and then needs no destination', async () => {
    for (const [i, logging] of [{}, { level: 'OFF' as const }, { destinations: [] }].entries()) {
      const stateMachineArn = await create(`off-${i}`, { logging });
      const { loggingConfiguration } = await sfn().send(new DescribeStateMachineCommand({ stateMachineArn }));
      expect(loggingConfiguration).toEqual({ level: 'OFF', includeExecutionData: false, ...logging });
    }
  });

  test('has exactly one destination', async () => {
    await Promise.all([createGroup('one'), createGroup('two')]);
    const refused = { name: 'InvalidLoggingConfiguration' };
    const message = 'Invalid Logging Configuration: Must specify exactly one Log Destination.';
    for (const destinations of [{}, to(), to('one', 'two'), { destinations: [{}] }]) {
      const logging: LoggingConfiguration = { level: 'FATAL', ...destinations };
      await expect(create('refused', { logging })).rejects.toMatchObject({ ...refused, message });
    }
  });

  test('names a log group that exists, by its ARN with `:*` at the end', async () => {
    await createGroup('there');
    const message = 'Invalid Logging Configuration: Log Destination not found.';
    const withoutStar = { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: groupArn('there').slice(0, -2) } }] };
    for (const destinations of [to('missing'), withoutStar]) {
      const logging: LoggingConfiguration = { level: 'ALL', ...destinations };
      const created = create('refused', { logging });
      await expect(created).rejects.toMatchObject({ name: 'InvalidLoggingConfiguration', message });
    }
    const stateMachineArn = await create('updated', { logging: {} });
    const loggingConfiguration: LoggingConfiguration = { level: 'ALL', ...to('missing') };
    await expect(
      sfn().send(new UpdateStateMachineCommand({ stateMachineArn, loggingConfiguration })),
    ).rejects.toMatchObject({ name: 'InvalidLoggingConfiguration', message });
  });

  test('needs a role that may deliver logs; the refusal names what is missing', async () => {
    await createGroup('closed');
    const role = await createRole('silent', []);
    const logging: LoggingConfiguration = { level: 'ALL', ...to('closed') };
    await expect(create('refused', { logging, role })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /^The state machine IAM Role is not authorized to access the Log Destination .*logs:CreateLogDelivery/,
      ),
    });
  });
});

describe.each(['STANDARD', 'EXPRESS'] as const)('an execution of a %s machine', (type) => {
  const named = (name: string) => `${type.toLowerCase()}-${name}`;

  test('writes each of its events, in the form of AWS, into one stream', async () => {
    const group = `/aws/vendedlogs/states/${named('all')}`;
    await createGroup(group);
    const logging: LoggingConfiguration = { level: 'ALL', includeExecutionData: true, ...to(group) };
    const executionArn = await begin(await create(named('all'), { logging, type }), 'e', '{"x": 1}');
    const lines = await linesOf(group, 5);
    const input = { input: '{"x": 1}', inputDetails: { truncated: false } };
    const output = { output: '{"x": 1}', outputDetails: { truncated: false } };
    expect(
      lines.map(({ id, previous_event_id, type: eventType, details }) => [id, previous_event_id, eventType, details]),
    ).toEqual([
      ['1', '0', 'ExecutionStarted', { ...input, roleArn }],
      ['2', '0', 'PassStateEntered', { name: 'P', ...input }],
      ['3', '2', 'PassStateExited', { name: 'P', ...output }],
      ['4', '3', 'FailStateEntered', { name: 'F', ...input }],
      ['5', '4', 'ExecutionFailed', { error: 'E', cause: 'because' }],
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({ execution_arn: executionArn, redrive_count: '0' });
      expect(line.event_timestamp).toBe(String(line.timestamp));
    }
    const { logStreams = [] } = await logs().send(new DescribeLogStreamsCommand({ logGroupName: group }));
    expect(logStreams).toHaveLength(1);
    expect(logStreams[0]?.logStreamName).toMatch(
      new RegExp(`^states/${named('all')}/\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d/[0-9a-f]{8}$`),
    );
  });

  test.each([
    ['ERROR', ['FailStateEntered', 'ExecutionFailed']],
    ['FATAL', ['ExecutionFailed']],
  ] satisfies [LogLevel, string[]][])(
    'at level %s writes %j, without data unless it is asked to',
    async (level, types) => {
      const group = named(level);
      await createGroup(group);
      await begin(await create(group, { logging: { level, ...to(group) }, type }), 'e');
      const lines = await linesOf(group, types.length);
      expect(lines.map((line) => line.type)).toEqual(types);
      for (const { details } of lines) expect(details).not.toHaveProperty('input');
    },
  );

  test('writes nothing at level OFF, nor when its group is gone; it runs all the same', async () => {
    const [off, gone, witness] = [named('off'), named('gone'), named('witness')];
    for (const group of [off, gone, witness]) await createGroup(group);
    const machines = [
      await create(off, { logging: { level: 'OFF', ...to(off) }, type }),
      await create(gone, { logging: { level: 'ALL', ...to(gone) }, type }),
      await create(witness, { logging: { level: 'FATAL', ...to(witness) }, type }),
    ];
    await logs().send(new DeleteLogGroupCommand({ logGroupName: gone }));
    for (const machine of machines) await begin(machine, 'e');
    await linesOf(witness, 1);
    expect(await linesOf(off, 0)).toEqual([]);
    await expect(linesOf(gone, 0)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

test('a synchronous execution is logged like an asynchronous one', async () => {
  await createGroup('sync');
  const logging: LoggingConfiguration = { level: 'ALL', ...to('sync') };
  const stateMachineArn = await create('sync', { logging, type: 'EXPRESS' });
  const { executionArn } = await sfn().send(new StartSyncExecutionCommand({ stateMachineArn }));
  const lines = await linesOf('sync', 5);
  expect(lines.map((line) => [line.id, line.execution_arn])).toEqual(
    ['1', '2', '3', '4', '5'].map((id) => [id, executionArn]),
  );
});

test('what was begun before a restart is logged on, and an execution keeps the configuration it was started with', async () => {
  await Promise.all([createGroup('before'), createGroup('after')]);
  const definition = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 2, End: true } } };
  const stateMachineArn = await create('long', { logging: { level: 'ALL', ...to('before') }, definition });
  await begin(stateMachineArn, 'e');
  const loggingConfiguration: LoggingConfiguration = { level: 'ALL', ...to('after') };
  await sfn().send(new UpdateStateMachineCommand({ stateMachineArn, loggingConfiguration }));
  await server.close();
  server = await start();
  const lines = await linesOf('before', 4);
  expect(lines.map(({ id, type }) => [id, type])).toEqual([
    ['1', 'ExecutionStarted'],
    ['2', 'WaitStateEntered'],
    ['3', 'WaitStateExited'],
    ['4', 'ExecutionSucceeded'],
  ]);
  await begin(stateMachineArn, 'f');
  expect((await linesOf('after', 4)).map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
});
