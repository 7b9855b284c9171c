/** Invariant 9: starts that fail fail alone, and equal concurrent starts get the same answer. */
import { describe, expect, test } from 'vitest';
import { EngineUnderTest, executionArn, machineOf, NO_TASK, ONE_TASK } from '../../tests/support/engine-under-test.ts';
import { succeeded } from '../../tests/support/scripted-tasks.ts';

const DELETING = { type: 'update', kind: 'stateMachine', version: 1, status: 'DELETING', data: '{}' } as const;

describe('a name conflict', () => {
  test('fails alone, not its batch', async () => {
    const world = await EngineUnderTest.open();
    await world.start('b');
    world.crash();
    await world.boot();
    world.store.holdCommits();
    const starts = Promise.all(['a', 'b', 'c'].map((name) => world.start(name, '{"again":true}')));
    await world.settle();
    world.store.letCommitsGo();
    expect((await starts).map(({ type }) => type)).toEqual(['started', 'name-taken', 'started']);
  });

  test('with an execution that has left memory is found by the store, without a read before', async () => {
    const world = await EngineUnderTest.open(NO_TASK);
    await world.start('e');
    const loads = world.store.loads.length;
    expect(await world.start('e')).toEqual({ type: 'name-taken' });
    expect(world.store.loads).toHaveLength(loads);
    expect((await world.end('e')).row.version).toBe(1);
  });

  test('gives back the place that was taken for its first task', async () => {
    const world = await EngineUnderTest.open(NO_TASK);
    await world.start('e');
    world.replaceMachine('M', machineOf(ONE_TASK));
    expect(await world.start('e')).toEqual({ type: 'name-taken' });
    expect(world.tasks.begun).toEqual([]);
    expect(world.tasks.unused).toBe(1);
  });
});

describe('a stop of an execution that is about to start', () => {
  test('never makes the start one of nothing, whenever it comes', async () => {
    const world = await EngineUnderTest.open();
    // The start waits for what the first stop looks up; the second stop comes a turn later each time.
    for (let turns = 0; turns < 30; turns++) {
      const name = `e${turns}`;
      const stop = () => world.engine.stop(executionArn(name), {});
      const first = stop();
      const started = world.start(name);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await Promise.all([first, stop(), started]);
      expect(await started).toMatchObject({ type: 'started' });
      expect(await world.see(name)).toBeDefined();
    }
  });
});

describe('equal starts at the same time', () => {
  test('are one execution and get the same answer', async () => {
    const world = await EngineUnderTest.open();
    world.store.holdCommits();
    const starts = Promise.all(Array.from({ length: 10 }, () => world.start('e', '{"a":1}')));
    await world.settle();
    world.clock.advance(5_000);
    world.store.letCommitsGo();
    const answers = await starts;
    expect(answers[0]).toMatchObject({ type: 'started' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 0-0']);
  });

  test('get the same answer also when the execution ends with its first commit', async () => {
    const world = await EngineUnderTest.open(NO_TASK);
    const answers = await Promise.all([world.start('e'), world.start('e')]);
    expect(answers[1]).toEqual(answers[0]);
  });

  test('with another input find the name taken, once the first is durable', async () => {
    const world = await EngineUnderTest.open();
    world.store.holdCommits();
    const first = world.start('e', '{"a":1}');
    let answered = false;
    const second = world.start('e', '{"a":2}').finally(() => {
      answered = true;
    });
    await world.settle();
    expect(answered).toBe(false);
    world.store.letCommitsGo();
    expect(await first).toMatchObject({ type: 'started' });
    expect(await second).toEqual({ type: 'name-taken' });
  });

  test('with another input start when the first one fails', async () => {
    const world = await EngineUnderTest.open();
    world.store.fates = ['failed'];
    const first = world.start('e', '{"a":1}');
    const second = world.start('e', '{"a":2}');
    await expect(first).rejects.toThrow('the disk is full');
    await world.pass(60_000);
    expect(await second).toMatchObject({ type: 'started' });
    expect((await world.see('e'))?.view.input).toBe('{"a":2}');
  });
});

describe('a machine that is being deleted', () => {
  test('takes no start: the commit itself checks its status', async () => {
    const world = await EngineUnderTest.open();
    world.store.holdCommits();
    const start = world.start('e');
    await world.settle();
    await world.stored.resources.apply([{ ...DELETING, id: 'machine-M' }]);
    world.store.letCommitsGo();
    expect(await start).toEqual({ type: 'machine-not-active' });
    expect(await world.see('e')).toBeUndefined();
    expect(world.tasks.begun).toEqual([]);
    expect(world.tasks.unused).toBe(1);
  });

  test('gives equal starts at the same time the same refusal', async () => {
    const world = await EngineUnderTest.open();
    await world.stored.resources.apply([{ ...DELETING, id: 'machine-M' }]);
    const answers = await Promise.all([world.start('e'), world.start('e'), world.start('e', '{"a":1}')]);
    expect(answers).toEqual(Array(3).fill({ type: 'machine-not-active' }));
  });

  test('ends its executions at their next transition, with the result that led to it', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: ONE_TASK.States.T.Resource, Next: 'P' }, P: { Type: 'Pass', End: true } },
    });
    await world.start('e');
    world.engine.deleteMachine('machine-M');
    await world.settle();
    expect(await world.statusOf('e')).toBe('RUNNING');
    world.tasks.finish('e', succeeded({}));
    const { row, types } = await world.end('e');
    expect(row.status).toBe('ABORTED');
    expect(types.slice(-3)).toEqual(['LambdaFunctionSucceeded', 'TaskStateExited', 'ExecutionAborted']);
  });
});

describe('a machine that was deleted and made again', () => {
  test('has no old executions: a name that was used before is free', async () => {
    const world = await EngineUnderTest.open();
    world.tasks.answer = () => succeeded({ from: 'old' });
    await world.start('e');
    await world.end('e');
    await world.stored.resources.apply([{ type: 'delete', kind: 'stateMachine', id: 'machine-M' }]);
    await world.createMachine('M', ONE_TASK, 'machine-again');
    world.tasks.answer = () => succeeded({ from: 'new' });
    expect(await world.start('e', '{}', { machineId: 'machine-again' })).toMatchObject({ type: 'started' });
    expect((await world.end('e')).view.output).toBe('{"from":"new"}');
    expect(await world.stored.executions.list({ machineId: 'machine-again', limit: 9 })).toHaveLength(1);
  });

  test('gets nothing of a function that outlived an execution of the same name', async () => {
    const world = await EngineUnderTest.open();
    await world.start('e');
    await world.settle();
    await world.engine.stop('arn:aws:states:us-east-1:123456789012:execution:M:e', {});
    await world.stored.resources.apply([{ type: 'delete', kind: 'stateMachine', id: 'machine-M' }]);
    await world.createMachine('M', ONE_TASK, 'machine-again');
    await world.start('e', '{}', { machineId: 'machine-again' });
    await world.settle();
    const [old, young] = world.tasks.begun;
    old?.finish(succeeded('old'));
    await world.settle();
    expect(await world.statusOf('e')).toBe('RUNNING');
    young?.finish(succeeded('young'));
    expect((await world.end('e')).view.output).toBe('"young"');
  });
});
