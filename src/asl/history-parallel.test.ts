/** The recorded sequences of history events around Parallel, whole (history-events.md sections 1 and 3). */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import {
  type Answers,
  definitionOf,
  entered,
  exited,
  FUNCTION_ARN,
  fails,
  inputDetails,
  MachineRun,
  outputDetails,
  started,
  succeeds,
} from './run-machine.testing.ts';

const FUNCTION_TASK = { Type: 'Task', Resource: FUNCTION_ARN, End: true };
const PASS = { Type: 'Pass', End: true };
const FAIL = { Type: 'Fail', Error: 'E', Cause: 'C' };
const FAILURE = { error: 'E', cause: 'C' };
const ERROR_OUTPUT = { Error: 'E', Cause: 'C' };
const CATCH = [{ ErrorEquals: ['E'], Next: 'S' }];
const ONE_RETRY = [{ ErrorEquals: ['E'], MaxAttempts: 1 }];

const parallel = (branches: readonly JsonObject[], fields: JsonObject = {}): JsonObject => ({
  Type: 'Parallel',
  Branches: branches.map(definitionOf),
  End: true,
  ...fields,
});
const historyOf = (states: JsonObject, answers: Answers = {}) =>
  new MachineRun(definitionOf(states)).toEnd(answers).history;

const BEGUN = [
  ['1←0 ExecutionStarted', started({})],
  ['2←0 ParallelStateEntered', entered('P', {})],
  ['3←2 ParallelStateStarted'],
];
const SCHEDULED = { resource: FUNCTION_ARN, ...inputDetails({}) };

describe('a Parallel whose branches succeed', () => {
  test('is succeeded and exited from the last event of the branch that ends last', () => {
    const P = parallel([{ A: { Type: 'Pass', Next: 'A2' }, A2: PASS }, { B: FUNCTION_TASK }]);
    expect(historyOf({ P }, { B: [succeeds(1)] })).toEqual([
      ...BEGUN,
      ['4←3 PassStateEntered', entered('A', {})],
      ['5←4 PassStateExited', exited('A', {})],
      ['6←3 TaskStateEntered', entered('B', {})],
      ['7←6 LambdaFunctionScheduled', SCHEDULED],
      ['8←5 PassStateEntered', entered('A2', {})],
      ['9←8 PassStateExited', exited('A2', {})],
      ['10←7 LambdaFunctionStarted'],
      ['11←10 LambdaFunctionSucceeded', outputDetails(1)],
      ['12←11 TaskStateExited', exited('B', 1)],
      ['13←12 ParallelStateSucceeded'],
      ['14←12 ParallelStateExited', exited('P', [{}, 1])],
      ['15←14 ExecutionSucceeded', outputDetails([{}, 1])],
    ]);
  });

  test('inside a branch is a branch’s state like any other', () => {
    const P = parallel([{ Q: parallel([{ A: PASS }]) }, { B: PASS }]);
    expect(historyOf({ P })).toEqual([
      ...BEGUN,
      ['4←3 ParallelStateEntered', entered('Q', {})],
      ['5←4 ParallelStateStarted'],
      ['6←3 PassStateEntered', entered('B', {})],
      ['7←6 PassStateExited', exited('B', {})],
      ['8←5 PassStateEntered', entered('A', {})],
      ['9←8 PassStateExited', exited('A', {})],
      ['10←9 ParallelStateSucceeded'],
      ['11←9 ParallelStateExited', exited('Q', [{}])],
      ['12←11 ParallelStateSucceeded'],
      ['13←11 ParallelStateExited', exited('P', [[{}], {}])],
      ['14←13 ExecutionSucceeded', outputDetails([[{}], {}])],
    ]);
  });

  test('but whose ResultSelector leads nowhere ends the execution', () => {
    const P = parallel([{ A: PASS }], {
      ResultSelector: { 'x.$': '$.x' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }],
    });
    expect(historyOf({ P, S: { Type: 'Succeed' } })).toEqual([
      ...BEGUN,
      ['4←3 PassStateEntered', entered('A', {})],
      ['5←4 PassStateExited', exited('A', {})],
      ['6←5 ParallelStateSucceeded'],
      [
        '7←6 ExecutionFailed',
        { error: 'States.Runtime', cause: expect.stringContaining("'P' (entered at the event id #2)") },
      ],
    ]);
  });
});

