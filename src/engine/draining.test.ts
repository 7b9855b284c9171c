/** An orderly stop: begins no new task, waits for the running ones, and what is left is treated as after a crash. */
import { describe, expect, test } from 'vitest';
import { EngineUnderTest, executionArn, ONE_TASK, TASK } from '../../tests/support/engine-under-test.ts';
import { succeeded, UNKNOWN_OUTCOME } from '../../tests/support/scripted-tasks.ts';

const TWO_TASKS = { StartAt: 'A', States: { A: { ...TASK, Next: 'B' }, B: { ...TASK, End: true } } };
const NEVER = new Promise<void>(() => {});

describe('a stop of the engine', () => {
  test('waits for what runs, makes its result durable, and begins nothing new', async () => {
    const world = await EngineUnderTest.open(TWO_TASKS);
    await world.start('e');
    await world.settle();
    let closed = false;
    const closing = world.engine.close(NEVER).then(() => {
      closed = true;
    });
    await world.settle();
    expect(closed).toBe(false);
    world.tasks.finish('e', succeeded({ a: 1 }));
    await closing;
    expect((await world.see('e'))?.types.at(-1)).toBe('LambdaFunctionScheduled');
    expect(world.tasks.runs).toEqual(['e 0-0']);

    await world.restart();
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0', 'e 0-1']);
    world.tasks.finish('e', succeeded({}));
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });

  test('waits for a task whose Started event is on its way', async () => {
    const world = await EngineUnderTest.open();
    world.store.holdCommits();
    const started = world.start('e');
    await world.settle();
    const closing = world.engine.close(NEVER);
    await world.settle();
    world.store.letCommitsGo();
    await started;
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0']);
    world.tasks.finish('e', succeeded({}));
    await closing;
    expect(await world.statusOf('e')).toBe('SUCCEEDED');
  });

  test('leaves tasks that wait for a place to the next process', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.places = 0;
    await world.start('e');
    await world.settle();
    await world.engine.close(NEVER);
    expect(world.tasks.waitingCount).toBe(0);
    world.tasks.places = 1;
    await world.restart();
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0']);
  });

  test('does not wait longer than it may: what still runs then is of unknown outcome', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    await world.settle();
    await world.engine.close(Promise.resolve());
    world.tasks.finish('e', succeeded({}));
    await world.settle();
    expect(await world.statusOf('e')).toBe('RUNNING');
    await world.restart();
    expect((await world.end('e')).view.failure).toEqual(UNKNOWN_OUTCOME);
  });

  test('does not wait for a store that has failed', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    await world.settle();
    world.store.fates = Array(10).fill('failed');
    world.tasks.finish('e', succeeded({}));
    await world.engine.close(NEVER);
    expect(await world.statusOf('e')).toBe('RUNNING');
  });

  test('answers everybody: later requests are refused, and nobody is left waiting', async () => {
    const world = await EngineUnderTest.open(ONE_TASK);
    await world.start('e');
    world.store.holdCommits();
    const stopped = world.engine.stop(executionArn('e'), {});
    const queued = world.engine.stop(executionArn('e'), {});
    await world.settle();
    await world.engine.close(Promise.resolve());
    await expect(queued).rejects.toThrow('the engine is closed');
    await expect(world.start('f')).rejects.toThrow('the engine is closed');
    world.store.letCommitsGo();
    await stopped;
    expect(await world.statusOf('e')).toBe('ABORTED');
    expect(await world.see('f')).toBeUndefined();
  });
});
