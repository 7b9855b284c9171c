import { describe, expect, test } from 'vitest';
import { FakeClock } from '../base/clock.ts';
import { type Call, type Dispatch, rootOf } from '../base/service.ts';
import { throttled } from './throttle.ts';

const callOf = (account = '111111111111', region = 'us-east-1'): Call => ({
  principal: rootOf(account),
  account,
  region,
  requestId: 'r',
});

/** Answers every call. */
const open: Dispatch = {
  run: async () => 'done',
  tryReserve: () => undefined,
  reserve: () => Promise.reject(new Error('nothing can be reserved')),
};

function setUp() {
  const clock = new FakeClock();
  const quotas = { states: { StartExecution: { size: 2, refillPerSecond: 4 } } };
  const dispatch = throttled(open, quotas, clock);
  const start = (call = callOf()) => dispatch.run('states', 'StartExecution', {}, call);
  return { clock, dispatch, start };
}

const refused = { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 };

describe('a token bucket', () => {
  test('lets as many calls through at once as it holds, and then as many as it is filled with', async () => {
    const { clock, start } = setUp();
    await start();
    await start();
    await expect(start()).rejects.toMatchObject(refused);
    clock.advance(249);
    await expect(start()).rejects.toMatchObject(refused);
    clock.advance(1);
    await start();
    await expect(start()).rejects.toMatchObject(refused);
  });

  test('holds no more than its size, however long nobody calls', async () => {
    const { clock, start } = setUp();
    clock.advance(3_600_000);
    await start();
    await start();
    await expect(start()).rejects.toMatchObject(refused);
  });

  test('is one of its own for each account and region; operations without one are not limited', async () => {
    const { dispatch, start } = setUp();
    await start();
    await start();
    await expect(start()).rejects.toMatchObject(refused);
    await start(callOf('222222222222'));
    await start(callOf('111111111111', 'eu-west-1'));
    for (let i = 0; i < 10; i++) await dispatch.run('states', 'DescribeExecution', {}, callOf());
    expect(await dispatch.run('lambda', 'Invoke', {}, callOf())).toBe('done');
  });
});
