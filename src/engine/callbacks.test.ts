import { afterEach, describe, expect, test } from 'vitest';
import { EngineUnderTest, executionArn } from '../../tests/support/engine-under-test.ts';
import { failed, succeeded } from '../../tests/support/scripted-tasks.ts';
import { Payload } from '../base/payload.ts';

const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const ACTIVITY = 'arn:aws:states:us-east-1:123456789012:activity:a';
const HEARTBEAT_MS = 300_000;
const taskOf = (Resource: string, fields: object = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource, ...fields, End: true } },
});

let world: EngineUnderTest;
afterEach(() => world.close());

const effectId = '0-0';
const arn = executionArn('x');
const submitted = { type: 'submitted', output: Payload.of({}) } as const;
const callBack = (output = 'done') =>
  world.engine.callBack(arn, { type: 'succeeded', effectId, output: Payload.of(output), byToken: true });
const heartbeat = () => world.engine.callBack(arn, { type: 'heartbeat', effectId });

async function open(resource: string, fields: object = {}): Promise<void> {
  world = await EngineUnderTest.open(taskOf(resource, fields));
  await world.start('x');
  await world.settle();
}

describe('a callback', () => {
  test('ends the task once, and whoever comes later is told', async () => {
    await open(CALLBACK);
    world.tasks.finish('x', submitted);
    await world.settle();
    expect(await Promise.all([callBack(), callBack()])).toEqual([true, false]);
    expect((await world.end('x')).view.output).toBe('"done"');
    expect(await callBack()).toBe(false);
    expect(await world.engine.callBack(executionArn('never'), { type: 'heartbeat', effectId })).toBe(false);
  });

  test('that came before the call returned is still there after a crash, and spares the task its unknown outcome', async () => {
    await open(CALLBACK);
    expect(await callBack()).toBe(true);
    await world.restart();
    expect((await world.end('x')).row.status).toBe('SUCCEEDED');
    expect(world.tasks.begun).toHaveLength(1);
  });

  test('is awaited by a submitted task after a crash, which does not call again', async () => {
    await open(CALLBACK);
    world.tasks.finish('x', submitted);
    await world.settle();
    await world.restart();
    expect(await world.statusOf('x')).toBe('RUNNING');
    expect(world.engine.residentCount).toBe(0);
    expect(await callBack()).toBe(true);
    expect((await world.end('x')).types.slice(3)).toEqual([
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });
});

describe('a heartbeat', () => {
  test('costs no commit, and moves the deadline', async () => {
    await open(CALLBACK, { HeartbeatSeconds: HEARTBEAT_MS / 1000 });
    world.tasks.finish('x', submitted);
    await world.settle();
    const commits = world.store.commits.length;
    for (let n = 0; n < 3; n++) {
      await world.pass(HEARTBEAT_MS - 1);
      expect(await heartbeat()).toBe(true);
    }
    expect(world.store.commits).toHaveLength(commits);
    await world.pass(HEARTBEAT_MS - 1);
    expect(await world.statusOf('x')).toBe('RUNNING');
    await world.pass(1);
    expect((await world.end('x')).view.failure).toEqual({ error: 'States.Timeout' });
    expect(await heartbeat()).toBe(false);
  });

  test('has its whole time again after a crash', async () => {
    await open(CALLBACK, { HeartbeatSeconds: HEARTBEAT_MS / 1000 });
    world.tasks.finish('x', submitted);
    await world.pass(HEARTBEAT_MS - 1);
    await world.restart();
    await world.pass(HEARTBEAT_MS - 1);
    expect(await world.statusOf('x')).toBe('RUNNING');
    await world.pass(1);
    expect((await world.end('x')).row.status).toBe('FAILED');
  });
});

describe('a task of an activity', () => {
  test('that has a worker waits for it after a crash', async () => {
    await open(ACTIVITY);
    world.tasks.finish('x', { type: 'handed-over' });
    await world.restart();
    expect(await callBack()).toBe(true);
    expect((await world.end('x')).types.slice(2, 5)).toEqual([
      'ActivityScheduled',
      'ActivityStarted',
      'ActivitySucceeded',
    ]);
    expect(world.tasks.begun).toHaveLength(1);
  });

  test('that has none is offered again after a crash, with the same token', async () => {
    world = await EngineUnderTest.open(taskOf(ACTIVITY));
    world.tasks.places = 0;
    await world.start('x');
    await world.restart();
    world.tasks.addPlaces(1);
    await world.until(() => world.tasks.begun.length === 1);
    expect(world.tasks.begun[0]?.request.taskToken()).toBe(`${arn} ${world.clock.nowMs()} ${effectId}`);
  });
});

test('a task that knows itself again is done again after a crash', async () => {
  await open(CALLBACK);
  world.tasks.repeatable.add(CALLBACK);
  await world.restart();
  await world.until(() => world.tasks.begun.length === 2);
  expect(world.tasks.runs).toEqual(['x 0-0', 'x 0-0']);
  world.tasks.finish('x', failed('Error'));
  expect((await world.end('x')).view.failure).toMatchObject({ error: 'Error' });
});

test('nobody but the token ends a task twice', async () => {
  await open(CALLBACK);
  world.tasks.finish('x', submitted);
  await world.settle();
  world.tasks.finish('x', succeeded('late'));
  expect(await callBack()).toBe(true);
  expect((await world.end('x')).view.output).toBe('"done"');
});
