/** What holds for every call of `advance`, whatever the states: bounded steps, stale inputs, times. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { advance, type Input, initialState } from './advance.ts';
import {
  definitionOf,
  FUNCTION_ARN,
  fails,
  IDENTITY,
  MachineRun,
  machineOf,
  START_MS,
  succeeds,
} from './run-machine.testing.ts';

const task = (fields: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: FUNCTION_ARN, ...fields });

/** So many Pass states in a row: S0, S1 ... */
function chain(length: number, letter = 'S'): JsonObject {
  const nextOf = (i: number) => (i === length - 1 ? { End: true } : { Next: `${letter}${i + 1}` });
  const states = Array.from({ length }, (_, i) => [`${letter}${i}`, { Type: 'Pass', ...nextOf(i) }]);
  return definitionOf(Object.fromEntries(states));
}

const entries = (run: MachineRun) => run.lines.filter((line) => line.endsWith('Entered')).length;

describe('one step', () => {
  test('enters at most 100 states, then wants to continue', () => {
    const run = new MachineRun(chain(250));
    expect([entries(run), run.state.ready]).toEqual([100, [0]]);
    run.give({ type: 'continue' });
    expect([entries(run), run.state.ready]).toEqual([200, [0]]);
    run.give({ type: 'continue' });
    expect([entries(run), run.state.ready]).toEqual([250, []]);
    expect(run.state.status).toBe('SUCCEEDED');
  });

  test('divides the transitions among frames in turn', () => {
    const P = { Type: 'Parallel', Branches: [chain(80), chain(80, 'T')], End: true };
    const run = new MachineRun(definitionOf({ P }));
    expect(entries(run)).toBe(100);
    expect(run.state.ready).toEqual([2, 1]);
    run.toEnd();
    expect(run.state.status).toBe('SUCCEEDED');
    expect(entries(run)).toBe(161);
  });

  test('takes what an input brings even with other transitions left', () => {
    const P = { Type: 'Parallel', Branches: [definitionOf({ A: task({ End: true }) }), chain(200)], End: true };
    const run = new MachineRun(definitionOf({ P }));
    expect(run.state.ready).toEqual([2]);
    const { events } = run.begin('A');
    expect(events[0]?.type).toBe('LambdaFunctionStarted');
    expect(
      run
        .answer('A', succeeds(1))
        .events.slice(0, 2)
        .map(({ type }) => type),
    ).toEqual(['LambdaFunctionSucceeded', 'TaskStateExited']);
  });

  test('stamps its events with its time', () => {
    const run = new MachineRun(definitionOf({ A: task({ End: true }) }));
    run.passSeconds(1);
    run.begin('A');
    run.passSeconds(0.5);
    run.answer('A', fails('E'));
    expect(run.events.map(({ timestampMs }) => timestampMs - START_MS)).toEqual([0, 0, 0, 1000, 1500, 1500]);
    expect(run.state.stopMs).toBe(START_MS + 1500);
  });

  test('names the frames that differ from the state before, and no others', () => {
    const P = {
      Type: 'Parallel',
      Branches: [definitionOf({ A: task({ End: true }) }), definitionOf({ B: task({ End: true }) })],
      End: true,
    };
    const run = new MachineRun(definitionOf({ P }));
    const before = [...run.state.frames];
    expect(run.begin('B').changed).toEqual([2]);
    expect([...run.state.frames].slice(0, 2)).toEqual(before.slice(0, 2));
  });

  test('leaves the state it was given as it is', () => {
    const machine = machineOf(chain(3));
    const state = initialState(machine, IDENTITY, Payload.of({}));
    const stamp = { nowMs: START_MS, seed: '1' };
    const first = advance(machine, state, { type: 'start' }, stamp);
    expect(state.lastEventId).toBe(0);
    expect(advance(machine, state, { type: 'start' }, stamp)).toEqual(first);
  });
});

