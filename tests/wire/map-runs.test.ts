/** Map Runs through the SDK: described, listed and changed while they run, their children listed and described. */

import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateActivityCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  GetActivityTaskCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ACCOUNT, machineArn, type StatesServer, startStatesServer } from './states-server.ts';

const ACTIVITY = `arn:aws:states:us-east-1:${ACCOUNT}:activity:work`;
const PASS = { Type: 'Pass', End: true };
const WORK = { Type: 'Task', Resource: ACTIVITY, End: true };

function definition(state: object, fields: object = {}, ExecutionType = 'STANDARD'): string {
  const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, StartAt: 'I', States: { I: state } };
  const Each = { Type: 'Map', Label: 'L', ItemProcessor, End: true, ...fields };
  return JSON.stringify({ StartAt: 'Each', States: { Each } });
}

let server: StatesServer;

beforeAll(async () => {
  server = await startStatesServer();
  await server.createRole();
  const statement = { Effect: 'Allow', Action: 'states:*', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await server.iam.send(new PutRolePolicyCommand({ RoleName: 'machines', PolicyName: 'all', PolicyDocument }));
  await server.sfn.send(new CreateActivityCommand({ name: 'work' }));
  await server.createMachine('passing', { definition: definition(PASS, { ToleratedFailureCount: 3 }) });
  await server.createMachine('working', { definition: definition(WORK, { MaxConcurrency: 1 }) });
  await server.createMachine('express', { definition: definition(PASS, {}, 'EXPRESS') });
});
afterAll(() => server.close());

const start = (name: string, items: unknown = [1, 2, 3]) =>
  server.start({ stateMachineArn: machineArn(name), input: JSON.stringify(items) });

const mapRunsOf = async (executionArn: string) =>
  (await server.sfn.send(new ListMapRunsCommand({ executionArn }))).mapRuns ?? [];

/** Once there is one. */
const mapRunOf = (executionArn: string): Promise<string> =>
  vi.waitFor(async () => {
    const [mapRun] = await mapRunsOf(executionArn);
    expect(mapRun).toBeDefined();
    return mapRun?.mapRunArn ?? '';
  });

const describeMapRun = (mapRunArn: string) => server.sfn.send(new DescribeMapRunCommand({ mapRunArn }));

const takeTask = () => server.sfn.send(new GetActivityTaskCommand({ activityArn: ACTIVITY }));

/** The input of the next item that a worker gets, which it is done with at once. */
async function workOff(): Promise<string> {
  const { taskToken, input = '' } = await takeTask();
  await server.sfn.send(new SendTaskSuccessCommand({ taskToken, output: input }));
  return input;
}

const NONE = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

describe('a Map Run that has ended', () => {
  test('is listed by its execution and described', async () => {
    const executionArn = await start('passing');
    expect((await server.ended(executionArn)).output).toBe('[1,2,3]');
    const [listed, ...others] = await mapRunsOf(executionArn);
    expect(others).toEqual([]);
    const { mapRunArn = '' } = listed ?? {};
    expect(mapRunArn).toMatch(new RegExp(`^arn:aws:states:us-east-1:${ACCOUNT}:mapRun:passing/L:[0-9a-f-]{36}$`));
    expect(listed).toEqual({
      executionArn,
      mapRunArn,
      stateMachineArn: `${machineArn('passing')}/L`,
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
    });
    const counts = { ...NONE, succeeded: 3, total: 3, resultsWritten: 3 };
    expect(await describeMapRun(mapRunArn)).toMatchObject({
      mapRunArn,
      executionArn,
      status: 'SUCCEEDED',
      maxConcurrency: 0,
      toleratedFailureCount: 3,
      toleratedFailurePercentage: 0,
      itemCounts: counts,
      executionCounts: counts,
      redriveCount: 0,
    });
    const update = new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 2 });
    await expect(server.sfn.send(update)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('has children that are executions of the machine inside', async () => {
    const executionArn = await start('passing');
    await server.ended(executionArn);
    const mapRunArn = await mapRunOf(executionArn);
    const { executions = [] } = await server.sfn.send(
      new ListExecutionsCommand({ mapRunArn, statusFilter: 'SUCCEEDED' }),
    );
    expect(executions.map(({ itemCount, mapRunArn: of }) => [itemCount, of])).toEqual(
      [1, 2, 3].map(() => [1, mapRunArn]),
    );
    const { executionArn: childArn = '', name, stateMachineArn } = executions[0] ?? {};
    expect(childArn).toBe(`arn:aws:states:us-east-1:${ACCOUNT}:execution:passing/L:${name}`);
    expect(stateMachineArn).toBe(`${machineArn('passing')}/L`);
    expect(await server.sfn.send(new DescribeExecutionCommand({ executionArn: childArn }))).toMatchObject({
      mapRunArn,
      stateMachineArn,
      status: 'SUCCEEDED',
    });
    expect((await server.history(childArn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    const describeMachine = new DescribeStateMachineForExecutionCommand({ executionArn: childArn });
    const machine = await server.sfn.send(describeMachine);
    expect(machine).toMatchObject({ stateMachineArn, mapRunArn, label: 'L', name: 'passing' });
    expect(JSON.parse(machine.definition ?? '')).toEqual({ StartAt: 'I', States: { I: PASS } });
  });

  test('has no children among the executions of its machine', async () => {
    await server.ended(await start('passing'));
    const stateMachineArn = machineArn('passing');
    const { executions = [] } = await server.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions.filter(({ executionArn }) => executionArn?.includes('/'))).toEqual([]);
  });

  test('of an Express workflow has no children that could be listed', async () => {
    const executionArn = await start('express');
    expect((await server.ended(executionArn)).output).toBe('[1,2,3]');
    const mapRunArn = await mapRunOf(executionArn);
    expect((await describeMapRun(mapRunArn)).executionCounts).toMatchObject({ succeeded: 3, total: 3 });
    const list = new ListExecutionsCommand({ mapRunArn });
    await expect(server.sfn.send(list)).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
  });
});

describe('a Map Run that is under way', () => {
  test('shows how far it is, and takes a new concurrency at once', async () => {
    const executionArn = await start('working');
    const mapRunArn = await mapRunOf(executionArn);
    expect(await workOff()).toBe('1');
    const itemCounts = { ...NONE, pending: 1, running: 1, succeeded: 1, total: 3 };
    await vi.waitFor(async () =>
      expect(await describeMapRun(mapRunArn)).toMatchObject({ status: 'RUNNING', itemCounts }),
    );
    expect(await describeMapRun(mapRunArn)).not.toHaveProperty('stopDate');
    await server.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 2, toleratedFailurePercentage: 12.5 }));
    const changed = { maxConcurrency: 2, toleratedFailurePercentage: 12.5, itemCounts: { pending: 0, running: 2 } };
    await vi.waitFor(async () => expect(await describeMapRun(mapRunArn)).toMatchObject(changed));
    await workOff();
    await workOff();
    expect((await server.ended(executionArn)).output).toBe('[1,2,3]');
  });

  test('ends with its execution', async () => {
    const executionArn = await start('working');
    const mapRunArn = await mapRunOf(executionArn);
    await vi.waitFor(async () => expect((await describeMapRun(mapRunArn)).itemCounts?.running).toBe(1));
    await server.sfn.send(new StopExecutionCommand({ executionArn }));
    const itemCounts = { ...NONE, pending: 2, aborted: 1, total: 3 };
    await vi.waitFor(async () =>
      expect(await describeMapRun(mapRunArn)).toMatchObject({ status: 'ABORTED', itemCounts }),
    );
    const { executions = [] } = await server.sfn.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions.map(({ status }) => status)).toEqual(['ABORTED']);
  });
});

