/** Accounts and regions are kept apart, and roles lead from one account into another. */
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetPolicyCommand,
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, GetFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeActivityCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

const HERE = '111111111111';
const THERE = '222222222222';

let stepwell: RunningStepwell;
beforeAll(async () => {
  stepwell = await startStepwell({ port: 0 });
});
afterAll(() => stepwell.close({ drainTimeoutMs: 0 }));

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

function clientsOf(credentials: Keys, region = 'us-east-1') {
  const config = { endpoint: stepwell.url, region, credentials, maxAttempts: 1 };
  return {
    iam: new IAMClient(config),
    sfn: new SFNClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    sts: new STSClient(config),
  };
}

/** The root of the account. */
const rootOf = (account: string, region?: string) =>
  clientsOf({ accessKeyId: account, secretAccessKey: 'any' }, region);

const document = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const trusting = (Principal: object) => document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
const allowing = (Action: string, Resource: string) => document({ Effect: 'Allow', Action, Resource });

const BOTH = { Service: ['states.amazonaws.com', 'lambda.amazonaws.com'] };
const CODE = "exports.handler = async () => 'from ' + process.env.AWS_LAMBDA_FUNCTION_NAME;";
const PASS = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });

/** One of everything, under the same names everywhere. */
async function populate(account: string, region?: string): Promise<void> {
  const { iam, sfn, lambda, logs } = rootOf(account, region);
  const roleArn = `arn:aws:iam::${account}:role/Same`;
  const role = new CreateRoleCommand({ RoleName: 'Same', AssumeRolePolicyDocument: trusting(BOTH) });
  // IAM knows no regions.
  if (region === undefined) {
    await iam.send(role);
    await iam.send(new CreateUserCommand({ UserName: 'same' }));
  }
  const code = { ZipFile: zipSync({ 'index.js': strToU8(CODE) }) };
  const fn = {
    FunctionName: 'same',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: code,
  } as const;
  await lambda.send(new CreateFunctionCommand(fn));
  await sfn.send(new CreateStateMachineCommand({ name: 'Same', definition: PASS, roleArn }));
  await sfn.send(new CreateActivityCommand({ name: 'same' }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'same' }));
}

const machineArn = (account: string, region = 'us-east-1', name = 'Same') =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

