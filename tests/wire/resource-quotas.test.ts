/** How many resources an account may have: numbers smaller than AWS's, which `--quotas aws` asks for. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DeleteStateMachineCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import type { StartOptions } from '../../src/app.ts';
import { StatesUnderTest, until } from '../support/states-under-test.ts';

const WAIT = { W: { Type: 'Wait', Seconds: 3600, End: true } };
const PASS = { P: { Type: 'Pass', End: true } };
const FULL = { name: 'ExecutionLimitExceeded' };

/** A server of its own, and its role. */
async function inWorld(options: StartOptions, use: (world: StatesUnderTest, role: string) => Promise<void>) {
  const world = await StatesUnderTest.start(options);
  try {
    await use(world, await world.createRole('machines'));
  } finally {
    await world.close();
  }
}

const stop = (world: StatesUnderTest, executionArn: string) =>
  world.sfn.send(new StopExecutionCommand({ executionArn }));

test('one machine more than allowed is refused until another is gone; one that exists is created again', async () => {
  await inWorld({ resourceQuotas: { stateMachinesMax: 1 } }, async (world, role) => {
    const first = await world.createMachine('First', PASS, role);
    await expect(world.createMachine('Second', PASS, role)).rejects.toMatchObject({
      name: 'StateMachineLimitExceeded',
      message: expect.stringContaining('The maximum number of state machines has been reached.'),
    });
    expect(await world.createMachine('First', PASS, role)).toBe(first);
    await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: first }));
    await until(() => world.createMachine('Second', PASS, role));
  });
});

test('one activity more than allowed is refused until another is gone; one that exists is created again', async () => {
  await inWorld({ resourceQuotas: { activitiesMax: 1 } }, async ({ sfn }) => {
    const create = (name: string) => sfn.send(new CreateActivityCommand({ name }));
    const { activityArn } = await create('first');
    await expect(create('second')).rejects.toMatchObject({ name: 'ActivityLimitExceeded' });
    expect((await create('first')).activityArn).toBe(activityArn);
    await sfn.send(new DeleteActivityCommand({ activityArn }));
    await create('second');
  });
});

test('an open execution more than allowed is neither started nor redriven until another has ended', async () => {
  await inWorld({ resourceQuotas: { openExecutionsMax: 1 } }, async (world, role) => {
    const stateMachineArn = await world.createMachine('Waits', WAIT, role);
    const start = (name: string) => world.sfn.send(new StartExecutionCommand({ stateMachineArn, name }));
    const redrive = (executionArn: string) => world.sfn.send(new RedriveExecutionCommand({ executionArn }));
    const { executionArn: first = '' } = await start('first');
    await expect(start('second')).rejects.toMatchObject(FULL);
    expect((await start('first')).executionArn).toBe(first);
    await stop(world, first);
    const { executionArn: second = '' } = await start('second');
    await expect(redrive(first)).rejects.toMatchObject(FULL);
    await stop(world, second);
    await redrive(first);
    await expect(redrive(second)).rejects.toMatchObject(FULL);
  });
});

test('executions that end at once, and those of Express workflows, take no room', async () => {
  await inWorld({ resourceQuotas: { openExecutionsMax: 1 } }, async (world, role) => {
    const passing = await world.createMachine('Passes', PASS, role);
    for (let i = 0; i < 3; i++) await world.end(await world.startExecution(passing));
    const definition = JSON.stringify({ StartAt: 'W', States: WAIT });
    const express = { name: 'Express', type: 'EXPRESS', definition, roleArn: role } as const;
    const { stateMachineArn = '' } = await world.sfn.send(new CreateStateMachineCommand(express));
    for (let i = 0; i < 3; i++) await world.startExecution(stateMachineArn);
    await world.startExecution(passing);
  });
});

test('a server that starts counts what is open', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'stepwell-quotas-'));
  let first = '';
  await inWorld({ dataDir }, async (world, role) => {
    first = await world.startExecution(await world.createMachine('Waits', WAIT, role));
  });
  const world = await StatesUnderTest.start({ dataDir, resourceQuotas: { openExecutionsMax: 1 } });
  const { stateMachineArn = '' } = await world.describe(first);
  await expect(world.startExecution(stateMachineArn)).rejects.toMatchObject(FULL);
  await stop(world, first);
  await world.startExecution(stateMachineArn);
  await world.close();
  await rm(dataDir, { recursive: true });
});
