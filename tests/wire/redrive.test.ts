/** RedriveExecution through the SDK. */
import {
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  InvalidArn,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StatesUnderTest } from '../support/states-under-test.ts';

let world: StatesUnderTest;
let role: string;

beforeAll(async () => {
  world = await StatesUnderTest.start();
  role = await world.createRole('machines');
});
afterAll(() => world.close());

/** Waits for an hour, so that it is a test that ends it. */
const WAITS = { W: { Type: 'Wait', Seconds: 3600, End: true } };

const redrive = (executionArn: string, clientToken?: string) =>
  world.sfn.send(new RedriveExecutionCommand({ executionArn, ...(clientToken !== undefined && { clientToken }) }));

const stop = (executionArn: string) => world.sfn.send(new StopExecutionCommand({ executionArn }));

async function stoppedExecution(name: string): Promise<string> {
  const arn = await world.startExecution(await world.createMachine(name, WAITS, role), { n: 1 });
  await world.event(arn, 'WaitStateEntered');
  await stop(arn);
  return arn;
}

const namesOf = async (stateMachineArn: string, redriveFilter?: 'REDRIVEN' | 'NOT_REDRIVEN') =>
  (await world.sfn.send(new ListExecutionsCommand({ stateMachineArn, ...(redriveFilter && { redriveFilter }) })))
    .executions ?? [];

describe('RedriveExecution', () => {
  test('sets an execution going that was stopped; Describe, its history and lists tell', async () => {
    const arn = await stoppedExecution('Goes');
    expect(await world.describe(arn)).toMatchObject({ redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    expect((await world.describe(arn)).redriveStatusReason).toBeUndefined();
    const { redriveDate } = await redrive(arn);
    const described = await world.describe(arn);
    expect(described).toMatchObject({
      status: 'RUNNING',
      input: '{"n":1}',
      redriveCount: 1,
      redriveDate,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    });
    expect(described.stopDate).toBeUndefined();
    const history = await world.history(arn);
    expect(history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionAborted',
      'ExecutionRedriven',
    ]);
    expect(history.at(-1)).toMatchObject({
      id: 4,
      previousEventId: 3,
      executionRedrivenEventDetails: { redriveCount: 1 },
      timestamp: redriveDate,
    });
    const stateMachineArn = described.stateMachineArn ?? '';
    expect(await namesOf(stateMachineArn, 'REDRIVEN')).toMatchObject([{ redriveCount: 1, redriveDate }]);
    expect(await namesOf(stateMachineArn, 'NOT_REDRIVEN')).toEqual([]);
    await stop(arn);
    await redrive(arn);
    expect((await world.describe(arn)).redriveCount).toBe(2);
    await stop(arn);
  });

  test('with a token that is known is the same redrive again', async () => {
    const arn = await stoppedExecution('Token');
    const first = await redrive(arn, 'once');
    expect((await redrive(arn, 'once')).redriveDate).toEqual(first.redriveDate);
    await stop(arn);
    expect((await redrive(arn, 'once')).redriveDate).toEqual(first.redriveDate);
    expect((await world.describe(arn)).status).toBe('ABORTED');
    await redrive(arn, 'again');
    expect((await world.describe(arn)).redriveCount).toBe(2);
    await stop(arn);
  });

  test('runs an execution to its end that its machine, mended, would not run any more', async () => {
    const states = {
      Check: {
        Type: 'Choice',
        Choices: [{ Variable: '$$.Execution.RedriveCount', NumericGreaterThan: 0, Next: 'Good' }],
        Default: 'Bad',
      },
      Bad: { Type: 'Pass', Parameters: { 'missing.$': '$.missing' }, Next: 'Good' },
      Good: { Type: 'Succeed' },
    };
    const arn = await world.startExecution(await world.createMachine('Check', states, role));
    expect((await world.end(arn)).status).toBe('FAILED');
    await redrive(arn);
    expect(await world.end(arn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    const types = await world.typesOf(arn);
    expect(types.slice(-2)).toEqual(['ExecutionRedriven', 'ExecutionFailed']);
  });
});

describe('RedriveExecution refuses', () => {
  test('what runs, succeeded, does not exist or is no execution', async () => {
    const running = await world.startExecution(await world.createMachine('Runs', WAITS, role));
    await expect(redrive(running)).rejects.toThrow(ExecutionNotRedrivable);
    await expect(redrive(running)).rejects.toThrow('Execution is RUNNING and cannot be redriven');
    await stop(running);
    const pass = { P: { Type: 'Pass', End: true } };
    const succeeded = await world.startExecution(await world.createMachine('Succeeds', pass, role));
    await world.end(succeeded);
    await expect(redrive(succeeded)).rejects.toThrow('Execution is SUCCEEDED and cannot be redriven');
    await expect(redrive(`${running}x`)).rejects.toThrow(ExecutionDoesNotExist);
    await expect(redrive('arn:aws:states:us-east-1:000000000000:express:M:e:1')).rejects.toThrow(InvalidArn);
    await expect(redrive(running, 'a b')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('executions of a machine that is gone', async () => {
    const arn = await stoppedExecution('Gone');
    const stateMachineArn = (await world.describe(arn)).stateMachineArn ?? '';
    await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(redrive(arn)).rejects.toThrow('State machine is in DELETING status');
    expect(await world.sfn.send(new DescribeExecutionCommand({ executionArn: arn }))).toMatchObject({
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'State machine is in DELETING status',
    });
  });
});
