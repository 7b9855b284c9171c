/** Invariants 1 to 3 and 6: what a step commits, who sees it, and when the world is asked to act. */
import { describe, expect, test } from 'vitest';
import type { CommitFate } from '../../tests/support/controlled-store.ts';
import { EngineUnderTest, executionArn, functionArn, NO_TASK, TASK } from '../../tests/support/engine-under-test.ts';
import { failed, succeeded } from '../../tests/support/scripted-tasks.ts';

const CALL_CENTER = {
  StartAt: 'Open',
  States: {
    Open: { ...TASK, Next: 'Work' },
    Work: { ...TASK, Next: 'Resolved?' },
    'Resolved?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.resolved', BooleanEquals: true, Next: 'Close' }],
      Default: 'Fail',
    },
    Close: { ...TASK, End: true },
    Fail: { Type: 'Fail', Cause: 'Engage Tier 2 Support.' },
  },
};

const BRANCHES = {
  StartAt: 'P',
  States: {
    P: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'A', States: { A: { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 1 }], End: true } } },
        { StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 3, Next: 'C' }, C: { Type: 'Pass', End: true } } },
      ],
      Next: 'End',
    },
    End: { Type: 'Succeed' },
  },
};

describe('one step, one commit', () => {
  test('a result, the Choice that follows and the next task with its start are one commit', async () => {
    const world = await EngineUnderTest.open(CALL_CENTER);
    world.tasks.answer = () => succeeded({ resolved: true });
    await world.start('e');
    const { types } = await world.end('e');
    expect(types).toHaveLength(19);
    const counts = world.store.commits.map(([write]) => write?.history);
    expect(counts.map((history) => history && [history.firstId, history.lastId])).toEqual([
      [1, 4],
      [5, 9],
      [10, 16],
      [17, 19],
    ]);
  });

  test('state, history and status change together or not at all, whichever commit fails', async () => {
    for (let position = 0; position < 8; position++) {
      for (const fate of ['failed', 'made-but-failed'] satisfies CommitFate[]) {
        const world = await EngineUnderTest.open(CALL_CENTER);
        world.tasks.answer = () => succeeded({ resolved: true });
        const made = Array<CommitFate>(position).fill('made');
        world.store.fates = [...made, fate];
        const started = world.start('e').catch(() => undefined);
        for (let i = 0; i < 10; i++) {
          await expectConsistent(world);
          await world.pass(50);
        }
        await started;
        await expectConsistent(world);
      }
    }
  });

  async function expectConsistent(world: EngineUnderTest): Promise<void> {
    const seen = await world.see('e');
    if (seen === undefined) return;
    const { row, view, events, types } = seen;
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: view.lastEventId }, (_, i) => i + 1));
    expect(row.status !== 'RUNNING').toBe(/^Execution(Succeeded|Failed)$/.test(types.at(-1) ?? ''));
    expect(row.stopMs !== undefined).toBe(row.status !== 'RUNNING');
  }
});

describe('nothing undurable is visible', () => {
  test('an execution exists, and its start is answered, once its first commit is durable', async () => {
    const world = await EngineUnderTest.open();
    let answered = false;
    world.store.holdCommits();
    const started = world.start('e').then(() => {
      answered = true;
    });
    await world.settle();
    expect(world.store.commits).toHaveLength(1);
    expect(answered).toBe(false);
    expect(await world.see('e')).toBeUndefined();
    expect(await world.stored.executions.list({ machineId: 'machine-M', limit: 9 })).toEqual([]);
    world.store.letCommitsGo();
    await started;
    expect(await world.statusOf('e')).toBe('RUNNING');
  });

  test('an end shows neither in Describe nor in the history nor in a list before it is durable', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    world.store.holdCommits();
    world.tasks.finish('e', succeeded({}));
    await world.settle();
    expect(world.store.commits).toHaveLength(2);
    const seen = await world.see('e');
    expect(seen).toMatchObject({ row: { status: 'RUNNING' }, view: { lastEventId: 4 } });
    expect(seen?.types.at(-1)).toBe('LambdaFunctionStarted');
    expect(await world.stored.executions.list({ machineId: 'machine-M', status: 'SUCCEEDED', limit: 9 })).toEqual([]);
    expect(world.ended).toEqual([]);
    world.store.letCommitsGo();
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
    expect(world.ended).toEqual(['machine-M']);
  });

  test('a stop is answered once the end is durable', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    world.store.holdCommits();
    let answered = false;
    const stopped = world.engine.stop(executionArn('e'), { error: 'Enough' }).then(() => {
      answered = true;
    });
    await world.settle();
    expect(answered).toBe(false);
    expect(await world.statusOf('e')).toBe('RUNNING');
    world.store.letCommitsGo();
    await stopped;
    expect(await world.see('e')).toMatchObject({ row: { status: 'ABORTED' }, view: { failure: { error: 'Enough' } } });
  });
});

