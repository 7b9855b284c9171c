/** What functions print, as it is read from CloudWatch Logs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stepwell-function-logs-'));
const defects: unknown[] = [];
let server: RunningStepwell;

const start = () => startStepwell({ port: 0, dataDir, onDefect: (error) => defects.push(error) });
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true });
  expect(defects).toEqual([]);
});

const config = (region = 'us-east-1') => ({
  endpoint: server.url,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
const logs = (region?: string) => new CloudWatchLogsClient(config(region));

async function newRole(name: string, ...policies: readonly string[]): Promise<string> {
  const iam = new IAMClient(config());
  const statement = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  for (const policy of policies) {
    const PolicyArn = `arn:aws:iam::aws:policy/service-role/${policy}`;
    await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }));
  }
  return Role?.Arn as string;
}

interface Deployment {
  readonly code: string;
  readonly role: string;
  readonly region?: string;
  readonly logGroup?: string;
}

async function deploy(name: string, { code, role, region, logGroup }: Deployment): Promise<void> {
  const command = new CreateFunctionCommand({
    FunctionName: name,
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: role,
    Timeout: 60,
    Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
    ...(logGroup !== undefined && { LoggingConfig: { LogGroup: logGroup } }),
  });
  await new LambdaClient(config(region)).send(command);
}

const invoke = (name: string, region?: string) =>
  new LambdaClient(config(region)).send(new InvokeCommand({ FunctionName: name }));

test('an invocation’s lines stand in the function’s group, in one stream per environment', async () => {
  const role = await newRole('logs', 'AWSLambdaBasicExecutionRole');
  await deploy('hello', { code: 'exports.handler = async () => { console.log("hello"); };', role });
  const { $metadata } = await invoke('hello');
  await invoke('hello');
  const logGroupName = '/aws/lambda/hello';
  const { logGroups } = await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
  expect(logGroups).toMatchObject([{ logGroupName, storedBytes: expect.any(Number), logGroupClass: 'STANDARD' }]);
  const { logStreams } = await logs().send(new DescribeLogStreamsCommand({ logGroupName }));
  expect(logStreams).toHaveLength(1);
  const { logStreamName } = logStreams?.[0] ?? {};
  expect(logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  const { events } = await logs().send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }));
  expect(events?.map(({ message }) => message?.split(/[ \t]/)[0])).toEqual([
    'INIT_START',
    'START',
    expect.stringMatching(/^\d{4}-/),
    'END',
    'REPORT',
    'START',
    expect.stringMatching(/^\d{4}-/),
    'END',
    'REPORT',
  ]);
  expect(events?.[1]?.message).toBe(`START RequestId: ${$metadata.requestId} Version: $LATEST\n`);
  expect(events?.[2]?.message).toMatch(new RegExp(`\t${$metadata.requestId}\tINFO\thello\n$`));
  const found = await logs().send(
    new FilterLogEventsCommand({ logGroupName, filterPattern: '[r=REPORT, label, id, duration="Duration:", ...]' }),
  );
  expect(found.events).toHaveLength(2);
});

test('the group is the one the function names, in the function’s region', async () => {
  const role = await newRole('elsewhere', 'AWSLambdaBasicExecutionRole');
  const logGroup = '/my/own-group';
  await deploy('elsewhere', { code: 'exports.handler = async () => {};', role, region: 'eu-west-1', logGroup });
  await invoke('elsewhere', 'eu-west-1');
  const names = async (region: string) =>
    (await logs(region).send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'own-group' }))).logGroups?.length;
  expect(await names('eu-west-1')).toBe(1);
  expect(await names('us-east-1')).toBe(0);
});

test('a function whose role may not log runs and logs nothing', async () => {
  const role = await newRole('silent');
  await deploy('silent', { code: 'exports.handler = async () => { console.log("x"); return 1; };', role });
  const { Payload, FunctionError } = await invoke('silent');
  expect([FunctionError, Payload?.transformToString()]).toEqual([undefined, '1']);
  const { logGroups } = await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/silent' }));
  expect(logGroups).toEqual([]);
});

test('a function that prints very much loses no line, and its log is there after a restart', async () => {
  const role = await newRole('much', 'AWSLambdaBasicExecutionRole');
  const lines = 60_000;
  await deploy('much', {
    code: `exports.handler = async () => { for (let i = 0; i < ${lines}; i++) console.log('line', i, 'x'.repeat(200)); };`,
    role,
  });
  const { FunctionError } = await invoke('much');
  expect(FunctionError).toBeUndefined();
  await server.close();
  server = await start();
  let next = 0;
  const input = { logGroupName: '/aws/lambda/much', filterPattern: '"INFO\tline "' };
  for await (const { events } of paginateFilterLogEvents({ client: logs() }, input)) {
    for (const { message } of events ?? []) {
      if (message?.split('\t')[3]?.startsWith(`line ${next} `) !== true) throw new Error(`line ${next} is missing`);
      next++;
    }
  }
  expect(next).toBe(lines);
}, 60_000);