describe('a Map Run that failed', () => {
  test('goes on when its execution is redriven: with the child that failed, and those that had not begun', async () => {
    const executionArn = await start('working');
    const mapRunArn = await mapRunOf(executionArn);
    expect(await workOff()).toBe('1');
    const { taskToken } = await takeTask();
    await server.sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Broken', cause: 'by hand' }));
    expect(await server.ended(executionArn)).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE' });
    const failed = await describeMapRun(mapRunArn);
    const failedCounts = { ...NONE, pending: 1, succeeded: 1, failed: 1, total: 3, resultsWritten: 1 };
    expect(failed).toMatchObject({ status: 'FAILED', redriveCount: 0, executionCounts: failedCounts });
    const listChildren = new ListExecutionsCommand({ mapRunArn, statusFilter: 'FAILED' });
    const failedChild = (await server.sfn.send(listChildren)).executions?.[0]?.executionArn;

    await server.sfn.send(new RedriveExecutionCommand({ executionArn }));
    expect((await workOff()) + (await workOff())).toBe('23');
    expect(await server.ended(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '[1,2,3]',
      redriveCount: 1,
    });
    const executionCounts = { ...NONE, succeeded: 3, total: 3, resultsWritten: 3 };
    const { redriveDate, ...redriven } = await describeMapRun(mapRunArn);
    expect(redriven).toMatchObject({
      executionArn,
      status: 'SUCCEEDED',
      redriveCount: 1,
      startDate: failed.startDate,
      executionCounts,
    });
    expect(redriveDate?.getTime()).toBeGreaterThanOrEqual(failed.stopDate?.getTime() ?? Number.POSITIVE_INFINITY);
    expect(await mapRunsOf(executionArn)).toHaveLength(1);
    const history = await server.history(executionArn);
    expect(history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'MapRunRedriven',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    const event = history.find(({ type }) => type === 'MapRunRedriven');
    expect(event?.mapRunRedrivenEventDetails).toEqual({ mapRunArn, redriveCount: 1 });

    const listRedriven = new ListExecutionsCommand({ mapRunArn, redriveFilter: 'REDRIVEN' });
    expect((await server.sfn.send(listRedriven)).executions).toMatchObject([
      { executionArn: failedChild, status: 'SUCCEEDED', redriveCount: 1 },
    ]);
  });
});

describe('a Map Run is refused', () => {
  const stranger = `arn:aws:states:us-east-1:${ACCOUNT}:mapRun:passing/L:00000000-0000-4000-8000-000000000000`;

  test.each([
    ['described', (mapRunArn: string) => new DescribeMapRunCommand({ mapRunArn })],
    ['updated', (mapRunArn: string) => new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })],
    ['asked for its executions', (mapRunArn: string) => new ListExecutionsCommand({ mapRunArn })],
  ])('when it is %s and is not there, or is none', async (_, command) => {
    const send = (arn: string) => server.sfn.send(command(arn) as DescribeMapRunCommand);
    await expect(send(stranger)).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: `Resource not found: '${stranger}'`,
    });
    await expect(send(machineArn('passing'))).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  test('of an execution that is not there', async () => {
    const executionArn = `arn:aws:states:us-east-1:${ACCOUNT}:execution:passing:nobody`;
    await expect(mapRunsOf(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });

  test('limits that are out of range', async () => {
    const update = (limits: object) => server.sfn.send(new UpdateMapRunCommand({ mapRunArn: stranger, ...limits }));
    await expect(update({ maxConcurrency: -1 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(update({ toleratedFailurePercentage: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('to a role that may not start its children', async () => {
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'states:StartExecution', Resource: machineArn('passing') }],
    });
    await server.iam.send(new PutRolePolicyCommand({ RoleName: 'machines', PolicyName: 'no-start', PolicyDocument }));
    const executionArn = await start('passing');
    const { status, error, cause } = await server.ended(executionArn);
    expect([status, error]).toEqual(['FAILED', 'States.Permissions']);
    expect(cause).toContain(
      `is not authorized to perform: states:StartExecution on resource: ${machineArn('passing')}`,
    );
  });
});