describe('effects come after the commit', () => {
  test('a function gets its event once Started is durable', async () => {
    const world = await EngineUnderTest.open();
    world.store.holdCommits();
    const started = world.start('e');
    await world.settle();
    expect(world.tasks.begun).toEqual([]);
    world.store.letCommitsGo();
    await started;
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0']);
    expect((await world.see('e'))?.types.at(-1)).toBe('LambdaFunctionStarted');
  });

  test('a function that had to wait for a place gets its event once Started is durable', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.places = 0;
    await world.start('e');
    expect((await world.see('e'))?.types.at(-1)).toBe('LambdaFunctionScheduled');
    await world.settle();
    world.store.holdCommits();
    world.tasks.addPlaces(1);
    await world.settle();
    expect(world.store.commits).toHaveLength(2);
    expect(world.tasks.begun).toEqual([]);
    world.store.letCommitsGo();
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0']);
    expect((await world.see('e'))?.types.at(-1)).toBe('LambdaFunctionStarted');
  });

  test('a function is told what the state says: its resource, its parameters and on whose behalf', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e', '{"a": 0.0}');
    await world.settle();
    expect(world.tasks.begun[0]?.request).toMatchObject({
      executionName: 'e',
      resource: functionArn('f'),
      roleArn: 'arn:aws:iam::123456789012:role/r',
      account: '123456789012',
      region: 'us-east-1',
    });
    expect(world.tasks.begun[0]?.request.parameters.text).toBe('{"a": 0.0}');
  });

  test('the place of a task that its own commit withdraws is given back unused', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.places = 0;
    await world.start('e');
    await world.settle();
    world.store.holdCommits();
    const stopped = world.engine.stop(executionArn('e'), {});
    await world.settle();
    world.tasks.addPlaces(1);
    await world.settle();
    world.store.letCommitsGo();
    await stopped;
    await world.settle();
    expect(world.tasks.begun).toEqual([]);
    expect(world.tasks.places).toBe(1);
  });

  test('a task that times out while it waits gives up its turn, or the place it just got', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'T',
      States: {
        T: { ...TASK, TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'W' }], End: true },
        W: { Type: 'Wait', Seconds: 50, End: true },
      },
    });
    world.tasks.places = 0;
    await Promise.all([world.start('late'), world.start('later')]);
    await world.settle();
    world.store.holdCommits();
    world.clock.advance(5_000);
    await world.settle();
    world.tasks.addPlaces(1);
    await world.settle();
    world.store.letCommitsGo();
    await world.settle();
    expect(world.tasks.begun).toEqual([]);
    expect(world.tasks.waitingCount).toBe(0);
    expect(world.tasks.places).toBe(1);
    expect(await world.statusOf('late')).toBe('RUNNING');
  });
});

describe('history ids are dense and each previousEventId exists', () => {
  test('in branches, over retries, waits and restarts', async () => {
    const world = await EngineUnderTest.open(BRANCHES);
    await world.start('e');
    await world.settle();
    world.tasks.finish('e', failed('E'));
    await world.pass(1_000);
    await world.restart();
    await world.settle();
    await world.pass(5_000);
    const { row, events, types } = await world.end('e');
    expect(row.status).toBe('FAILED');
    expect(types.at(-1)).toBe('ExecutionFailed');
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
    for (const { id, previousEventId } of events) {
      expect(previousEventId).toBeGreaterThanOrEqual(0);
      expect(previousEventId).toBeLessThan(id);
    }
  });
});

test('an execution without tasks is one commit', async () => {
  const world = await EngineUnderTest.open(NO_TASK);
  expect(await world.start('e')).toEqual({ type: 'started', startMs: world.clock.nowMs() });
  expect(world.store.commits).toHaveLength(1);
  expect((await world.end('e')).types).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
  expect(world.engine.residentCount).toBe(0);
});
