/** The recorded sequences of history events, whole (history-events.md section 3); those of Parallel stand in a file of their own. */
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
  SILENT,
  started,
  succeeds,
} from './run-machine.testing.ts';

const INPUT = { n: 1 };
const FUNCTION_TASK = { Type: 'Task', Resource: FUNCTION_ARN };
const INVOKE_TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };

const historyOf = (states: JsonObject, answers: Answers = {}) =>
  new MachineRun(definitionOf(states), { input: INPUT }).toEnd(answers).history;

const scheduled = { resource: FUNCTION_ARN, ...inputDetails(INPUT) };
/** How every history begins whose first state is a Task that calls a function, until that function answers. */
const FUNCTION_BEGUN = [
  ['1←0 ExecutionStarted', started(INPUT)],
  ['2←0 TaskStateEntered', entered('A', INPUT)],
  ['3←2 LambdaFunctionScheduled', scheduled],
  ['4←3 LambdaFunctionStarted'],
];

describe('a Task that names a function', () => {
  test('succeeds, and so does the next', () => {
    expect(
      historyOf(
        { A: { ...FUNCTION_TASK, Next: 'B' }, B: { ...FUNCTION_TASK, End: true } },
        { A: [succeeds('a')], B: [succeeds('b')] },
      ),
    ).toEqual([
      ...FUNCTION_BEGUN,
      ['5←4 LambdaFunctionSucceeded', outputDetails('a')],
      ['6←5 TaskStateExited', exited('A', 'a')],
      ['7←6 TaskStateEntered', entered('B', 'a')],
      ['8←7 LambdaFunctionScheduled', { resource: FUNCTION_ARN, ...inputDetails('a') }],
      ['9←8 LambdaFunctionStarted'],
      ['10←9 LambdaFunctionSucceeded', outputDetails('b')],
      ['11←10 TaskStateExited', exited('B', 'b')],
      ['12←11 ExecutionSucceeded', outputDetails('b')],
    ]);
  });

  test('fails, and nothing catches it', () => {
    expect(historyOf({ A: { ...FUNCTION_TASK, End: true } }, { A: [fails('Oops', '{}')] })).toEqual([
      ...FUNCTION_BEGUN,
      ['5←4 LambdaFunctionFailed', { error: 'Oops', cause: '{}' }],
      ['6←5 ExecutionFailed', { error: 'Oops', cause: '{}' }],
    ]);
  });

  test('fails and is caught', () => {
    const output = { n: 1, caught: { Error: 'Oops', Cause: 'because' } };
    const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: 'B' }];
    expect(
      historyOf(
        { A: { ...FUNCTION_TASK, Catch, End: true }, B: { Type: 'Succeed' } },
        { A: [fails('Oops', 'because')] },
      ),
    ).toEqual([
      ...FUNCTION_BEGUN,
      ['5←4 LambdaFunctionFailed', { error: 'Oops', cause: 'because' }],
      ['6←5 TaskStateExited', exited('A', output)],
      ['7←6 SucceedStateEntered', entered('B', output)],
      ['8←7 SucceedStateExited', exited('B', output)],
      ['9←8 ExecutionSucceeded', outputDetails(output)],
    ]);
  });

  test('is tried three more times, then caught', () => {
    const Retry = [{ ErrorEquals: ['Oops'], MaxAttempts: 3 }];
    const Catch = [{ ErrorEquals: ['Oops'], Next: 'B' }];
    const output = { Error: 'Oops', Cause: '' };
    const failure = { error: 'Oops', cause: '' };
    expect(
      historyOf({ A: { ...FUNCTION_TASK, Retry, Catch, End: true }, B: { Type: 'Succeed' } }, { A: [fails('Oops')] }),
    ).toEqual([
      ...FUNCTION_BEGUN,
      ['5←4 LambdaFunctionFailed', failure],
      ['6←5 LambdaFunctionScheduled', scheduled],
      ['7←6 LambdaFunctionStarted'],
      ['8←7 LambdaFunctionFailed', failure],
      ['9←8 LambdaFunctionScheduled', scheduled],
      ['10←9 LambdaFunctionStarted'],
      ['11←10 LambdaFunctionFailed', failure],
      ['12←11 LambdaFunctionScheduled', scheduled],
      ['13←12 LambdaFunctionStarted'],
      ['14←13 LambdaFunctionFailed', failure],
      ['15←14 TaskStateExited', exited('A', output)],
      ['16←15 SucceedStateEntered', entered('B', output)],
      ['17←16 SucceedStateExited', exited('B', output)],
      ['18←17 ExecutionSucceeded', outputDetails(output)],
    ]);
  });

  test('times out', () => {
    expect(historyOf({ A: { ...FUNCTION_TASK, TimeoutSeconds: 5, End: true } }, { A: [SILENT] })).toEqual([
      ...FUNCTION_BEGUN.slice(0, 2),
      ['3←2 LambdaFunctionScheduled', { ...scheduled, timeoutInSeconds: 5 }],
      ['4←3 LambdaFunctionStarted'],
      ['5←4 LambdaFunctionTimedOut', { error: 'States.Timeout' }],
      ['6←5 ExecutionFailed', { error: 'States.Timeout' }],
    ]);
  });

  test('succeeds with a result that its ResultSelector cannot use', () => {
    const cause =
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONPath '$.x' specified for the field 'x.$' could not be found in the input '{}'";
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    expect(
      historyOf(
        { A: { ...FUNCTION_TASK, ResultSelector: { 'x.$': '$.x' }, Catch, End: true }, B: { Type: 'Succeed' } },
        { A: [succeeds({})] },
      ),
    ).toEqual([
      ...FUNCTION_BEGUN,
      ['5←4 LambdaFunctionSucceeded', outputDetails({})],
      ['6←5 ExecutionFailed', { error: 'States.Runtime', cause }],
    ]);
  });

  test.each([
    ['InputPath', '$.x', "Invalid path '$.x' : No results for path: $['x']"],
    ['TimeoutSecondsPath', '$.x', "Invalid path '$.x' : No results for path: $['x']"],
    ['HeartbeatSecondsPath', '$.x.y', "Invalid path '$.x.y' : Missing property in path $['x']"],
    [
      'Parameters',
      { 'x.$': '$.x' },
      `The JSONPath '$.x' specified for the field 'x.$' could not be found in the input '{"n":1}'`,
    ],
  ])('with a %s that leads nowhere ends the execution before the work', (field, value, text) => {
    const cause = `An error occurred while executing the state 'A' (entered at the event id #2). ${text}`;
    const Retry = [{ ErrorEquals: ['States.ALL'] }];
    expect(historyOf({ A: { ...FUNCTION_TASK, [field]: value, Retry, End: true } })).toEqual([
      ...FUNCTION_BEGUN.slice(0, 2),
      ['3←2 ExecutionFailed', { error: 'States.Runtime', cause }],
    ]);
  });
});

