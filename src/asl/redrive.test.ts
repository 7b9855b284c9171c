import { describe, expect, test } from 'vitest';
import { redriveOf, redriveRefusal } from './redrive.ts';
import { definitionOf, FUNCTION_ARN, fails, MachineRun, START_MS, succeeds } from './run-machine.testing.ts';

const TASK = { Type: 'Task', Resource: FUNCTION_ARN } as const;
const THEN_DONE = { Next: 'Done' } as const;
const DONE = { Done: { Type: 'Succeed' } } as const;
const FAILING = [fails('Broken')];
const WORKING = [succeeds('worked')];

/** The events of the redrive and after. */
const since = (run: MachineRun) => {
  const first = run.events.findLastIndex(({ type }) => type === 'ExecutionRedriven');
  return run.lines.slice(first);
};

describe('a redriven execution', () => {
  test('does the work of the failed state again, after the event that entered it', () => {
    const run = new MachineRun(definitionOf({ A: { Type: 'Pass', Next: 'T' }, T: { ...TASK, ...THEN_DONE }, ...DONE }));
    run.toEnd({ T: FAILING });
    const before = run.events.length;
    run.give({ type: 'redrive' });
    run.toEnd({ T: [...FAILING, ...WORKING] });
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: 'worked' });
    expect(since(run)).toEqual([
      `${before + 1}←${before} ExecutionRedriven`,
      `${before + 2}←4 LambdaFunctionScheduled`,
      `${before + 3}←${before + 2} LambdaFunctionStarted`,
      `${before + 4}←${before + 3} LambdaFunctionSucceeded`,
      `${before + 5}←${before + 4} TaskStateExited`,
      `${before + 6}←${before + 5} SucceedStateEntered`,
      `${before + 7}←${before + 6} SucceedStateExited`,
      `${before + 8}←${before + 7} ExecutionSucceeded`,
    ]);
  });

  test('counts its retries anew', () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }];
    const run = new MachineRun(definitionOf({ T: { ...TASK, Retry, End: true } })).toEnd({ T: FAILING });
    run.give({ type: 'redrive' });
    run.toEnd({ T: FAILING });
    expect(run.lines.filter((line) => line.endsWith('LambdaFunctionScheduled'))).toHaveLength(6);
    expect(run.ending).toMatchObject({ status: 'FAILED', error: 'Broken' });
  });

  test('has its whole time again, and no end until it ends', () => {
    const run = new MachineRun({ ...definitionOf({ T: { ...TASK, End: true } }), TimeoutSeconds: 60 });
    run.passSeconds(60);
    run.give({ type: 'wake' });
    expect(run.state).toMatchObject({ status: 'TIMED_OUT', stopMs: START_MS + 60_000 });
    run.passSeconds(600);
    run.give({ type: 'redrive' });
    expect(run.state).toMatchObject({ status: 'RUNNING', deadlineMs: START_MS + 720_000 });
    expect(run.state).not.toHaveProperty('stopMs');
    expect(run.state).not.toHaveProperty('failure');
  });

  test('tells of it in its context object', () => {
    const states = {
      T: { ...TASK, Parameters: { 'c.$': '$$.Execution.RedriveCount' }, Next: 'P' },
      P: { Type: 'Pass', Parameters: { 'e.$': '$$.Execution' }, End: true },
    };
    const run = new MachineRun(definitionOf(states)).toEnd({ T: FAILING });
    run.passSeconds(5);
    run.give({ type: 'redrive' });
    run.toEnd({ T: [...FAILING, ...WORKING] });
    expect(run.state.output?.value).toMatchObject({
      e: { RedriveCount: 1, RedriveTime: new Date(START_MS + 5000).toISOString() },
    });
    const given = run.history.map(([, details]) => (details as { input?: string } | undefined)?.input);
    expect(given).toContain('{"c":1}');
  });

  test('is not waited for any more by the task that had started it', () => {
    const run = new MachineRun(definitionOf({ T: { ...TASK, End: true } }));
    run.state = { ...run.state, parent: { executionArn: 'arn:parent', effectId: '0-0', waits: true } };
    run.give({ type: 'stop' });
    run.give({ type: 'redrive' });
    expect(run.state.parent).toEqual({ executionArn: 'arn:parent', effectId: '0-0', waits: false });
  });

  test('waits anew, chooses anew and fails anew', () => {
    const wait = new MachineRun(definitionOf({ W: { Type: 'Wait', Seconds: 10, End: true } }));
    wait.passSeconds(4);
    wait.give({ type: 'stop' });
    wait.give({ type: 'redrive' });
    expect(wait.secondsToWake).toBe(10);
    const fail = new MachineRun(definitionOf({ F: { Type: 'Fail', Error: 'Never' } }));
    fail.give({ type: 'redrive' });
    expect(since(fail)).toEqual(['4←3 ExecutionRedriven', '5←2 ExecutionFailed']);
    const Choices = [{ Variable: '$.missing', StringEquals: 'x', Next: 'Done' }];
    const choice = new MachineRun(definitionOf({ C: { Type: 'Choice', Choices }, ...DONE }));
    choice.give({ type: 'redrive' });
    expect(since(choice)).toEqual(['4←3 ExecutionRedriven', '5←2 ExecutionFailed']);
  });

  test('enters the state that it had not entered yet', () => {
    const Choices = [{ Variable: '$$.Execution.Name', StringEquals: 'other', Next: 'Done' }];
    const loop = new MachineRun(
      definitionOf({ A: { Type: 'Pass', Next: 'C' }, C: { Type: 'Choice', Choices, Default: 'A' }, ...DONE }),
    );
    loop.give({ type: 'stop' });
    loop.give({ type: 'redrive' });
    expect(since(loop)[1]).toMatch(/ PassStateEntered$/);
    expect(since(loop)[2]).toMatch(/ PassStateExited$/);
    expect(loop.state.status).toBe('RUNNING');
  });
});

