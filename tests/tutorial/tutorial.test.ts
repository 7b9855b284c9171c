/** The tutorial from its first step to its last, through the AWS SDK and against a real server. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttachRolePolicyCommand, CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { strToU8 } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import {
  definition,
  deployed,
  FUNCTION_ROLE_ARN,
  FUNCTION_ROLE_NAME,
  FUNCTIONS,
  functionArn,
  LAMBDA_POLICY_ARN,
  MACHINE_ARN,
  NAME,
  placeholderDefinition,
  ROLE_ARN,
  ROLE_NAME,
  readExample,
  zipOf,
} from './call-center.ts';
import { CLOSED, INPUT, resolvedHistory, unresolvedHistory } from './expected-history.ts';

describe('the tutorial', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-tutorial-'));
  const ended = new Map<string, DescribeExecutionCommandOutput>();
  let server: ServerProcess;
  let iam: IAMClient;
  let lambda: LambdaClient;
  let sfn: SFNClient;

  beforeAll(async () => {
    // One step talks with its function through files, which a sandbox would not let it see.
    server = await startServer(['--data-dir', join(folder, 'data'), '--isolation', 'process']);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const config = { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 };
    iam = new IAMClient(config);
    lambda = new LambdaClient(config);
    sfn = new SFNClient(config);
  });

  afterAll(async () => {
    for (const client of [iam, lambda, sfn]) client.destroy();
    expect(await server.stop()).toBe(0);
    rmSync(folder, { recursive: true });
  });

  test('step 2: a role that Step Functions may assume', async () => {
    const { trustPolicy } = JSON.parse(readExample('roles/step_functions_basic_execution.json'));
    const trust = JSON.stringify(trustPolicy);
    const RoleName = ROLE_NAME;
    const created = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    expect(created.Role?.Arn).toBe(ROLE_ARN);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: LAMBDA_POLICY_ARN }));
    const found = await iam.send(new GetRoleCommand({ RoleName }));
    expect(decodeURIComponent(found.Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
  });

  test('step 3: a state machine whose functions do not exist yet', async () => {
    const request = { name: NAME, definition: placeholderDefinition, roleArn: ROLE_ARN };
    const created = await sfn.send(new CreateStateMachineCommand(request));
    expect(created.stateMachineArn).toBe(MACHINE_ARN);
    const found = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN }));
    expect(found).toMatchObject({ ...request, status: 'ACTIVE', type: 'STANDARD', creationDate: created.creationDate });
  });

  test('an execution of it fails at its first task', async () => {
    const execution = await run('too-early');
    expect(execution.status).toBe('FAILED');
    const types = (await historyOf(execution)).map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['ExecutionStarted', 'TaskStateEntered']);
    expect(types.at(-1)).toBe('ExecutionFailed');
  });

  test('step 4: five functions', async () => {
    const { trustPolicy } = JSON.parse(readExample('roles/lambda_basic_execution.json'));
    const RoleName = FUNCTION_ROLE_NAME;
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trustPolicy) }));
    for (const FunctionName of Object.values(FUNCTIONS)) {
      const created = await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Runtime: 'nodejs4.3',
          Handler: 'index.handler',
          Role: FUNCTION_ROLE_ARN,
          Code: { ZipFile: zipOf(readExample(`functions/${FunctionName}.js`)) },
        }),
      );
      expect(created.FunctionArn).toBe(functionArn(FunctionName));
      await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30 }, { FunctionName });
    }
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions?.map(({ FunctionName }) => FunctionName).sort()).toEqual(Object.values(FUNCTIONS).sort());
  });

  test('a function can be invoked by itself', async () => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'OpenCaseFunction', Payload: strToU8(INPUT) }));
    expect(answer.StatusCode).toBe(200);
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.Payload?.transformToString()).toBe('{"Case":"001","Message":"Case 001: opened..."}');
  });

  test('step 5: the functions take their places in the state machine', async () => {
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE_ARN, definition }));
    const found = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN }));
    expect(found.definition).toBe(definition);
    expect(found.roleArn).toBe(ROLE_ARN);
  });

  test('step 6: executions until both outcomes were seen', async () => {
    for (let n = 1; ended.size < 2 && n <= 100; n++) {
      const execution = await run(`case-${n}`);
      ended.set(execution.status ?? '', execution);
    }
    expect([...ended.keys()].sort()).toEqual(['FAILED', 'SUCCEEDED']);
  });

  test('a resolved case gives the output and the history of the tutorial', async () => {
    const execution = ended.get('SUCCEEDED')!;
    expect(execution.output).toBe(CLOSED);
    expect(withoutTimes(await historyOf(execution))).toEqual(resolvedHistory(deployed));
  });

  test('an unresolved case ends in the Fail state', async () => {
    const execution = ended.get('FAILED')!;
    expect(execution.cause).toBe('Engage Tier 2 Support.');
    expect(execution.error).toBeUndefined();
    expect(execution.output).toBeUndefined();
    expect(withoutTimes(await historyOf(execution))).toEqual(unresolvedHistory(deployed));
  });

  test('a history pages, goes backwards and leaves data out on request', async () => {
    const { executionArn } = ended.get('SUCCEEDED')!;
    const newest = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }));
    expect(newest.events?.map(({ id }) => id)).toEqual([24, 23]);
    const { nextToken } = newest;
    const next = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2, nextToken }),
    );
    expect(next.events?.map(({ id }) => id)).toEqual([22, 21]);
    const bare = await sfn.send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(bare.events?.[1]?.stateEnteredEventDetails?.name).toBe('Open Case');
    expect(bare.events?.[1]?.stateEnteredEventDetails?.input).toBeUndefined();
  });

  test('executions are listed newest first and know their state machine', async () => {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN }));
    expect(executions.at(-1)?.name).toBe('too-early');
    const stops = executions.map(({ stopDate }) => stopDate!.getTime());
    expect(stops).toEqual([...stops].sort((a, b) => b - a));
    const { executionArn } = executions[0]!;
    const machine = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(machine).toMatchObject({ stateMachineArn: MACHINE_ARN, name: NAME, definition, roleArn: ROLE_ARN });
  });

  test('step 7: a state machine deleted while it runs takes no new starts and aborts at the next transition', async () => {
    const reached = join(folder, 'reached');
    const gate = join(folder, 'gate');
    const FunctionName = 'OpenCaseFunction';
    const ZipFile = zipOf(`
      const { existsSync, writeFileSync } = require('node:fs');
      exports.handler = (event, context, callback) => {
        writeFileSync(${JSON.stringify(reached)}, '');
        const look = () => (existsSync(${JSON.stringify(gate)}) ? callback(null, {}) : setTimeout(look, 20));
        look();
      };`);
    for (const change of [
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile }),
      new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 60 }),
    ]) {
      await lambda.send(change);
      await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30 }, { FunctionName });
    }
    const { executionArn } = await start('caught-by-delete');
    await vi.waitFor(() => expect(existsSync(reached)).toBe(true), { timeout: 30_000 });

    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE_ARN }));
    const deleting = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN }));
    expect(deleting.status).toBe('DELETING');
    await expect(start('too-late')).rejects.toMatchObject({ name: 'StateMachineDeleting' });

    writeFileSync(gate, '');
    const aborted = await untilEnded(executionArn!);
    expect(aborted.status).toBe('ABORTED');
    await vi.waitFor(async () => {
      const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
      expect(stateMachines).toEqual([]);
    });
    await expect(start('far-too-late')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  test('step 7: the functions are deleted', async () => {
    for (const FunctionName of Object.values(FUNCTIONS)) await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions).toEqual([]);
    const FunctionName = 'OpenCaseFunction';
    await expect(lambda.send(new GetFunctionCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  function start(name: string) {
    return sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input: INPUT }));
  }

  async function run(name: string): Promise<DescribeExecutionCommandOutput> {
    const { executionArn } = await start(name);
    return untilEnded(executionArn!);
  }

  function untilEnded(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    const look = async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      expect(execution.status).not.toBe('RUNNING');
      return execution;
    };
    return vi.waitFor(look, { timeout: 30_000, interval: 20 });
  }

  async function historyOf({ executionArn }: DescribeExecutionCommandOutput): Promise<readonly HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn }))
      events.push(...(page.events ?? []));
    return events;
  }
});

function withoutTimes(events: readonly HistoryEvent[]): readonly Omit<HistoryEvent, 'timestamp'>[] {
  return events.map(({ timestamp: _, ...event }) => event);
}
