import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { nextWake, outstanding } from './deadlines.ts';
import { definitionOf, FUNCTION_ARN, MachineRun, START_MS, succeeds } from './run-machine.testing.ts';

const seconds = (count: number) => START_MS + count * 1000;
const task = (fields: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: FUNCTION_ARN, End: true, ...fields });
const runOf = (states: JsonObject, fields: JsonObject = {}, input: JsonObject = {}) =>
  new MachineRun({ ...definitionOf(states), ...fields }, { input });

describe('the next wake-up', () => {
  test('is none while only a task is awaited', () => {
    expect(runOf({ A: task() }).nextWakeMs).toBeUndefined();
  });

  test('is the earliest of all moments that frames wait for', () => {
    const P = {
      Type: 'Parallel',
      End: true,
      Branches: [
        { W: { Type: 'Wait', Seconds: 30, End: true } },
        { A: task({ TimeoutSeconds: 20, HeartbeatSeconds: 10 }) },
        { B: task() },
      ].map(definitionOf),
    };
    const run = runOf({ P }, { TimeoutSeconds: 40 });
    expect(run.nextWakeMs).toBe(seconds(10));
    run.answer('A', succeeds(1));
    expect(run.nextWakeMs).toBe(seconds(30));
    run.wake();
    expect(run.nextWakeMs).toBe(seconds(40));
  });

  test('is none once the execution has ended', () => {
    const run = runOf({ A: task({ TimeoutSeconds: 5 }) }, { TimeoutSeconds: 9 });
    run.give({ type: 'stop' });
    expect(nextWake(run.state)).toBeUndefined();
  });
});

describe('outstanding effects', () => {
  const P = {
    Type: 'Parallel',
    End: true,
    Branches: [{ A: task({ Parameters: { a: 1 } }) }, { B: task() }].map(definitionOf),
  };

  test('are those of the tasks that are awaited, with what they need', () => {
    const run = runOf({ P });
    run.begin('B');
    const open = outstanding(run.state).map(({ frame, effect: { id, started, parameters } }) => {
      return [frame.stateName, id, started, parameters.text];
    });
    expect(open).toEqual([
      ['A', '1-0', false, '{"a":1}'],
      ['B', '2-0', true, '{}'],
    ]);
  });

  test('are none once the execution has ended', () => {
    const run = runOf({ P });
    run.give({ type: 'stop' });
    expect(outstanding(run.state)).toEqual([]);
  });
});

describe('TimeoutSeconds of a Task', () => {
  test('counts from Scheduled on, to the millisecond', () => {
    const run = runOf({ A: task({ TimeoutSeconds: 5 }) });
    run.passSeconds(2);
    run.begin('A');
    run.passSeconds(2.999);
    expect(run.give({ type: 'wake' }).events).toEqual([]);
    run.passSeconds(0.001);
    run.give({ type: 'wake' });
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(run.state.stopMs).toBe(seconds(5));
  });

  test('also ends a task that has not begun', () => {
    const run = runOf({ A: task({ TimeoutSeconds: 5 }) });
    const { A } = run.openEffects;
    expect(run.wake().effects).toEqual([{ type: 'withdraw', id: '0-0' }]);
    expect(run.lines.slice(2)).toEqual([
      '3←2 LambdaFunctionScheduled',
      '4←3 LambdaFunctionTimedOut',
      '5←4 ExecutionFailed',
    ]);
    expect(A).toBe('0-0');
  });

  test('loses to a result that comes late but before the wake-up', () => {
    const run = runOf({ A: task({ TimeoutSeconds: 5 }) });
    run.passSeconds(60);
    run.begin('A');
    run.answer('A', succeeds('late'));
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: 'late' });
  });

  test('can come from the input', () => {
    const run = runOf({ A: task({ TimeoutSecondsPath: '$.a.limit' }) }, {}, { a: { limit: 7 } });
    expect(run.secondsToWake).toBe(7);
    expect(run.history[2]?.[1]).toMatchObject({ timeoutInSeconds: 7 });
  });

  test.each([0, -1, 1.5, '5', null, 100_000_000, {}, []])('cannot be %j', (limit) => {
    const run = runOf({ A: task({ TimeoutSecondsPath: '$.limit' }) }, {}, { limit });
    expect(run.lines.slice(1)).toEqual(['2←0 TaskStateEntered', '3←2 ExecutionFailed']);
    expect(run.ending).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('$.limit') });
  });
});

