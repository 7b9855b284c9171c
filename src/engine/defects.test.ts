/** Invariant 10: a defect of ours parks the one execution with its state saved; the others go on. */
import { describe, expect, test } from 'vitest';
import { EngineUnderTest, executionArn, machineOf, ONE_TASK, TASK } from '../../tests/support/engine-under-test.ts';
import { failed, succeeded } from '../../tests/support/scripted-tasks.ts';
import type { Machine } from '../asl/definition.ts';
import type { EffectPort } from './effect-port.ts';
import { guardedPort } from './guarded-port.ts';

const TASK_THEN_PASS = { StartAt: 'T', States: { T: { ...TASK, Next: 'P' }, P: { Type: 'Pass', End: true } } };
const TWO_BRANCHES = {
  StartAt: 'P',
  States: {
    P: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'A', States: { A: { ...TASK, Next: 'X' }, X: { Type: 'Pass', End: true } } },
        { StartAt: 'B', States: { B: { ...TASK, End: true } } },
      ],
      End: true,
    },
  },
};

/** A machine with a hole, as only a defect of ours can make it. */
function without(definition: Parameters<typeof machineOf>[0], stateName: string): Machine {
  const machine = machineOf(definition);
  return { ...machine, states: new Map([...machine.states].filter(([name]) => name !== stateName)) };
}

describe('a defect', () => {
  test('parks the one execution, visibly, with its state as it was; the others go on', async () => {
    const world = await worldWithHole();
    await world.start('e');
    await world.start('f', '{}', { machineId: 'machine-N' });
    await world.settle();
    world.tasks.finish('e', succeeded({ kept: true }));
    world.tasks.finish('f', succeeded({}));
    expect((await world.end('f', 'N')).row.status).toBe('SUCCEEDED');
    const seen = await world.see('e');
    expect(seen).toMatchObject({ row: { status: 'RUNNING', parked: true } });
    expect(seen?.view.parkedReason).toBe('state P does not exist');
    expect(seen?.types.at(-1)).toBe('LambdaFunctionStarted');
    expect(world.parked).toEqual([executionArn('e')]);
  });

  test('is over once it is mended: a release goes on with the result that came', async () => {
    const world = await parkedWorld();
    world.replaceMachine('M', machineOf(TASK_THEN_PASS));
    await world.restart();
    expect(await world.statusOf('e')).toBe('RUNNING');
    await world.engine.release(executionArn('e'));
    const { row, view } = await world.end('e');
    expect(row).toMatchObject({ status: 'SUCCEEDED', parked: false });
    expect(view.output).toBe('{"kept":true}');
    expect(view.parkedReason).toBeUndefined();
    expect(world.tasks.runs).toEqual(['e 0-0']);
  });

  test('that is still there parks it again: the release is told, and no result is lost', async () => {
    const world = await parkedWorld();
    await expect(world.engine.release(executionArn('e'))).rejects.toThrow('state P does not exist');
    await expect(world.engine.release(executionArn('e'))).rejects.toThrow('state P does not exist');
    world.replaceMachine('M', machineOf(TASK_THEN_PASS));
    await world.restart();
    await world.engine.release(executionArn('e'));
    expect((await world.end('e')).view.output).toBe('{"kept":true}');
  });

  test('does not keep an execution from being stopped', async () => {
    const world = await parkedWorld();
    await world.engine.stop(executionArn('e'), { error: 'Enough' });
    expect(await world.see('e')).toMatchObject({
      row: { status: 'ABORTED', parked: false },
      view: { failure: { error: 'Enough' } },
    });
  });

  test('leaves an execution parked over a restart, and a stop still ends it', async () => {
    const world = await parkedWorld();
    await world.restart();
    expect(world.engine.residentCount).toBe(0);
    await world.pass(120_000);
    expect(await world.see('e')).toMatchObject({ row: { status: 'RUNNING', parked: true } });
    await world.engine.stop(executionArn('e'), {});
    expect(await world.statusOf('e')).toBe('ABORTED');
  });

  test('keeps the results of tasks that end while it is parked', async () => {
    const world = await EngineUnderTest.open(TWO_BRANCHES);
    world.replaceMachine('M', without(TWO_BRANCHES, 'X'));
    await world.start('e');
    await world.settle();
    const [a, b] = world.tasks.begun;
    a?.finish(succeeded('a'));
    await world.settle();
    expect(world.parked).toHaveLength(1);
    b?.finish(succeeded('b'));
    await world.settle();
    world.replaceMachine('M', machineOf(TWO_BRANCHES));
    await world.restart();
    await world.engine.release(executionArn('e'));
    expect((await world.end('e')).view.output).toBe('["a","b"]');
    expect(world.tasks.begun).toHaveLength(2);
  });

  test('takes a task that waited for a place up again after the release', async () => {
    const world = await EngineUnderTest.open(TWO_BRANCHES);
    world.replaceMachine('M', without(TWO_BRANCHES, 'X'));
    world.tasks.places = 1;
    await world.start('e');
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 1-0']);
    world.tasks.places = -1;
    world.tasks.finish('e', succeeded('a'));
    await world.settle();
    expect(world.parked).toHaveLength(1);
    expect(world.tasks.waitingCount).toBe(0);
    world.replaceMachine('M', machineOf(TWO_BRANCHES));
    world.tasks.addPlaces(2);
    await world.engine.release(executionArn('e'));
    await world.settle();
    expect(world.tasks.runs).toEqual(['e 1-0', 'e 2-0']);
    world.tasks.finish('e', succeeded('b'));
    expect((await world.end('e')).view.output).toBe('["a","b"]');
  });

  test('parks it also when the commit of that fails at first', async () => {
    const world = await worldWithHole();
    await world.start('e');
    await world.settle();
    world.store.fates = ['failed', 'made-but-failed'];
    world.tasks.finish('e', succeeded({ kept: true }));
    for (let i = 0; i < 5; i++) await world.pass(1_000);
    expect(await world.see('e')).toMatchObject({ row: { status: 'RUNNING', parked: true } });
    world.replaceMachine('M', machineOf(TASK_THEN_PASS));
    await world.restart();
    await world.engine.release(executionArn('e'));
    expect((await world.end('e')).view.output).toBe('{"kept":true}');
  });

  test('in the first step is the answer of the start, and leaves nothing behind', async () => {
    const world = await EngineUnderTest.open();
    world.replaceMachine('M', without(ONE_TASK, 'T'));
    await expect(world.start('e')).rejects.toThrow('state T does not exist');
    expect(await world.see('e')).toBeUndefined();
    expect(world.engine.residentCount).toBe(0);
  });

  async function worldWithHole(): Promise<EngineUnderTest> {
    const world = await EngineUnderTest.open(TASK_THEN_PASS);
    world.replaceMachine('M', without(TASK_THEN_PASS, 'P'));
    await world.createMachine('N', ONE_TASK);
    return world;
  }

  async function parkedWorld(): Promise<EngineUnderTest> {
    const world = await worldWithHole();
    await world.start('e');
    await world.settle();
    world.tasks.finish('e', succeeded({ kept: true }));
    await world.settle();
    expect(world.parked).toEqual([executionArn('e')]);
    return world;
  }
});

