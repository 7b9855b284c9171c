import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { definitionOf, FUNCTION_ARN, fails, MachineRun, succeeds } from '../run-machine.testing.ts';

const task = (fields: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: FUNCTION_ARN, End: true, ...fields });
const parallel = (branches: readonly JsonObject[], fields: JsonObject = {}): JsonObject =>
  definitionOf({ P: { Type: 'Parallel', Branches: branches.map(definitionOf), End: true, ...fields } });

describe('branches', () => {
  test('go on side by side, each in its own line of events', () => {
    const run = new MachineRun(parallel([{ A: task() }, { B: task() }]));
    run.begin('B');
    run.begin('A');
    run.answer('B', succeeds('b'));
    run.answer('A', succeeds('a'));
    expect(run.lines).toEqual([
      '1←0 ExecutionStarted',
      '2←0 ParallelStateEntered',
      '3←2 ParallelStateStarted',
      '4←3 TaskStateEntered',
      '5←4 LambdaFunctionScheduled',
      '6←3 TaskStateEntered',
      '7←6 LambdaFunctionScheduled',
      '8←7 LambdaFunctionStarted',
      '9←5 LambdaFunctionStarted',
      '10←8 LambdaFunctionSucceeded',
      '11←10 TaskStateExited',
      '12←9 LambdaFunctionSucceeded',
      '13←12 TaskStateExited',
      '14←13 ParallelStateSucceeded',
      '15←13 ParallelStateExited',
      '16←15 ExecutionSucceeded',
    ]);
  });

  test('give their outputs in their own order, whichever ends first', () => {
    const run = new MachineRun(
      parallel([{ A: task() }, { B: task() }, { C: { Type: 'Pass', Result: 'c', End: true } }]),
    );
    run.answer('B', succeeds('b'));
    run.answer('A', succeeds('a'));
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: ['a', 'b', 'c'] });
  });

  test('all get the effective input', () => {
    const fields = { InputPath: '$.a', Parameters: { 'n.$': '$.b' } };
    const pass = { Type: 'Pass', End: true };
    const run = new MachineRun(parallel([{ A: pass }, { B: pass }], fields), { input: { a: { b: 7 } } });
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: [{ n: 7 }, { n: 7 }] });
  });

  test('whose outputs are joined, selected and put into the raw input', () => {
    const fields = { ResultSelector: { 'first.$': '$[0]', 'all.$': '$' }, ResultPath: '$.r', OutputPath: '$.r' };
    const run = new MachineRun(parallel([{ A: { Type: 'Pass', Result: 1, End: true } }], fields), { input: { x: 1 } });
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: { first: 1, all: [1] } });
  });

  test('keep the digits of what they give', () => {
    const branch = { Type: 'Pass', InputPath: '$.n', End: true };
    const run = new MachineRun(parallel([{ A: task() }, { B: branch }]), { input: { n: 1 } });
    const { A: effectId = '' } = run.openEffects;
    run.give({ type: 'succeeded', effectId, output: run.state.input });
    expect(run.state.output?.text).toBe('[{"n":1},1]');
  });
});

describe('a branch that fails', () => {
  test('takes the others with it: their tasks are withdrawn, their late results heard no more', () => {
    const run = new MachineRun(
      parallel([{ A: task() }, { B: task() }, { C: { Type: 'Wait', Seconds: 9, End: true } }]),
    );
    const { A = '', B = '' } = run.openEffects;
    run.begin('A');
    const step = run.answer('B', fails('E', 'C'));
    expect(step.effects).toEqual([{ type: 'withdraw', id: A }]);
    expect(run.ending).toEqual({ status: 'FAILED', error: 'E', cause: 'C' });
    const { state } = run;
    for (const effectId of [A, B]) run.give({ type: 'succeeded', effectId, output: state.input });
    expect(run.state).toBe(state);
  });

  test('and is caught lets the machine go on without any of the branches', () => {
    const Catch = [{ ErrorEquals: ['E'], Next: 'Z' }];
    const branches = [{ A: task() }, { B: { Type: 'Wait', Seconds: 9, End: true } }].map(definitionOf);
    const run = new MachineRun(
      definitionOf({ P: { Type: 'Parallel', Branches: branches, Catch, End: true }, Z: task() }),
    );
    run.answer('A', fails('E', ''));
    expect(run.nextWakeMs).toBeUndefined();
    expect(Object.keys(run.openEffects)).toEqual(['Z']);
    run.answer('Z', succeeds(1));
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: 1 });
  });

  test('two levels down is caught by the level that names its error', () => {
    const inner = {
      Type: 'Parallel',
      Branches: [definitionOf({ A: task() })],
      Catch: [{ ErrorEquals: ['X'], Next: 'N' }],
      End: true,
    };
    const branch = { Q: inner, N: { Type: 'Pass', End: true } };
    const P = {
      Type: 'Parallel',
      Branches: [definitionOf(branch)],
      Catch: [{ ErrorEquals: ['E'], Next: 'Z' }],
      End: true,
    };
    const run = new MachineRun(definitionOf({ P, Z: { Type: 'Succeed' } })).toEnd({ A: [fails('E', 'C')] });
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: { Error: 'E', Cause: 'C' } });
  });
});

describe('deadlines in several branches', () => {
  test('are met in their order, also when one wake-up finds them all due', () => {
    const run = new MachineRun(
      parallel([
        { A: { Type: 'Wait', Seconds: 3, End: true } },
        { B: { Type: 'Wait', Seconds: 1, End: true } },
        { C: { Type: 'Wait', Seconds: 2, End: true } },
        { D: { Type: 'Wait', Seconds: 2, End: true } },
      ]),
    );
    run.passSeconds(60);
    run.give({ type: 'wake' });
    const exited = run.history.flatMap(([line, details]) => (line.endsWith('WaitStateExited') ? [details] : []));
    expect(exited.map((details) => (details as { name: string }).name)).toEqual(['B', 'C', 'D', 'A']);
    expect(run.state.status).toBe('SUCCEEDED');
  });

  test('the first timeout ends the others, even those that are due as well', () => {
    const run = new MachineRun(parallel([{ A: task({ TimeoutSeconds: 9 }) }, { B: task({ TimeoutSeconds: 5 }) }]));
    run.passSeconds(60);
    const step = run.give({ type: 'wake' });
    expect(step.events.map(({ type }) => type)).toEqual([
      'LambdaFunctionTimedOut',
      'TaskStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    expect(step.effects).toEqual([
      { type: 'withdraw', id: '2-0' },
      { type: 'withdraw', id: '1-0' },
    ]);
  });

  test('end one branch while the other one’s task is still awaited', () => {
    const run = new MachineRun(parallel([{ A: task() }, { B: { Type: 'Wait', Seconds: 5, End: true } }]));
    run.wake();
    expect(run.state.status).toBe('RUNNING');
    expect(run.nextWakeMs).toBeUndefined();
    run.answer('A', succeeds(1));
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: [1, {}] });
  });
});
