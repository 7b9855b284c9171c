import { afterEach, expect, test } from 'vitest';
import { EngineUnderTest, executionArn } from '../../tests/support/engine-under-test.ts';
import { succeeded } from '../../tests/support/scripted-tasks.ts';
import { Payload } from '../base/payload.ts';

const JOB = 'arn:aws:states:::states:startExecution.sync';
const PARENT = {
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: JOB, TimeoutSeconds: 100, End: true } },
};
const CHILD = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1000, End: true } } };

let world: EngineUnderTest;
afterEach(() => world.close());

const submitted = { type: 'submitted', output: Payload.of({ ExecutionArn: executionArn('c', 'C') }) } as const;

/** A parent whose job has begun, or is just being begun. */
async function open(begun: 'begun' | 'calling' = 'begun'): Promise<void> {
  world = await EngineUnderTest.open(PARENT);
  world.tasks.repeatable.add(JOB);
  await world.createMachine('C', CHILD);
  await world.start('p');
  await world.settle();
  if (begun === 'begun') world.tasks.finish('p', submitted);
  await world.settle();
}

async function startChild(waits: boolean): Promise<void> {
  const revision = await world.machines.revision('machine-C-revision');
  const parent = { executionArn: executionArn('p'), effectId: '0-0', waits };
  const arn = executionArn('c', 'C');
  await world.engine.start({ revision, arn, name: 'c', input: Payload.of({}), parent });
}

test('the end of the job is the end of the task', async () => {
  await open();
  expect(world.tasks.watches.map(({ submitted }) => submitted.text)).toEqual([submitted.output.text]);
  world.tasks.watches[0]?.finish(succeeded({ Status: 'SUCCEEDED' }));
  expect((await world.end('p')).view.output).toBe('{"Status":"SUCCEEDED"}');
});

test('the job is waited for again after a crash', async () => {
  await open();
  world.tasks.watches = [];
  await world.restart();
  expect(world.tasks.watches).toHaveLength(1);
  world.tasks.watches[0]?.finish(succeeded(1));
  expect((await world.end('p')).row.status).toBe('SUCCEEDED');
});

test('a job that nobody waits for any more is stopped, once', async () => {
  await open();
  await world.engine.stop(executionArn('p'), {});
  expect(world.tasks.cancelled).toEqual(['p 0-0']);
  expect(world.tasks.watches).toEqual([]);
});

test('a job is stopped when its task times out', async () => {
  await open();
  await world.pass(100_000);
  expect((await world.end('p')).view.failure).toEqual({ error: 'States.Timeout' });
  expect(world.tasks.cancelled).toEqual(['p 0-0']);
});

test('a job that is only just being begun when nobody waits for it any more is stopped as well', async () => {
  await open('calling');
  await world.engine.stop(executionArn('p'), {});
  expect(world.tasks.cancelled).toEqual([]);
  world.tasks.finish('p', submitted);
  await world.settle();
  expect(world.tasks.cancelled).toEqual(['p 0-0']);
});

test('an execution whose parent gave it up just before a crash is stopped after it', async () => {
  await open();
  await startChild(true);
  await world.engine.stop(executionArn('p'), {});
  await world.restart();
  expect((await world.end('c', 'C')).row.status).toBe('ABORTED');
});

test.each([
  ['whose parent did not wait for it', false, 'stopped'],
  ['whose parent still waits for it', true, 'running'],
])('an execution %s goes on after a crash', async (_, waits, parent) => {
  await open();
  await startChild(waits);
  if (parent === 'stopped') await world.engine.stop(executionArn('p'), {});
  await world.restart();
  await world.settle();
  expect((await world.see('c', 'C'))?.row.status).toBe('RUNNING');
});
