import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineUnderTest, executionArn, machineOf, TASK } from '../../../tests/support/engine-under-test.ts';
import { succeeded } from '../../../tests/support/scripted-tasks.ts';
import { createDispatch } from '../../api/dispatch.ts';
import { type Dispatch, rootOf } from '../../base/service.ts';
import { parkedOperations } from './parked.ts';

const WHOLE = machineOf({
  StartAt: 'T',
  States: { T: { ...TASK, Next: 'P' }, P: { Type: 'Pass', End: true } },
});
/** A machine with a hole, as only a defect of ours can make it. */
const BROKEN = { ...WHOLE, states: new Map([...WHOLE.states].filter(([name]) => name !== 'P')) };
const call = { principal: rootOf('123456789012'), account: '123456789012', region: 'us-east-1', requestId: 'r' };
const ALLOW = { denial: () => undefined, assumeDenial: () => undefined, assumedRole: () => call.principal };

let world: EngineUnderTest;
let dispatch: Dispatch;

beforeEach(async () => {
  world = await EngineUnderTest.open();
  world.replaceMachine('M', BROKEN);
  serve();
});
afterEach(() => world.close());

/** Over the engine of the present process. */
function serve(): void {
  const { clock, engine, stored } = world;
  const operations = parkedOperations({ executions: stored.executions, engine, clock });
  const services = [{ name: 'stepwell', operations } as const];
  dispatch = createDispatch({ services, authorizer: ALLOW, onDefect: () => {} });
}

const run = (operation: string, input: object = {}, region = 'us-east-1') =>
  dispatch.run('stepwell', operation, input, { ...call, region });

async function park(...names: string[]): Promise<void> {
  for (const name of names) await world.start(name);
  await world.settle();
  for (const name of names) world.tasks.finish(name, succeeded({}));
  await world.until(() => world.parked.length === names.length);
}

describe('ListParkedExecutions', () => {
  test('shows what stopped them and where they are, page after page', async () => {
    await park('a', 'b', 'c');
    const first = (await run('ListParkedExecutions', { maxResults: 2 })) as { executions: object[]; nextToken: string };
    expect(first.executions).toMatchObject([
      {
        executionArn: executionArn('a'),
        stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:M',
        name: 'a',
        startDate: expect.any(Date),
        reason: expect.stringContaining('state P does not exist'),
      },
      { name: 'b' },
    ]);
    const second = await run('ListParkedExecutions', { maxResults: 2, nextToken: first.nextToken });
    expect(second).toEqual({ executions: [expect.objectContaining({ name: 'c' })], nextToken: undefined });
    expect(await run('ListParkedExecutions', {}, 'eu-west-1')).toMatchObject({ executions: [] });
  });

  test('takes no token but its own', async () => {
    await expect(run('ListParkedExecutions', { nextToken: 'nonsense' })).rejects.toMatchObject({
      code: 'InvalidToken',
    });
  });
});

describe('ReleaseExecution', () => {
  test('sets the execution going, once what stopped it is mended', async () => {
    await park('a');
    world.replaceMachine('M', WHOLE);
    await world.restart();
    serve();
    expect(await run('ReleaseExecution', { executionArn: executionArn('a') })).toEqual({});
    expect((await world.end('a')).row.status).toBe('SUCCEEDED');
  });

  test('says why when the defect is still there', async () => {
    await park('a');
    await expect(run('ReleaseExecution', { executionArn: executionArn('a') })).rejects.toMatchObject({
      code: 'ExecutionParkedAgain',
      message: expect.stringContaining('state P does not exist'),
    });
  });

  test('refuses what is not parked, does not exist or is no execution', async () => {
    await world.start('runs');
    const refused = (arn: string) => run('ReleaseExecution', { executionArn: arn });
    await expect(refused(executionArn('runs'))).rejects.toMatchObject({ code: 'ExecutionNotParked' });
    await expect(refused(executionArn('none'))).rejects.toMatchObject({ code: 'ExecutionDoesNotExist' });
    await expect(refused('arn:aws:states:us-east-1:123456789012:stateMachine:M')).rejects.toMatchObject({
      code: 'InvalidArn',
    });
  });
});