describe('everything is kept apart', () => {
  let executionArn: string;
  beforeAll(async () => {
    await populate(HERE);
    await populate(HERE, 'eu-west-1');
    await populate(THERE);
    const { sfn } = rootOf(THERE);
    const start = new StartExecutionCommand({ stateMachineArn: machineArn(THERE), name: 'one' });
    executionArn = (await sfn.send(start)).executionArn ?? '';
  });

  test.each([
    [HERE, 'us-east-1'],
    [HERE, 'eu-west-1'],
    [THERE, 'us-east-1'],
  ])('%s in %s has its own, and sees no other', async (account, region) => {
    const { iam, sfn, lambda, logs } = rootOf(account, region);
    const machines = (await sfn.send(new ListStateMachinesCommand({}))).stateMachines ?? [];
    expect(machines.map(({ stateMachineArn }) => stateMachineArn)).toEqual([machineArn(account, region)]);
    const functions = (await lambda.send(new ListFunctionsCommand({}))).Functions ?? [];
    expect(functions.map(({ FunctionArn }) => FunctionArn)).toEqual([
      `arn:aws:lambda:${region}:${account}:function:same`,
    ]);
    const groups = (await logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? [];
    expect(groups.map(({ logGroupArn }) => logGroupArn)).toEqual([`arn:aws:logs:${region}:${account}:log-group:same`]);
    const roles = (await iam.send(new ListRolesCommand({}))).Roles ?? [];
    expect(roles.map(({ Arn }) => Arn)).toEqual([`arn:aws:iam::${account}:role/Same`]);
    expect((await iam.send(new ListUsersCommand({}))).Users).toHaveLength(1);
    const executions = (await sfn.send(new ListExecutionsCommand({ stateMachineArn: machineArn(account, region) })))
      .executions;
    expect(executions).toHaveLength(account === THERE ? 1 : 0);
  });

  test("the other region's and an empty account's lists are empty", async () => {
    for (const [account, region] of [
      [THERE, 'eu-west-1'],
      ['333333333333', undefined],
    ] as const) {
      const { sfn, lambda, logs } = rootOf(account, region);
      expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toEqual([]);
      expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
      expect((await logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
    }
  });

  test('not even the root of another account reads, starts or stops by ARN', async () => {
    const { iam, sfn, lambda } = rootOf(HERE);
    const stateMachineArn = machineArn(THERE);
    const activityArn = `arn:aws:states:us-east-1:${THERE}:activity:same`;
    const policy = { PolicyName: 'P', PolicyDocument: allowing('states:*', '*') };
    const { Policy } = await rootOf(THERE).iam.send(new CreatePolicyCommand(policy));
    const attempts = [
      sfn.send(new DescribeStateMachineCommand({ stateMachineArn })),
      sfn.send(new StartExecutionCommand({ stateMachineArn })),
      sfn.send(new ListExecutionsCommand({ stateMachineArn })),
      sfn.send(new DescribeExecutionCommand({ executionArn })),
      sfn.send(new GetExecutionHistoryCommand({ executionArn })),
      sfn.send(new StopExecutionCommand({ executionArn })),
      sfn.send(new DescribeActivityCommand({ activityArn })),
      lambda.send(new GetFunctionCommand({ FunctionName: `arn:aws:lambda:us-east-1:${THERE}:function:same` })),
      iam.send(new GetPolicyCommand({ PolicyArn: Policy?.Arn })),
    ];
    for (const attempt of await Promise.allSettled(attempts)) {
      const message = expect.stringContaining('no resource-based policy allows');
      expect(attempt).toMatchObject({ status: 'rejected', reason: { message } });
    }
  });
});

describe('roles lead into another account', () => {
  const RESOURCE = `arn:aws:lambda:us-east-1:${THERE}:function:target`;
  const target = `arn:aws:iam::${THERE}:role/Target`;
  const own = `arn:aws:iam::${HERE}:role/Caller`;
  const trustNobody = trusting({ Service: 'lambda.amazonaws.com' });

  beforeAll(async () => {
    const there = rootOf(THERE);
    const AssumeRolePolicyDocument = trusting({ AWS: own });
    await there.iam.send(new CreateRoleCommand({ RoleName: 'Target', AssumeRolePolicyDocument }));
    await there.iam.send(new CreateRoleCommand({ RoleName: 'Closed', AssumeRolePolicyDocument: trustNobody }));
    const PolicyDocument = allowing('lambda:InvokeFunction', RESOURCE);
    await there.iam.send(new PutRolePolicyCommand({ RoleName: 'Target', PolicyName: 'p', PolicyDocument }));
    await there.iam.send(new CreateRoleCommand({ RoleName: 'Fn', AssumeRolePolicyDocument: trusting(BOTH) }));
    const code = { ZipFile: zipSync({ 'index.js': strToU8(CODE) }) };
    const fn = { FunctionName: 'target', Runtime: 'nodejs22.x', Handler: 'index.handler', Code: code } as const;
    await there.lambda.send(new CreateFunctionCommand({ ...fn, Role: `arn:aws:iam::${THERE}:role/Fn` }));
    const here = rootOf(HERE);
    const anybody = trusting({ Service: 'states.amazonaws.com', AWS: HERE });
    await here.iam.send(new CreateRoleCommand({ RoleName: 'Caller', AssumeRolePolicyDocument: anybody }));
  });

  const allow = (PolicyDocument: string) =>
    rootOf(HERE).iam.send(new PutRolePolicyCommand({ RoleName: 'Caller', PolicyName: 'p', PolicyDocument }));

  async function assume(RoleArn: string, keys: Keys): Promise<Keys> {
    const { Credentials } = await clientsOf(keys).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 's1' }));
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  }

  test('AssumeRole takes both sides: who may assume, and whom the role trusts', async () => {
    const session = await assume(own, { accessKeyId: HERE, secretAccessKey: 'x' });
    await expect(assume(target, session)).rejects.toThrow(/no identity-based policy allows the sts:AssumeRole/);
    await allow(allowing('sts:AssumeRole', '*'));
    await expect(assume(target.replace('Target', 'Closed'), session)).rejects.toThrow(/no resource-based policy/);
    const inside = clientsOf(await assume(target, session));
    await expect(inside.sfn.send(new ListStateMachinesCommand({}))).rejects.toThrow(
      `User: arn:aws:sts::${THERE}:assumed-role/Target/s1 is not authorized to perform: states:ListStateMachines`,
    );
  });

  async function run(name: string, RoleArn: string) {
    const definition = JSON.stringify({
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: RESOURCE, Credentials: { RoleArn }, End: true } },
    });
    const { sfn } = rootOf(HERE);
    await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: own }));
    const stateMachineArn = machineArn(HERE, 'us-east-1', name);
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    return vi.waitFor(
      async () => {
        const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
        expect(execution.status).not.toBe('RUNNING');
        return execution;
      },
      { timeout: 20_000 },
    );
  }

  test('a task works as the role of its Credentials, in the account of that', async () => {
    await allow(allowing('sts:AssumeRole', target));
    expect(await run('Crossing', target)).toMatchObject({ status: 'SUCCEEDED', output: '"from target"' });
    const closed = target.replace('Target', 'Closed');
    expect(await run('Refused', closed)).toMatchObject({
      status: 'FAILED',
      error: 'States.TaskFailed',
      cause: `The role ${own} is not authorized to assume the task state's role, ${closed}.`,
    });
  });

  test('without Credentials the function has to let the machine in', async () => {
    await allow(allowing('lambda:InvokeFunction', RESOURCE));
    const definition = JSON.stringify({ StartAt: 'T', States: { T: { Type: 'Task', Resource: RESOURCE, End: true } } });
    const { sfn } = rootOf(HERE);
    await sfn.send(new CreateStateMachineCommand({ name: 'Direct', definition, roleArn: own }));
    const start = new StartExecutionCommand({ stateMachineArn: machineArn(HERE, 'us-east-1', 'Direct') });
    const { executionArn } = await sfn.send(start);
    await vi.waitFor(async () => {
      const { status, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      expect(status).toBe('FAILED');
      expect(cause).toContain('because no resource-based policy allows the lambda:InvokeFunction action');
    });
  });
});
