/** Redrives are durable: an execution that had ended goes on once, whatever fails or dies on the way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type EngineSettings,
  EngineUnderTest,
  executionArn,
  type Seen,
  TASK,
} from '../../tests/support/engine-under-test.ts';
import { failed, succeeded } from '../../tests/support/scripted-tasks.ts';

const branch = (name: string) => ({ StartAt: name, States: { [name]: { ...TASK, End: true } } });
/** Two tasks side by side, and one after them. */
const MACHINE = {
  StartAt: 'P',
  States: {
    P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], Next: 'C' },
    C: { ...TASK, End: true },
  },
};

async function failedWorld(settings: EngineSettings = {}): Promise<EngineUnderTest> {
  const world = await EngineUnderTest.open(MACHINE, settings);
  await world.start('e');
  await world.settle();
  const [a, b] = world.tasks.begun;
  a?.finish(succeeded('a'));
  await world.settle();
  b?.finish(failed('Broken'));
  expect((await world.end('e')).row).toMatchObject({ status: 'FAILED', redriveCount: 0 });
  return world;
}

const finishNext = async (world: EngineUnderTest, output: string) => {
  await world.settle();
  world.tasks.finish('e', succeeded(output));
  await world.settle();
};

const historyOf = ({ events }: Seen) =>
  events.map(({ id, previousEventId, type }) => `${id}←${previousEventId} ${type}`);

test('an execution that failed goes on, with what it had', async () => {
  const world = await failedWorld();
  world.clock.advance(1000);
  const startMs = (await world.see('e'))?.row.startMs as number;
  expect(await world.engine.redrive(executionArn('e'), 'token')).toBe(true);
  expect((await world.see('e'))?.row).toMatchObject({ status: 'RUNNING', redriveCount: 1, redriveMs: startMs + 1000 });
  expect((await world.see('e'))?.row).not.toHaveProperty('stopMs');
  await finishNext(world, 'b');
  await finishNext(world, 'c');
  const { row, view, types } = await world.end('e');
  expect(row).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, startMs });
  expect(view).toMatchObject({ output: '"c"', redrives: [{ redriveMs: startMs + 1000, clientToken: 'token' }] });
  expect(types.filter((type) => type === 'LambdaFunctionScheduled')).toHaveLength(4);
  expect(world.engine.residentCount).toBe(0);
});

test('one that runs, succeeded or does not exist is not redriven, and does not stay in memory', async () => {
  const world = await EngineUnderTest.open();
  await world.start('e');
  expect(await world.engine.redrive(executionArn('e'))).toBe(false);
  await finishNext(world, 'done');
  expect(await world.engine.redrive(executionArn('e'))).toBe(false);
  expect(await world.engine.redrive(executionArn('none'))).toBe(false);
  expect(world.engine.residentCount).toBe(0);
});

test('of two redrives at once one is made', async () => {
  const world = await failedWorld();
  const both = [world.engine.redrive(executionArn('e')), world.engine.redrive(executionArn('e'))];
  expect((await Promise.all(both)).sort()).toEqual([false, true]);
  expect((await world.see('e'))?.row.redriveCount).toBe(1);
});

test('nothing of a machine that is being deleted is redriven', async () => {
  const world = await failedWorld();
  const machine = await world.stored.resources.getById('stateMachine', 'machine-M');
  await world.stored.resources.apply([
    {
      type: 'update',
      kind: 'stateMachine',
      id: 'machine-M',
      version: machine?.version ?? 0,
      status: 'DELETING',
      data: '{}',
    },
  ]);
  expect(await world.engine.redrive(executionArn('e'))).toBe(false);
  expect(await world.statusOf('e')).toBe('FAILED');
});

test('a redrive whose commit fails is told so, and did not happen', async () => {
  const world = await failedWorld();
  world.store.fates = ['failed'];
  await expect(world.engine.redrive(executionArn('e'))).rejects.toThrow();
  await world.pass(10_000);
  expect(await world.statusOf('e')).toBe('FAILED');
  expect(await world.engine.redrive(executionArn('e'))).toBe(true);
});

test('one whose commit was made although it seemed to fail goes on', async () => {
  const world = await failedWorld({ onUnknownOutcome: 'rerun' });
  world.store.fates = ['made-but-failed'];
  await expect(world.engine.redrive(executionArn('e'))).rejects.toThrow();
  await world.pass(10_000);
  await world.until(() => world.tasks.begun.length === 3);
  await finishNext(world, 'b');
  await finishNext(world, 'c');
  expect((await world.end('e')).row).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
});

test('a crash after any step leads to the same history as none', async () => {
  const run = async (crashes: readonly boolean[]) => {
    // What had begun is done again under the same id, and leaves no trace.
    const world = await failedWorld({ onUnknownOutcome: 'rerun' });
    const steps = [
      () => world.engine.redrive(executionArn('e')),
      () => finishNext(world, 'b'),
      () => finishNext(world, 'c'),
    ];
    for (const [i, step] of steps.entries()) {
      await step();
      if (crashes[i]) await world.restart();
      await world.settle();
    }
    const seen = await world.end('e');
    await world.close();
    return historyOf(seen);
  };
  const undisturbed = await run([]);
  expect(undisturbed.at(-1)).toMatch(/ExecutionSucceeded$/);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), async (crashes) => {
      expect(await run(crashes)).toEqual(undisturbed);
    }),
    { numRuns: 8 },
  );
});
