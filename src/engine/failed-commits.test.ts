/** Invariant 8: a failed commit discards the memory of its executions, answers an error, reloads and goes on. */
import { describe, expect, test } from 'vitest';
import { type CommitFate, DiskError } from '../../tests/support/controlled-store.ts';
import { EngineUnderTest, executionArn, RETRY_UNKNOWN, TASK } from '../../tests/support/engine-under-test.ts';
import { failed, succeeded, UNKNOWN_OUTCOME } from '../../tests/support/scripted-tasks.ts';
import { FenceLostError, VersionConflictError } from '../store/execution-store.ts';

const TWO_TASKS = { StartAt: 'A', States: { A: { ...TASK, Next: 'B' }, B: { ...TASK, End: true } } };
const TWO_BRANCHES = {
  StartAt: 'P',
  States: {
    P: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'A', States: { A: { ...TASK, End: true } } },
        { StartAt: 'B', States: { B: { ...TASK, End: true } } },
      ],
      End: true,
    },
  },
};

/** More than all delays between attempts. */
const A_WHILE_MS = 60_000;

describe('a start whose commit fails', () => {
  test('is answered with the error, gives its place back, and leaves nothing behind', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.places = 3;
    world.store.fates = ['failed'];
    await expect(world.start('e')).rejects.toThrow(DiskError);
    await world.pass(A_WHILE_MS);
    expect(await world.see('e')).toBeUndefined();
    expect(world.tasks.begun).toEqual([]);
    expect(world.tasks.places).toBe(3);
    expect(world.tasks.unused).toBe(1);
    expect(world.engine.residentCount).toBe(0);
  });

  test('can be made again at once under the same name', async () => {
    const world = await EngineUnderTest.open();
    world.store.fates = ['failed'];
    await expect(world.start('e')).rejects.toThrow(DiskError);
    const again = world.start('e');
    await world.pass(A_WHILE_MS);
    expect(await again).toMatchObject({ type: 'started' });
    expect(await world.statusOf('e')).toBe('RUNNING');
  });

  test('counts when it was made after all: the next start finds its name taken', async () => {
    const world = await EngineUnderTest.open();
    world.store.fates = ['made-but-failed'];
    await expect(world.start('e')).rejects.toThrow(DiskError);
    const again = world.start('e');
    await world.pass(A_WHILE_MS);
    expect(await again).toEqual({ type: 'name-taken' });
    expect((await world.end('e')).view.failure).toEqual(UNKNOWN_OUTCOME);
    expect(world.tasks.begun).toEqual([]);
  });
});