describe('a Task that calls a service', () => {
  const names = { resourceType: 'lambda', resource: 'invoke' };
  const begun = [
    ['1←0 ExecutionStarted', started(INPUT)],
    ['2←0 TaskStateEntered', entered('A', INPUT)],
    ['3←2 TaskScheduled', { ...names, region: 'eu-central-1', parameters: '{"FunctionName":"f","Payload":1}' }],
    ['4←3 TaskStarted', names],
  ];
  const A = { ...INVOKE_TASK, Parameters: { FunctionName: 'f', 'Payload.$': '$.n' }, End: true };

  test('succeeds', () => {
    expect(historyOf({ A }, { A: [succeeds({ StatusCode: 200 })] })).toEqual([
      ...begun,
      ['5←4 TaskSucceeded', { ...names, ...outputDetails({ StatusCode: 200 }) }],
      ['6←5 TaskStateExited', exited('A', { StatusCode: 200 })],
      ['7←6 ExecutionSucceeded', outputDetails({ StatusCode: 200 })],
    ]);
  });

  test('fails', () => {
    expect(historyOf({ A }, { A: [fails('Oops', '{}')] })).toEqual([
      ...begun,
      ['5←4 TaskFailed', { ...names, error: 'Oops', cause: '{}' }],
      ['6←5 ExecutionFailed', { error: 'Oops', cause: '{}' }],
    ]);
  });

  test('through the SDK is named after it', () => {
    const put = { resourceType: 'aws-sdk:dynamodb', resource: 'putItem' };
    expect(
      historyOf(
        { A: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem', End: true } },
        { A: [succeeds({})] },
      ).slice(2, 5),
    ).toEqual([
      ['3←2 TaskScheduled', { ...put, region: 'eu-central-1', parameters: '{"n":1}' }],
      ['4←3 TaskStarted', put],
      ['5←4 TaskSucceeded', { ...put, ...outputDetails({}) }],
    ]);
  });

  test.each([
    ['times out', 'TimeoutSeconds', 'timeoutInSeconds'],
    ['misses its heartbeat', 'HeartbeatSeconds', 'heartbeatInSeconds'],
  ])('%s and is caught: the same events either way', (_, field, detail) => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'B' }];
    const output = { Error: 'States.Timeout', Cause: '' };
    expect(
      historyOf({ A: { ...INVOKE_TASK, [field]: 3, Catch, End: true }, B: { Type: 'Succeed' } }, { A: [SILENT] }),
    ).toEqual([
      ...begun.slice(0, 2),
      ['3←2 TaskScheduled', { ...names, region: 'eu-central-1', parameters: '{"n":1}', [detail]: 3 }],
      ['4←3 TaskStarted', names],
      ['5←4 TaskTimedOut', { ...names, error: 'States.Timeout' }],
      ['6←5 TaskStateExited', exited('A', output)],
      ['7←6 SucceedStateEntered', entered('B', output)],
      ['8←7 SucceedStateExited', exited('B', output)],
      ['9←8 ExecutionSucceeded', outputDetails(output)],
    ]);
  });
});

