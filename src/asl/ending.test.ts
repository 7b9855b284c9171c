import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import type { Input } from './advance.ts';
import { definitionOf, FUNCTION_ARN, fails, MachineRun, START_MS, succeeds } from './run-machine.testing.ts';

const A: JsonObject = { Type: 'Task', Resource: FUNCTION_ARN, End: true };
const twoTasks = definitionOf({
  P: {
    Type: 'Parallel',
    Branches: [definitionOf({ A }), definitionOf({ B: A })],
    End: true,
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }],
  },
  S: { Type: 'Succeed' },
});

describe('a stop', () => {
  test('ends the execution now, with the error and cause it gives', () => {
    const run = new MachineRun(definitionOf({ A }));
    run.passSeconds(3);
    run.give({ type: 'stop', error: 'E', cause: 'C' });
    expect(run.ending).toEqual({ status: 'ABORTED', error: 'E', cause: 'C' });
    expect(run.state.stopMs).toBe(START_MS + 3000);
  });

  test('without either gives neither', () => {
    const run = new MachineRun(definitionOf({ A }));
    run.give({ type: 'stop' });
    expect(run.ending).toEqual({ status: 'ABORTED' });
    expect(run.state.failure).toEqual({});
  });

  test('withdraws every task that is open, and no Catcher sees it', () => {
    const run = new MachineRun(twoTasks);
    run.begin('B');
    expect(run.give({ type: 'stop' }).effects).toEqual([
      { type: 'withdraw', id: '1-0' },
      { type: 'withdraw', id: '2-0' },
    ]);
  });

  test('ends an execution whose transitions are not all made', () => {
    const states = {
      P: { Type: 'Pass', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'S' }], Default: 'P' },
      S: { Type: 'Succeed' },
    };
    const run = new MachineRun(definitionOf(states));
    expect(run.state.ready).toEqual([0]);
    run.give({ type: 'stop' });
    expect(run.ending).toEqual({ status: 'ABORTED' });
    expect(run.state.ready).toEqual([]);
  });
});

describe('the state of an execution that has ended', () => {
  const endings: readonly [string, (run: MachineRun) => void][] = [
    ['success', (run) => run.toEnd({ A: [succeeds(1)], B: [succeeds(2)] })],
    ['a stop', (run) => run.give({ type: 'stop' })],
  ];
  test.each(endings)('after %s takes no input any more', (_, end) => {
    const run = new MachineRun(twoTasks);
    end(run);
    const inputs: readonly Input[] = [
      { type: 'start' },
      { type: 'wake' },
      { type: 'continue' },
      { type: 'stop' },
      { type: 'started', effectId: '1-0' },
      { type: 'heartbeat', effectId: '1-0' },
      { type: 'failed', effectId: '2-0', error: 'E', cause: '' },
    ];
    const { state } = run;
    for (const input of inputs) {
      expect(run.give(input)).toEqual({ state, events: [], effects: [], changed: [] });
      expect(run.state).toBe(state);
    }
  });

  test('lets go of its frames after a success', () => {
    const run = new MachineRun(definitionOf({ A }));
    run.begin('A');
    expect(run.answer('A', succeeds(1)).changed).toEqual([0]);
    expect([...run.state.frames]).toEqual([]);
  });

  test('keeps the failed frame after a failure, which waits for nothing', () => {
    const run = new MachineRun(definitionOf({ A }));
    run.begin('A');
    expect(run.answer('A', fails('E')).effects).toEqual([]);
    const [frame] = [...run.state.frames];
    expect(frame).toMatchObject({ stateName: 'A', lastEventId: 5 });
    expect(frame?.effect).toBeUndefined();
  });
});

describe('the deletion of the state machine', () => {
  test('ends the execution at its next transition', () => {
    const states = { A: { Type: 'Task', Resource: FUNCTION_ARN, Next: 'B' }, B: { Type: 'Pass', End: true } };
    const run = new MachineRun(definitionOf(states));
    const effectId = run.openEffects['A'] as string;
    run.give({ type: 'started', effectId }, { machineDeleting: true });
    expect(run.state.status).toBe('RUNNING');
    run.give({ type: 'failed', effectId: 'stale', error: '', cause: '' }, { machineDeleting: true });
    expect(run.state.status).toBe('RUNNING');
    run.give({ type: 'succeeded', effectId, output: run.state.input }, { machineDeleting: true });
    expect(run.lines.slice(4)).toEqual(['5←4 LambdaFunctionSucceeded', '6←5 TaskStateExited', '7←6 ExecutionAborted']);
    expect(run.history.at(-1)?.[1]).toEqual({});
    expect(run.ending).toEqual({ status: 'ABORTED' });
  });

  test('lets an execution whose last state ends succeed', () => {
    const run = new MachineRun(definitionOf({ A }));
    const effectId = run.openEffects['A'] as string;
    run.give({ type: 'succeeded', effectId, output: run.state.input }, { machineDeleting: true });
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: {} });
  });

  test('at a transition in one branch ends the whole execution', () => {
    const branch = { A: { Type: 'Task', Resource: FUNCTION_ARN, Next: 'Z' }, Z: { Type: 'Pass', End: true } };
    const P = { Type: 'Parallel', Branches: [definitionOf(branch), definitionOf({ B: A })], End: true };
    const run = new MachineRun(definitionOf({ P }));
    const { A: a = '', B: b } = run.openEffects;
    const step = run.give({ type: 'succeeded', effectId: a, output: run.state.input }, { machineDeleting: true });
    expect(run.ending).toEqual({ status: 'ABORTED' });
    expect(step.effects).toEqual([{ type: 'withdraw', id: b }]);
  });
});