describe('a step whose commit fails', () => {
  test.each<CommitFate[][]>([
    [['failed']],
    [['made-but-failed']],
    [['failed', 'failed', 'failed', 'failed']],
    [['failed', 'made-but-failed', 'failed']],
  ])('%j keeps the result of its function, which does not run twice', async (fates) => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    world.store.fates = fates;
    world.tasks.finish('e', succeeded({ a: 1 }));
    for (let i = 0; i < 8; i++) await world.pass(A_WHILE_MS);
    const { row, view, types } = await world.end('e');
    expect(row.status).toBe('SUCCEEDED');
    expect(view.output).toBe('{"a":1}');
    expect(types.filter((type) => type === 'LambdaFunctionSucceeded')).toHaveLength(1);
    expect(world.tasks.runs).toEqual(['e 0-0']);
  });

  test('runs the next function once it is durable, and once', async () => {
    const world = await EngineUnderTest.open(TWO_TASKS);
    await world.start('e');
    world.tasks.places = 1;
    world.store.fates = ['failed'];
    world.tasks.finish('e', succeeded({}));
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0']);
    await world.pass(A_WHILE_MS);
    expect(world.tasks.runs).toEqual(['e 0-0', 'e 0-1']);
    world.tasks.finish('e', succeeded({}));
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });

  test('that was made after all treats the function it would have started as of unknown outcome', async () => {
    const world = await EngineUnderTest.open(TWO_TASKS);
    await world.start('e');
    world.store.fates = ['made-but-failed'];
    world.tasks.finish('e', succeeded({}));
    await world.pass(A_WHILE_MS);
    expect((await world.end('e')).view.failure).toEqual(UNKNOWN_OUTCOME);
    expect(world.tasks.runs).toEqual(['e 0-0']);
  });

  test('does not disturb a function that runs meanwhile', async () => {
    const world = await EngineUnderTest.open(TWO_BRANCHES);
    await world.start('e');
    await world.settle();
    const [a, b] = world.tasks.begun;
    world.store.fates = ['failed', 'failed'];
    a?.finish(succeeded('a'));
    await world.settle();
    b?.finish(succeeded('b'));
    await world.pass(A_WHILE_MS);
    await world.pass(A_WHILE_MS);
    expect((await world.end('e')).view.output).toBe('["a","b"]');
    expect(world.tasks.begun).toHaveLength(2);
  });

  test('takes a function that had just got its place up again', async () => {
    const world = await EngineUnderTest.open(TWO_BRANCHES);
    world.tasks.places = 1;
    await world.start('e');
    await world.settle();
    expect(world.tasks.begun).toHaveLength(1);
    world.store.holdCommits();
    world.store.fates = ['failed'];
    world.tasks.finish('e', succeeded('a'));
    await world.until(() => world.store.commits.length === 2);
    world.store.letCommitsGo();
    await world.pass(A_WHILE_MS);
    expect(world.tasks.begun).toHaveLength(2);
    world.tasks.finish('e', succeeded('b'));
    expect((await world.end('e')).view.output).toBe('["a","b"]');
  });

  test('lets a function whose Started event failed wait for another place', async () => {
    const world = await EngineUnderTest.open(TWO_BRANCHES);
    world.tasks.places = 1;
    await world.start('e');
    await world.settle();
    world.store.holdCommits();
    world.store.fates = ['failed'];
    world.engine.deliver(executionArn('e'), { type: 'heartbeat', effectId: '1-0' });
    world.engine.deliver(executionArn('e'), { type: 'succeeded', effectId: '1-0', output: succeeded('a').output });
    await world.until(() => world.store.commits.length === 2);
    // It gets its place while that commit is in flight, and has lost it to others by the next one.
    world.tasks.addPlaces(1);
    await world.settle();
    world.tasks.places = -1;
    world.store.letCommitsGo();
    await world.pass(A_WHILE_MS);
    expect(world.tasks.begun).toHaveLength(1);
    expect((await world.see('e'))?.types.filter((type) => type === 'LambdaFunctionStarted')).toHaveLength(1);
    world.tasks.addPlaces(2);
    await world.pass(0);
    expect(world.tasks.begun).toHaveLength(2);
    world.tasks.finish('e', succeeded('b'));
    expect((await world.end('e')).view.output).toBe('["a","b"]');
  });

  test('gives back the place of a function it would have started', async () => {
    const world = await EngineUnderTest.open(TWO_TASKS);
    await world.start('e');
    world.tasks.places = 1;
    world.store.fates = ['failed'];
    world.tasks.finish('e', succeeded({}));
    await world.settle();
    expect(world.tasks.places).toBe(2);
  });

  test('fails the stop that was in it; the next stop works', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    world.store.fates = ['failed'];
    await expect(world.engine.stop(executionArn('e'), {})).rejects.toThrow(DiskError);
    expect(await world.statusOf('e')).toBe('RUNNING');
    const stopped = world.engine.stop(executionArn('e'), {});
    await world.pass(A_WHILE_MS);
    await stopped;
    expect(await world.statusOf('e')).toBe('ABORTED');
  });

  test('that ended the execution after all leaves nothing to do for the function that still runs', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    world.store.fates = ['made-but-failed'];
    await expect(world.engine.stop(executionArn('e'), {})).rejects.toThrow(DiskError);
    await world.pass(A_WHILE_MS);
    expect(await world.statusOf('e')).toBe('ABORTED');
    expect(world.engine.residentCount).toBe(0);
    const loads = world.store.loads.length;
    world.tasks.finish('e', succeeded({}));
    await world.settle();
    expect(world.store.loads).toHaveLength(loads);
    expect(world.engine.residentCount).toBe(0);
  });

  test('keeps the wake-up of a Retrier', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'T',
      States: { T: { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 5 }], End: true } },
    });
    await world.start('e');
    world.store.fates = ['failed'];
    world.tasks.finish('e', failed('E'));
    await world.pass(100);
    await world.pass(5_000);
    expect(world.tasks.runs).toEqual(['e 0-0', 'e 0-1']);
  });

  test('is tried again ever more rarely while the disk stays full, and told each time', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    world.store.fates = Array<CommitFate>(1_000).fill('failed');
    world.tasks.finish('e', succeeded({}));
    for (let ms = 0; ms < 60_000; ms += 50) await world.pass(50);
    const attempts = world.store.commits.length - 1;
    expect(attempts).toBeGreaterThan(10);
    expect(attempts).toBeLessThan(25);
    expect(world.defects).toHaveLength(attempts);
    world.store.fates = [];
    await world.pass(5_000);
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });
});