describe('HeartbeatSeconds of a Task', () => {
  test('starts anew with each heartbeat, which leaves no event', () => {
    const run = runOf({ A: task({ HeartbeatSeconds: 3 }) });
    const { A: effectId = '' } = run.openEffects;
    for (let beat = 1; beat <= 5; beat++) {
      run.passSeconds(2);
      expect(run.give({ type: 'heartbeat', effectId })).toMatchObject({ events: [], effects: [], changed: [] });
      expect(run.secondsToWake).toBe(3);
    }
    run.wake();
    expect(run.state.stopMs).toBe(seconds(13));
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('does not move TimeoutSeconds', () => {
    const run = runOf({ A: task({ HeartbeatSeconds: 3, TimeoutSeconds: 4 }) });
    const { A: effectId = '' } = run.openEffects;
    run.passSeconds(2);
    run.give({ type: 'heartbeat', effectId });
    expect(run.nextWakeMs).toBe(seconds(4));
  });

  test('can come from the input', () => {
    const run = runOf({ A: task({ HeartbeatSecondsPath: '$.limit' }) }, {}, { limit: 7 });
    expect(run.secondsToWake).toBe(7);
  });

  test('is nothing a Task without it would hear of', () => {
    const run = runOf({ A: task() });
    const { state } = run;
    expect(run.give({ type: 'heartbeat', effectId: '0-0' }).state).toBe(state);
  });
});

describe('TimeoutSeconds of the machine', () => {
  const W = { Type: 'Wait', Seconds: 100, End: true };

  test('stops the execution exactly then, however late the wake-up', () => {
    const run = runOf({ W }, { TimeoutSeconds: 10 });
    expect(run.nextWakeMs).toBe(seconds(10));
    run.passSeconds(9.999);
    expect(run.give({ type: 'wake' }).events).toEqual([]);
    run.passSeconds(3);
    run.give({ type: 'wake' });
    expect(run.state).toMatchObject({ status: 'TIMED_OUT', stopMs: seconds(10) });
    expect(run.state.failure).toBeUndefined();
  });

  test('withdraws the tasks that are open', () => {
    const run = runOf({ A: task() }, { TimeoutSeconds: 10 });
    expect(run.wake().effects).toEqual([{ type: 'withdraw', id: '0-0' }]);
  });

  test('wins over what else is due', () => {
    const run = runOf(
      { A: task({ TimeoutSeconds: 5, Retry: [{ ErrorEquals: ['States.ALL'] }] }) },
      { TimeoutSeconds: 10 },
    );
    run.passSeconds(20);
    run.give({ type: 'wake' });
    expect(run.lines.at(-1)).toBe('4←0 ExecutionTimedOut');
  });

  test('loses to a result that comes late but before the wake-up, and then ends what goes on', () => {
    const run = runOf({ A: { Type: 'Task', Resource: FUNCTION_ARN, Next: 'B' }, B: task() }, { TimeoutSeconds: 10 });
    run.passSeconds(11);
    run.begin('A');
    run.answer('A', succeeds(1));
    expect(run.openEffects).toEqual({ B: '0-1' });
    run.give({ type: 'wake' });
    expect(run.ending).toEqual({ status: 'TIMED_OUT' });
  });

  test('ends a machine that goes round without ever waiting', () => {
    const states = {
      P: { Type: 'Pass', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$.done', BooleanEquals: true, Next: 'S' }], Default: 'P' },
      S: { Type: 'Succeed' },
    };
    const run = runOf(states, { TimeoutSeconds: 10 }, { done: false });
    run.passSeconds(9);
    run.give({ type: 'continue' });
    expect(run.state.status).toBe('RUNNING');
    run.passSeconds(1);
    run.give({ type: 'continue' });
    expect(run.ending).toEqual({ status: 'TIMED_OUT' });
  });
});