describe('states without work', () => {
  test('Pass, Wait, Choice and Succeed are entered and exited', () => {
    const states = {
      P: { Type: 'Pass', Assign: { 'n.$': '$.n', list: [1] }, Next: 'W' },
      W: { Type: 'Wait', Seconds: 1, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'S' }] },
      S: { Type: 'Succeed' },
    };
    expect(historyOf(states)).toEqual([
      ['1←0 ExecutionStarted', started(INPUT)],
      ['2←0 PassStateEntered', entered('P', INPUT)],
      [
        '3←2 PassStateExited',
        {
          ...exited('P', INPUT),
          assignedVariables: { n: '1', list: '[1]' },
          assignedVariablesDetails: { truncated: false },
        },
      ],
      ['4←3 WaitStateEntered', entered('W', INPUT)],
      ['5←4 WaitStateExited', exited('W', INPUT)],
      ['6←5 ChoiceStateEntered', entered('C', INPUT)],
      ['7←6 ChoiceStateExited', exited('C', INPUT)],
      ['8←7 SucceedStateEntered', entered('S', INPUT)],
      ['9←8 SucceedStateExited', exited('S', INPUT)],
      ['10←9 ExecutionSucceeded', outputDetails(INPUT)],
    ]);
  });

  test('a Choice that matches nothing and has no Default ends the execution', () => {
    const C = { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 2, Next: 'S' }] };
    const cause =
      "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.";
    expect(historyOf({ C, S: { Type: 'Succeed' } })).toEqual([
      ['1←0 ExecutionStarted', started(INPUT)],
      ['2←0 ChoiceStateEntered', entered('C', INPUT)],
      ['3←2 ExecutionFailed', { error: 'States.Runtime', cause }],
    ]);
  });

  test.each<[string, JsonObject, object]>([
    ['with error and cause', { Error: 'E', Cause: 'C' }, { error: 'E', cause: 'C' }],
    ['without anything', {}, {}],
    ['with a cause alone', { Cause: 'C' }, { cause: 'C' }],
    ['with an error alone', { Error: 'E' }, { error: 'E' }],
    ['with paths', { ErrorPath: "States.Format('E{}', $.n)", CausePath: '$$.State.Name' }, { error: 'E1', cause: 'F' }],
  ])('a Fail %s', (_, fields, failure) => {
    expect(historyOf({ F: { Type: 'Fail', ...fields } })).toEqual([
      ['1←0 ExecutionStarted', started(INPUT)],
      ['2←0 FailStateEntered', entered('F', INPUT)],
      ['3←2 ExecutionFailed', failure],
    ]);
  });
});

describe('an execution that is interrupted', () => {
  const states = { P: { Type: 'Pass', Next: 'W' }, W: { Type: 'Wait', Seconds: 100, End: true } };

  test('in its first state, by a stop', () => {
    const run = new MachineRun(definitionOf({ W: states.W }), { input: INPUT });
    run.give({ type: 'stop' });
    expect(run.history).toEqual([
      ['1←0 ExecutionStarted', started(INPUT)],
      ['2←0 WaitStateEntered', entered('W', INPUT)],
      ['3←0 ExecutionAborted', {}],
    ]);
  });

  test('in its first state, by its TimeoutSeconds', () => {
    const run = new MachineRun({ ...definitionOf({ W: states.W }), TimeoutSeconds: 10 }, { input: INPUT }).toEnd();
    expect(run.history).toEqual([
      ['1←0 ExecutionStarted', started(INPUT)],
      ['2←0 WaitStateEntered', entered('W', INPUT)],
      ['3←0 ExecutionTimedOut', { error: 'States.Timeout' }],
    ]);
  });

  test('in a later state', () => {
    const run = new MachineRun(definitionOf(states), { input: INPUT });
    run.give({ type: 'stop', error: 'E', cause: 'C' });
    expect(run.history).toEqual([
      ['1←0 ExecutionStarted', started(INPUT)],
      ['2←0 PassStateEntered', entered('P', INPUT)],
      ['3←2 PassStateExited', exited('P', INPUT)],
      ['4←3 WaitStateEntered', entered('W', INPUT)],
      ['5←3 ExecutionAborted', { error: 'E', cause: 'C' }],
    ]);
  });
});