describe('a Parallel with a branch that reaches a Fail', () => {
  const branches = [{ A: FAIL }, { B: FUNCTION_TASK }];

  test('fails, and the other branches leave no more events', () => {
    expect(historyOf({ P: parallel(branches) })).toEqual([
      ...BEGUN,
      ['4←3 FailStateEntered', entered('A', {})],
      ['5←4 ParallelStateFailed'],
      ['6←5 ExecutionFailed', FAILURE],
    ]);
  });

  test('is caught', () => {
    expect(historyOf({ P: parallel(branches, { Catch: CATCH }), S: { Type: 'Succeed' } })).toEqual([
      ...BEGUN,
      ['4←3 FailStateEntered', entered('A', {})],
      ['5←4 ParallelStateFailed'],
      ['6←5 ParallelStateExited', exited('P', ERROR_OUTPUT)],
      ['7←6 SucceedStateEntered', entered('S', ERROR_OUTPUT)],
      ['8←7 SucceedStateExited', exited('S', ERROR_OUTPUT)],
      ['9←8 ExecutionSucceeded', outputDetails(ERROR_OUTPUT)],
    ]);
  });

  test('starts all branches anew when it is retried, without being entered again', () => {
    expect(historyOf({ P: parallel(branches, { Retry: ONE_RETRY }) })).toEqual([
      ...BEGUN,
      ['4←3 FailStateEntered', entered('A', {})],
      ['5←4 ParallelStateStarted'],
      ['6←5 FailStateEntered', entered('A', {})],
      ['7←6 ParallelStateFailed'],
      ['8←7 ExecutionFailed', FAILURE],
    ]);
  });

  test('inside a branch hands the error up', () => {
    expect(historyOf({ P: parallel([{ Q: parallel([{ A: FAIL }]) }]) })).toEqual([
      ...BEGUN,
      ['4←3 ParallelStateEntered', entered('Q', {})],
      ['5←4 ParallelStateStarted'],
      ['6←5 FailStateEntered', entered('A', {})],
      ['7←6 ParallelStateFailed'],
      ['8←7 ParallelStateFailed'],
      ['9←8 ExecutionFailed', FAILURE],
    ]);
  });
});

describe('a Catcher whose ResultPath does not fit', () => {
  const Q = parallel([{ A: FAIL }], { Catch: [{ ErrorEquals: ['E'], ResultPath: '$.n.x', Next: 'S' }] });
  const failure = {
    error: 'States.ResultPathMatchFailure',
    cause:
      'An error occurred while executing the state \'Q\' (entered at the event id #4). Unable to apply step "x" to input {"n":1}',
  };

  test('fails its Parallel once more, which the one around it catches', () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Z' }];
    const P = parallel([{ Q, S: { Type: 'Succeed' } }], { Catch });
    const output = { Error: failure.error, Cause: failure.cause };
    const run = new MachineRun(definitionOf({ P, Z: { Type: 'Succeed' } }), { input: { n: 1 } });
    expect(run.lines.slice(3)).toEqual([
      '4←3 ParallelStateEntered',
      '5←4 ParallelStateStarted',
      '6←5 FailStateEntered',
      '7←6 ParallelStateFailed',
      '8←6 ParallelStateFailed',
      '9←8 ParallelStateFailed',
      '10←9 ParallelStateExited',
      '11←10 SucceedStateEntered',
      '12←11 SucceedStateExited',
      '13←12 ExecutionSucceeded',
    ]);
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output });
  });
});

