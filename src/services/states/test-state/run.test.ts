import { beforeEach, describe, expect, test } from 'vitest';
import { ScriptedTasks, succeeded } from '../../../../tests/support/scripted-tasks.ts';
import { parseState } from '../../../asl/parse/parse-definition.ts';
import { IDENTITY } from '../../../asl/run-machine.testing.ts';
import { judgeTrial, type TrialSetup } from '../../../asl/trial.ts';
import { assert } from '../../../base/assert.ts';
import { FakeClock } from '../../../base/clock.ts';
import { nextTurn } from '../../../base/next-turn.ts';
import { Payload } from '../../../base/payload.ts';
import { seededRandom } from '../../../base/random.ts';
import { runTrial } from './run.ts';

const TASK = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true };
const FIVE_MINUTES_MS = 300_000;

let clock: FakeClock;
let tasks: ScriptedTasks;
beforeEach(() => {
  clock = new FakeClock();
  tasks = new ScriptedTasks();
});

function begin(definition: object, signal?: AbortSignal) {
  const { machine } = parseState('Tried', JSON.stringify(definition));
  assert(machine !== undefined, 'the definition is wrong');
  const setup: TrialSetup = {
    machine,
    stateName: 'Tried',
    identity: IDENTITY,
    input: Payload.of({ a: 1 }),
    variables: {},
    retryCount: 0,
    observe: () => {},
  };
  const deps = { effects: tasks.port(() => true), clock, random: seededRandom('5eed') };
  return runTrial(setup, deps, signal).then(
    (step) => step && judgeTrial(setup, step, { nowMs: clock.nowMs(), seed: '5eed' }),
  );
}

describe('a task', () => {
  test('is done once, and what it gives is the result', async () => {
    const running = begin(TASK);
    await nextTurn();
    expect(tasks.begun.map(({ request }) => request.parameters.text)).toEqual(['{"a":1}']);
    tasks.begun[0]?.finish(succeeded('done'));
    const verdict = await running;
    expect(verdict?.status).toBe('SUCCEEDED');
    expect(verdict?.output?.text).toBe('"done"');
  });

  test('fails at its TimeoutSeconds, and what it gives afterwards is dropped', async () => {
    const running = begin({ ...TASK, TimeoutSeconds: 10 });
    await nextTurn();
    clock.advance(10_000);
    expect(await running).toMatchObject({ status: 'FAILED', failure: { error: 'States.Timeout' } });
    tasks.begun[0]?.finish(succeeded('late'));
  });

  test('is not begun any more when its place comes too late', async () => {
    tasks.places = 0;
    const running = begin({ ...TASK, TimeoutSeconds: 10 });
    await nextTurn();
    clock.advance(10_000);
    expect(await running).toMatchObject({ status: 'FAILED', failure: { error: 'States.Timeout' } });
    expect(tasks.begun).toEqual([]);
  });
});

describe('a Wait', () => {
  test('is waited for', async () => {
    const running = begin({ Type: 'Wait', Seconds: 60, Next: 'Elsewhere' });
    await nextTurn();
    clock.advance(60_000);
    expect(await running).toMatchObject({ status: 'SUCCEEDED', next: 'Elsewhere' });
  });

  test('of more than five minutes is given up after five minutes', async () => {
    const running = begin({ Type: 'Wait', Seconds: 301, End: true });
    await nextTurn();
    clock.advance(FIVE_MINUTES_MS);
    expect(await running).toBeUndefined();
    expect(clock.nextDueMs).toBeUndefined();
  });

  test('is given up when nobody waits for the answer any more', async () => {
    const client = new AbortController();
    const running = begin({ Type: 'Wait', Seconds: 60, End: true }, client.signal);
    await nextTurn();
    client.abort();
    expect(await running).toBeUndefined();
    expect(clock.nextDueMs).toBeUndefined();
  });
});
