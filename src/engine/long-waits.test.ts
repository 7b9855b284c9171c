/** Executions that wait long leave memory and are back when their time comes. */
import { describe, expect, test } from 'vitest';
import { EngineUnderTest, executionArn, TASK } from '../../tests/support/engine-under-test.ts';
import { failed } from '../../tests/support/scripted-tasks.ts';

const MINUTE_MS = 60_000;
const waiting = (seconds: number) => ({
  StartAt: 'W',
  States: { W: { Type: 'Wait', Seconds: seconds, End: true } },
});

/** Moves the clock in steps a scan can keep up with. */
async function pass(world: EngineUnderTest, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) await world.pass(Math.min(left, 10_000));
}

describe('an execution that waits long', () => {
  test('leaves memory, and ends on time', async () => {
    const world = await EngineUnderTest.open(waiting(3600));
    await world.start('e');
    await world.settle();
    expect(world.engine.residentCount).toBe(0);
    const dueMs = world.clock.nowMs() + 60 * MINUTE_MS;
    await pass(world, 60 * MINUTE_MS - 10_000);
    expect(await world.statusOf('e')).toBe('RUNNING');
    expect(world.engine.residentCount).toBe(1);
    await world.pass(10_000);
    expect((await world.end('e')).row).toMatchObject({ status: 'SUCCEEDED', stopMs: dueMs });
    expect(world.engine.residentCount).toBe(0);
  });

  test('leaves memory again after a restart, and ends on time', async () => {
    const world = await EngineUnderTest.open(waiting(3600));
    await world.start('e');
    await pass(world, 10 * MINUTE_MS);
    await world.restart();
    await world.settle();
    expect(world.engine.residentCount).toBe(0);
    await pass(world, 50 * MINUTE_MS);
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });

  test('that became due while nobody ran ends right after the restart', async () => {
    const world = await EngineUnderTest.open(waiting(3600));
    await world.start('e');
    await world.settle();
    world.crash();
    world.clock.advance(5 * 60 * MINUTE_MS);
    await world.boot();
    await world.pass(0);
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });

  test('for a Retrier comes back as well', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'T',
      States: { T: { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 600 }], End: true } },
    });
    await world.start('e');
    await world.settle();
    world.tasks.finish('e', failed('E'));
    await world.settle();
    expect(world.engine.residentCount).toBe(0);
    await pass(world, 10 * MINUTE_MS);
    expect(world.tasks.runs).toEqual(['e 0-0', 'e 0-1']);
  });

  test('can be stopped', async () => {
    const world = await EngineUnderTest.open(waiting(3600));
    await world.start('e');
    await world.settle();
    await world.engine.stop(executionArn('e'), {});
    expect(await world.statusOf('e')).toBe('ABORTED');
    await pass(world, 61 * MINUTE_MS);
    expect(await world.statusOf('e')).toBe('ABORTED');
  });

  test('stays when a task of it runs, however far its timeout', async () => {
    const world = await EngineUnderTest.open({ ...waiting(1), StartAt: 'T', States: { T: { ...TASK, End: true } } });
    await world.start('e');
    await world.pass(MINUTE_MS);
    expect(world.engine.residentCount).toBe(1);
  });
});

describe('the scan for those that come due', () => {
  test('finds them behind any number that are in memory', async () => {
    const world = await EngineUnderTest.open(waiting(290));
    await world.createMachine('N', { StartAt: 'T', States: { T: { ...TASK, TimeoutSeconds: 50, End: true } } });
    await world.start('late');
    await world.settle();
    await pass(world, 4 * MINUTE_MS - 20_000);
    // All of these are due before the one that waits outside.
    await Promise.all(Array.from({ length: 1200 }, (_, i) => world.start(`e${i}`, '{}', { machineId: 'machine-N' })));
    await world.settle();
    expect(world.engine.residentCount).toBe(1200);
    await world.pass(30_000);
    expect(world.engine.residentCount).toBe(1201);
  });

  test('loads nothing that is in memory already', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'T',
      States: { T: { ...TASK, TimeoutSeconds: 3600, End: true } },
    });
    await world.start('e');
    await pass(world, 59 * MINUTE_MS + 30_000);
    expect(world.store.loads).toEqual([]);
  });

  test('goes on after the store failed once', async () => {
    const world = await EngineUnderTest.open(waiting(100));
    await world.start('e');
    await pass(world, 30_000);
    world.store.loadError = new Error('the disk is broken');
    await pass(world, 30_000);
    expect(world.defects).toEqual([world.store.loadError]);
    world.store.loadError = undefined;
    await pass(world, 40_000);
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });
});