describe('a redriven Parallel', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { ...TASK, End: true } } });
  const PARALLEL = definitionOf({
    P: { Type: 'Parallel', Branches: [branch('A'), branch('B'), branch('C')], End: true },
  });

  test('keeps the branches that are done, and goes on with the failed and the aborted ones', () => {
    const run = new MachineRun(PARALLEL);
    for (const name of ['A', 'B', 'C']) run.begin(name);
    run.answer('A', succeeds('a'));
    run.answer('B', fails('Broken'));
    expect(run.state.status).toBe('FAILED');
    run.give({ type: 'redrive' });
    expect(Object.keys(run.openEffects).sort()).toEqual(['B', 'C']);
    run.toEnd({ B: [succeeds('b')], C: [succeeds('c')] });
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: ['a', 'b', 'c'] });
    expect(since(run).filter((line) => line.includes('ParallelState'))).toHaveLength(2);
  });

  test('runs whole again when it failed by itself', () => {
    const big = 'x'.repeat(140_000);
    const run = new MachineRun(PARALLEL).toEnd({ A: [succeeds(big)], B: [succeeds(big)], C: [succeeds('c')] });
    expect(run.ending).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    run.give({ type: 'redrive' });
    expect(Object.keys(run.openEffects)).toEqual(['A', 'B', 'C']);
    expect(since(run)[1]).toMatch(/←2 ParallelStateStarted$/);
  });
});

describe('a redriven Map', () => {
  const MAP_STATE = {
    Type: 'Map',
    MaxConcurrency: 1,
    Iterator: definitionOf({ T: { ...TASK, End: true } }),
    End: true,
  } as const;

  test('keeps the iterations that are done, goes on with the failed one and then with those not begun', () => {
    const run = new MachineRun(definitionOf({ M: MAP_STATE }), { input: [1, 2, 3] });
    run.begin('T');
    run.answer('T', succeeds('one'));
    run.begin('T');
    run.answer('T', fails('Broken'));
    expect(run.state.status).toBe('FAILED');
    run.give({ type: 'redrive' });
    run.begin('T');
    run.answer('T', succeeds('two'));
    run.begin('T');
    run.answer('T', succeeds('three'));
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: ['one', 'two', 'three'] });
    expect(since(run).filter((line) => line.includes('MapIterationStarted'))).toHaveLength(1);
  });

  test('runs whole again when the input of its first iteration could not be made', () => {
    const M = { ...MAP_STATE, ItemsPath: '$.items', ItemSelector: { 'v.$': '$.missing' } };
    const run = new MachineRun(definitionOf({ M }), { input: { items: [1] } });
    expect(run.state.status).toBe('FAILED');
    run.give({ type: 'redrive' });
    expect(since(run)[1]).toMatch(/←2 MapStateStarted$/);
    expect(run.state.status).toBe('FAILED');
  });
});

describe('an execution', () => {
  test('that succeeded or runs is not redriven: nothing changes', () => {
    const run = new MachineRun(definitionOf({ T: { ...TASK, End: true } }));
    expect(run.give({ type: 'redrive' })).toMatchObject({ events: [], effects: [], changed: [] });
    run.toEnd({ T: WORKING });
    const { state } = run;
    expect(run.give({ type: 'redrive' }).state).toBe(state);
  });

  const DAY_MS = 86_400_000;
  const ended = { status: 'FAILED', startMs: 0, stopMs: DAY_MS, lastEventId: 5 } as const;

  test.each([
    [{}, 15 * DAY_MS, undefined],
    [{ status: 'ABORTED' }, 15 * DAY_MS, undefined],
    [{ status: 'TIMED_OUT' }, 15 * DAY_MS, undefined],
    [{}, 15 * DAY_MS + 1, 'Execution redrivable period exceeded'],
    [{ status: 'RUNNING' }, 0, 'Execution is RUNNING and cannot be redriven'],
    [{ status: 'SUCCEEDED' }, 0, 'Execution is SUCCEEDED and cannot be redriven'],
    [{ lastEventId: 24_998 }, 0, undefined],
    [{ lastEventId: 24_999 }, 0, 'Execution history event limit exceeded'],
    [{ stopMs: 365 * DAY_MS }, 365 * DAY_MS + 1, 'Execution has exceeded the max execution time'],
  ] as const)('%j at %d: %s', (about, nowMs, reason) => {
    expect(redriveRefusal({ ...ended, ...about }, nowMs)).toBe(reason);
  });

  test('knows a client token again for a quarter of an hour, and the last ten', () => {
    const redrives = Array.from({ length: 12 }, (_, i) => ({ eventId: i, redriveMs: i, clientToken: `t${i}` }));
    expect(redriveOf(redrives, 't11', 11 + 900_000)).toMatchObject({ eventId: 11 });
    expect(redriveOf(redrives, 't11', 12 + 900_000)).toBeUndefined();
    expect(redriveOf(redrives, 't2', 20)).toMatchObject({ eventId: 2 });
    expect(redriveOf(redrives, 't1', 20)).toBeUndefined();
    expect(redriveOf(redrives, 'other', 20)).toBeUndefined();
  });
});