test('an execution that cannot be loaded answers who asks with the error, and goes on as soon as it can be', async () => {
  const world = await EngineUnderTest.open({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });
  await world.start('e');
  await world.settle();
  expect(world.engine.residentCount).toBe(0);
  world.store.loadError = new Error('the disk is broken');
  await expect(world.engine.stop(executionArn('e'), {})).rejects.toThrow('the disk is broken');
  expect(world.defects).toEqual([world.store.loadError]);
  world.store.loadError = undefined;
  await world.pass(1_000);
  await world.engine.stop(executionArn('e'), {});
  expect(await world.statusOf('e')).toBe('ABORTED');
});

describe('an effect port that throws', () => {
  const request = { resource: 'f' } as Parameters<EffectPort['tryPrepare']>[0];
  const signal = new AbortController().signal;
  const broken = () => {
    throw new Error('broken');
  };
  const outcome = failed(
    'Lambda.SdkClientException',
    'Stepwell could not do the task because of an error of its own: broken',
  );

  function guarded(port: Partial<EffectPort>) {
    const defects: unknown[] = [];
    const unknownOutcome = () => ({ error: 'Lambda.SdkClientException', cause: 'nobody knows' });
    const activityExists = () => true;
    const asked = { tryPrepare: broken, prepare: broken, watch: broken, cancel: broken, activityExists };
    const whole: EffectPort = { ...asked, unknownOutcome, ...port };
    return { port: guardedPort(whole, (error) => defects.push(error)), defects };
  }

  test.each<[string, Partial<EffectPort>]>([
    ['when asked for a place at once', {}],
    ['when the task is done', { tryPrepare: () => ({ run: broken, release() {} }) }],
    ['later, when the task is done', { tryPrepare: () => ({ run: async () => broken(), release() {} }) }],
  ])('%s fails the one task and is told', async (_, behind) => {
    const { port, defects } = guarded(behind);
    expect(await port.tryPrepare(request)?.run()).toEqual(outcome);
    expect(defects).toHaveLength(1);
  });

  test('when asked to wait for a place fails the one task and is told', async () => {
    const { port, defects } = guarded({});
    expect(await (await port.prepare(request, signal)).run()).toEqual(outcome);
    const rejecting = guarded({ prepare: async () => broken() });
    expect(await (await rejecting.port.prepare(request, signal)).run()).toEqual(outcome);
    expect([...defects, ...rejecting.defects]).toHaveLength(2);
  });

  test('when a place is given back is told, and nothing else', () => {
    const { port, defects } = guarded({ tryPrepare: () => ({ run: broken, release: broken }) });
    port.tryPrepare(request)?.release();
    expect(defects).toHaveLength(1);
  });

  test('passes everything else through', async () => {
    const { port, defects } = guarded({
      tryPrepare: () => undefined,
      prepare: async () => ({ run: async () => succeeded(1), release() {} }),
    });
    expect(port.tryPrepare(request)).toBeUndefined();
    expect(await (await port.prepare(request, signal)).run()).toEqual(succeeded(1));
    expect(defects).toEqual([]);
  });

  test('fails the task in the history, and the execution goes its way', async () => {
    const world = await EngineUnderTest.open({
      StartAt: 'T',
      States: {
        T: { ...TASK, Catch: [{ ErrorEquals: ['Lambda.SdkClientException'], Next: 'P' }], End: true },
        P: { Type: 'Pass', End: true },
      },
    });
    world.tasks.answer = broken;
    await world.start('e');
    expect((await world.end('e')).types).toContain('LambdaFunctionFailed');
    expect(await world.statusOf('e')).toBe('SUCCEEDED');
    expect(world.defects).toEqual([new Error('broken')]);
  });
});