describe('a batch that fails', () => {
  test('is told once, and every execution in it goes on', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.answer = () => succeeded({});
    world.store.holdCommits();
    world.store.fates = ['made', 'failed'];
    const starts = Array.from({ length: 20 }, (_, i) => world.start(`e${i}`).catch(() => undefined));
    await world.settle();
    world.store.letCommitsGo();
    await Promise.all(starts);
    await world.pass(A_WHILE_MS);
    for (let i = 0; i < 20; i++) expect((await world.statusOf(`e${i}`)) ?? 'none').toMatch(/^(SUCCEEDED|none)$/);
    expect(world.defects).toHaveLength(1);
    expect(new Set(world.tasks.runs).size).toBe(world.tasks.runs.length);
  });

  test('because one of its executions was changed by somebody else loses nothing', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    world.store.fates = [new VersionConflictError('changed by somebody else')];
    world.tasks.finish('e', succeeded({}));
    await world.pass(A_WHILE_MS);
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });
});

describe('a lost fence', () => {
  test('is taken again under another owner, and work goes on', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    await world.stored.executions.acquireShards('somebody else');
    world.tasks.finish('e', succeeded({}));
    await world.settle();
    expect(world.defects[0]).toBeInstanceOf(FenceLostError);
    await world.pass(A_WHILE_MS);
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
    expect(world.tasks.runs).toEqual(['e 0-0']);
  });

  test('is taken again once for all executions, however many find out', async () => {
    const world = await EngineUnderTest.open();
    await Promise.all(Array.from({ length: 50 }, (_, i) => world.start(`e${i}`)));
    await world.settle();
    await world.stored.executions.acquireShards('somebody else');
    for (const task of world.tasks.begun) task.finish(succeeded({}));
    for (let i = 0; i < 10; i++) await world.pass(50);
    for (let i = 0; i < 50; i++) expect(await world.statusOf(`e${i}`)).toBe('SUCCEEDED');
    expect(world.store.acquisitions).toBe(2);
  });

  test('brings executions back that the other owner left behind', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'T',
      States: { T: { ...TASK, Retry: RETRY_UNKNOWN, End: true } },
    });
    await world.start('mine');
    const [write] = world.store.commits[0] ?? [];
    if (write?.start === undefined) throw new Error('the first write is a start');
    const start = { ...write.start, name: 'theirs', arn: executionArn('theirs') };
    const { executions } = world.stored;
    await executions.commit(await executions.acquireShards('somebody else'), [{ ...write, start }]);
    world.tasks.finish('mine', succeeded({}));
    await world.pass(A_WHILE_MS);
    await world.pass(1_000);
    expect(world.tasks.runs).toEqual(['mine 0-0', 'theirs 0-1']);
  });

  test('that cannot be taken at once is tried again', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    await world.stored.executions.acquireShards('somebody else');
    world.store.acquireError = new DiskError('no connection');
    world.tasks.finish('e', succeeded({}));
    await world.pass(1_000);
    await world.pass(1_000);
    world.store.acquireError = undefined;
    await world.pass(A_WHILE_MS);
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });
});