describe('a stale or doubled input gives the very same state, no events and no effects', () => {
  function expectNothing(run: MachineRun, input: Input): void {
    const { state } = run;
    const step = run.give(input);
    expect(step).toEqual({ state, events: [], effects: [], changed: [] });
    expect(step.state).toBe(state);
  }
  const unknown = ['0-1', '1-0', '7-0', '-1-0', '0', '', 'x', '0-0-0'];

  test('while a task is awaited', () => {
    const run = new MachineRun(definitionOf({ A: task({ TimeoutSeconds: 9, HeartbeatSeconds: 5, End: true }) }));
    expectNothing(run, { type: 'start' });
    run.begin('A');
    expectNothing(run, { type: 'started', effectId: '0-0' });
    expectNothing(run, { type: 'heartbeat', effectId: '0-0' });
    expectNothing(run, { type: 'wake' });
    expectNothing(run, { type: 'continue' });
    for (const effectId of unknown) {
      expectNothing(run, { type: 'started', effectId });
      expectNothing(run, { type: 'heartbeat', effectId });
      expectNothing(run, { type: 'succeeded', effectId, output: Payload.of(1) });
      expectNothing(run, { type: 'failed', effectId, error: 'E', cause: '' });
    }
  });

  test('while a Retrier’s delay or a Wait goes by', () => {
    const states = {
      A: task({ Retry: [{ ErrorEquals: ['E'] }], Next: 'W' }),
      W: { Type: 'Wait', Seconds: 5, End: true },
    };
    const run = new MachineRun(definitionOf(states));
    const failed = { type: 'failed', effectId: '0-0', error: 'E', cause: '' } as const;
    run.give(failed);
    for (const input of [failed, { type: 'wake' }, { type: 'started', effectId: '0-0' }] as const)
      expectNothing(run, input);
    run.wake();
    run.answer('A', succeeds(1));
    for (const input of [failed, { type: 'wake' }, { type: 'start' }] as const) expectNothing(run, input);
  });

  test('while transitions are left to make', () => {
    const run = new MachineRun(chain(150));
    expectNothing(run, { type: 'start' });
    expectNothing(run, { type: 'wake' });
    expectNothing(run, { type: 'succeeded', effectId: '0-0', output: Payload.of(1) });
  });
});

describe('an effect', () => {
  test('is asked for once it is scheduled, and done once it has started', () => {
    const run = new MachineRun(definitionOf({ A: task({ End: true }) }));
    expect(run.effects).toEqual([{ type: 'schedule', id: '0-0' }]);
    expect(run.begin('A').effects).toEqual([{ type: 'run', id: '0-0' }]);
    expect(run.answer('A', succeeds(1)).effects).toEqual([]);
  });

  test('has an id of its own in each attempt, each state and each branch', () => {
    const P = {
      Type: 'Parallel',
      Branches: [
        definitionOf({ B: task({ Retry: [{ ErrorEquals: ['E'] }], Next: 'C' }), C: task({ End: true }) }),
        definitionOf({ D: task({ End: true }) }),
      ],
      End: true,
      Retry: [{ ErrorEquals: ['F'] }],
    };
    const run = new MachineRun(definitionOf({ A: task({ Next: 'P' }), P }));
    run.toEnd({
      A: [succeeds(1)],
      B: [fails('E'), succeeds(1), succeeds(1)],
      C: [fails('F'), succeeds(1)],
      D: [succeeds(1)],
    });
    expect(run.state.status).toBe('SUCCEEDED');
    const ids = run.effects.filter(({ type }) => type === 'schedule').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(8);
  });

  test('may have its result before it was said to have started', () => {
    const run = new MachineRun(definitionOf({ A: task({ End: true }) }));
    run.answer('A', fails('E'));
    expect(run.lines.slice(2)).toEqual([
      '3←2 LambdaFunctionScheduled',
      '4←3 LambdaFunctionFailed',
      '5←4 ExecutionFailed',
    ]);
  });
});