describe('a Parallel with a Task that fails in a branch', () => {
  const begun = [
    ...BEGUN,
    ['4←3 TaskStateEntered', entered('A', {})],
    ['5←4 LambdaFunctionScheduled', SCHEDULED],
    ['6←5 LambdaFunctionStarted'],
    ['7←6 LambdaFunctionFailed', FAILURE],
  ];
  const A = FUNCTION_TASK;

  test('fails beside the Task’s abort', () => {
    expect(historyOf({ P: parallel([{ A }]) }, { A: [fails('E', 'C')] })).toEqual([
      ...begun,
      ['8←7 TaskStateAborted'],
      ['9←7 ParallelStateFailed'],
      ['10←9 ExecutionFailed', FAILURE],
    ]);
  });

  test('starts anew beside the Task’s abort', () => {
    expect(historyOf({ P: parallel([{ A }], { Retry: ONE_RETRY }) }, { A: [fails('E', 'C'), succeeds(1)] })).toEqual([
      ...begun,
      ['8←7 TaskStateAborted'],
      ['9←7 ParallelStateStarted'],
      ['10←9 TaskStateEntered', entered('A', {})],
      ['11←10 LambdaFunctionScheduled', SCHEDULED],
      ['12←11 LambdaFunctionStarted'],
      ['13←12 LambdaFunctionSucceeded', outputDetails(1)],
      ['14←13 TaskStateExited', exited('A', 1)],
      ['15←14 ParallelStateSucceeded'],
      ['16←14 ParallelStateExited', exited('P', [1])],
      ['17←16 ExecutionSucceeded', outputDetails([1])],
    ]);
  });

  test('hears nothing of an error that is caught in the branch', () => {
    const branch = { A: { ...A, Catch: CATCH }, S: { Type: 'Succeed' } };
    expect(historyOf({ P: parallel([branch]) }, { A: [fails('E', 'C')] })).toEqual([
      ...begun,
      ['8←7 TaskStateExited', exited('A', ERROR_OUTPUT)],
      ['9←8 SucceedStateEntered', entered('S', ERROR_OUTPUT)],
      ['10←9 SucceedStateExited', exited('S', ERROR_OUTPUT)],
      ['11←10 ParallelStateSucceeded'],
      ['12←10 ParallelStateExited', exited('P', [ERROR_OUTPUT])],
      ['13←12 ExecutionSucceeded', outputDetails([ERROR_OUTPUT])],
    ]);
  });

  test('fails through two levels with one abort', () => {
    expect(historyOf({ P: parallel([{ Q: parallel([{ A }]) }]) }, { A: [fails('E', 'C')] }).slice(-5)).toEqual([
      ['9←8 LambdaFunctionFailed', FAILURE],
      ['10←9 TaskStateAborted'],
      ['11←9 ParallelStateFailed'],
      ['12←11 ParallelStateFailed'],
      ['13←12 ExecutionFailed', FAILURE],
    ]);
  });
});

describe('States.Runtime', () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S' }];

  test('in a branch ends the execution at once, with no failure of the Parallel in between', () => {
    const P = parallel([{ A: { ...PASS, InputPath: '$.no' } }, { B: PASS }], { Catch });
    const cause =
      "An error occurred while executing the state 'A' (entered at the event id #4). Invalid path '$.no' : No results for path: $['no']";
    expect(historyOf({ P, S: { Type: 'Succeed' } })).toEqual([
      ...BEGUN,
      ['4←3 PassStateEntered', entered('A', {})],
      ['5←4 ExecutionFailed', { error: 'States.Runtime', cause }],
    ]);
  });

  test('of the Parallel itself ends the execution before the work', () => {
    const cause =
      "An error occurred while executing the state 'P' (entered at the event id #2). Invalid path '$.no' : No results for path: $['no']";
    expect(historyOf({ P: parallel([{ A: PASS }], { InputPath: '$.no', Catch }), S: { Type: 'Succeed' } })).toEqual([
      ...BEGUN.slice(0, 2),
      ['3←2 ExecutionFailed', { error: 'States.Runtime', cause }],
    ]);
  });
});

test('a stop while branches are open points to what preceded the Parallel', () => {
  const run = new MachineRun(definitionOf({ P: parallel([{ A: FUNCTION_TASK }, { B: FUNCTION_TASK }]) }));
  run.give({ type: 'stop' });
  expect(run.lines.slice(3)).toEqual([
    '4←3 TaskStateEntered',
    '5←4 LambdaFunctionScheduled',
    '6←3 TaskStateEntered',
    '7←6 LambdaFunctionScheduled',
    '8←0 ExecutionAborted',
  ]);
});
