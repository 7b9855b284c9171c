/** Invariant 4: a task runs at most once per attempt, and what a crash does to it (architecture section 3). */
import { describe, expect, test } from 'vitest';
import { EngineUnderTest, ONE_TASK, RETRY_UNKNOWN, TASK } from '../../tests/support/engine-under-test.ts';
import { succeeded, UNKNOWN_OUTCOME } from '../../tests/support/scripted-tasks.ts';

const RETRIED = { StartAt: 'T', States: { T: { ...TASK, Retry: RETRY_UNKNOWN, End: true } } };

describe('after a crash', () => {
  test('a task that had begun fails, since nobody knows its outcome', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    await world.settle();
    await world.restart();
    const { row, view, types } = await world.end('e');
    expect(row.status).toBe('FAILED');
    expect(view.failure).toEqual(UNKNOWN_OUTCOME);
    expect(types.slice(-2)).toEqual(['LambdaFunctionFailed', 'ExecutionFailed']);
    expect(world.tasks.runs).toEqual(['e 0-0']);
  });

  test('a task whose Started event is durable counts as begun, although its function never got the event', async () => {
    const world = await EngineUnderTest.open();
    world.store.holdCommits();
    void world.start('e');
    await world.settle();
    const [writes] = world.store.commits;
    world.crash();
    await world.stored.executions.commit(await world.stored.executions.acquireShards('other'), writes ?? []);
    await world.boot();
    expect((await world.end('e')).view.failure).toEqual(UNKNOWN_OUTCOME);
    expect(world.tasks.begun).toEqual([]);
  });

  test('only a Retrier of the definition runs it again, as an attempt of its own', async () => {
    const world = await EngineUnderTest.open(RETRIED);
    await world.start('e');
    await world.settle();
    await world.restart();
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0']);
    await world.pass(1_000);
    expect(world.tasks.runs).toEqual(['e 0-0', 'e 0-1']);
    world.tasks.finish('e', succeeded({ second: true }));
    const { row, view } = await world.end('e');
    expect(row.status).toBe('SUCCEEDED');
    expect(view.output).toBe('{"second":true}');
  });

  test('a result that the first attempt gives after all is dropped', async () => {
    const world = await EngineUnderTest.open(RETRIED);
    await world.start('e');
    await world.settle();
    const [first] = world.tasks.begun;
    await world.restart();
    await world.pass(1_000);
    world.engine.deliver((await world.see('e'))?.row.arn ?? '', {
      type: 'succeeded',
      effectId: first?.request.effectId ?? '',
      output: succeeded({ late: true }).output,
    });
    await world.settle();
    expect(await world.statusOf('e')).toBe('RUNNING');
    world.tasks.finish('e', succeeded({ second: true }));
    expect((await world.end('e')).view.output).toBe('{"second":true}');
  });

  test('a task that was scheduled but had not begun is dispatched', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.places = 0;
    await world.start('e');
    await world.settle();
    expect((await world.see('e'))?.types.at(-1)).toBe('LambdaFunctionScheduled');
    world.crash();
    world.tasks.places = 1;
    await world.boot();
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0']);
    world.tasks.finish('e', succeeded({}));
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });

  test('a task that waits for a place keeps its timeout', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'T',
      States: { T: { ...TASK, TimeoutSeconds: 10, End: true } },
    });
    world.tasks.places = 0;
    await world.start('e');
    await world.restart();
    await world.pass(10_000);
    expect((await world.end('e')).view.failure).toEqual({ error: 'States.Timeout' });
    await world.settle();
    world.tasks.addPlaces(1);
    await world.settle();
    expect(world.tasks.begun).toEqual([]);
  });

  test('with onUnknownOutcome rerun a task that had begun is done again under the same id', async () => {
    const world = await EngineUnderTest.open(ONE_TASK, { onUnknownOutcome: 'rerun' });
    await world.start('e');
    await world.settle();
    await world.restart();
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0', 'e 0-0']);
    world.tasks.finish('e', succeeded({}));
    const { row, types } = await world.end('e');
    expect(row.status).toBe('SUCCEEDED');
    expect(types.filter((type) => type === 'LambdaFunctionStarted')).toHaveLength(1);
  });

  test('an execution in the middle of its transitions goes on', async () => {
    const states = Object.fromEntries(
      Array.from({ length: 250 }, (_, i) => [
        `S${i}`,
        { Type: 'Pass', ...(i < 249 ? { Next: `S${i + 1}` } : { End: true }) },
      ]),
    );
    const world = await EngineUnderTest.open({ StartAt: 'S0', States: states });
    await world.start('e');
    world.store.holdCommits();
    await world.restart();
    const { row, events } = await world.end('e');
    expect(row.status).toBe('SUCCEEDED');
    expect(events).toHaveLength(502);
  });

  test('a deadline that passed meanwhile counts at once', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 20, End: true } },
    });
    await world.start('e');
    world.crash();
    world.clock.advance(3_600_000);
    await world.boot();
    await world.pass(0);
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
  });
});

describe('recovery', () => {
  test('loads each execution once, a bounded number at a time', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.places = 0;
    await Promise.all(Array.from({ length: 700 }, (_, i) => world.start(`e${i}`)));
    await world.restart();
    expect(world.engine.residentCount).toBe(700);
    expect(world.store.loads).toHaveLength(700);
    expect(new Set(world.store.loads).size).toBe(700);
    expect(world.store.loadsAtOnceMax).toBeLessThanOrEqual(100);
    expect(world.store.loadsAtOnceMax).toBeGreaterThan(1);
  });

  test('sees to the others when one cannot be loaded', async () => {
    const world = await EngineUnderTest.open();
    await world.createMachine('N', ONE_TASK);
    world.tasks.places = 0;
    await world.start('lost', '{}', { machineId: 'machine-N' });
    await world.start('e');
    world.crash();
    world.tasks.places = 9;
    world.tasks.answer = () => succeeded({});
    world.forgetMachine('N');
    await world.boot();
    expect((await world.end('e')).row.status).toBe('SUCCEEDED');
    expect(world.defects).not.toEqual([]);
    expect((await world.see('lost', 'N'))?.row.status).toBe('RUNNING');
  });

  test('finds nothing to do for executions that have ended', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.answer = () => succeeded({});
    await world.start('e');
    await world.end('e');
    await world.restart();
    expect(world.store.loads).toEqual([]);
    expect(world.engine.residentCount).toBe(0);
  });
});
