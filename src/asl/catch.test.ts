import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../base/json.ts';
import { type Answer, definitionOf, FUNCTION_ARN, fails, MachineRun, SILENT, succeeds } from './run-machine.testing.ts';

const INPUT = { n: 1, list: [1] };
const CAUGHT = { Error: 'E', Cause: 'C' };

interface Case {
  readonly fields?: JsonObject;
  readonly answer?: Answer;
  readonly after?: JsonObject;
}

/** A Task that fails and has these Catchers, and a state that is called Caught. */
function run(
  Catch: readonly JsonObject[],
  { fields = {}, answer = fails('E', 'C'), after = {} }: Case = {},
): MachineRun {
  const A = { Type: 'Task', Resource: FUNCTION_ARN, Catch: Catch.map((it) => ({ Next: 'Caught', ...it })), End: true };
  const states = { A: { ...A, ...fields }, Caught: { Type: 'Pass', End: true, ...after } };
  return new MachineRun(definitionOf(states), { input: INPUT }).toEnd({ A: [answer] });
}

describe('the error output', () => {
  test.each<[string, JsonObject, Json]>([
    ['replaces the state input by default', {}, CAUGHT],
    ['replaces the state input at $', { ResultPath: '$' }, CAUGHT],
    ['goes into the state input where ResultPath says', { ResultPath: '$.x.y' }, { ...INPUT, x: { y: CAUGHT } }],
    ['takes the place of a member that is there', { ResultPath: '$.n' }, { ...INPUT, n: CAUGHT }],
    ['is discarded when ResultPath is null', { ResultPath: null }, INPUT],
  ])('%s', (_, fields, output) => {
    expect(run([{ ErrorEquals: ['E'], ...fields }]).ending).toEqual({ status: 'SUCCEEDED', output });
  });

  test.each<[string, Answer, Json]>([
    ['an error without a cause', fails('E'), { Error: 'E', Cause: '' }],
    ['a cause that is JSON text, which stays text', fails('E', '{"a":1}'), { Error: 'E', Cause: '{"a":1}' }],
    ['a timeout, whose cause is the empty text', SILENT, { Error: 'States.Timeout', Cause: '' }],
  ])('names %s', (_, answer, output) => {
    const fields = { TimeoutSeconds: 1 };
    expect(run([{ ErrorEquals: ['States.ALL'] }], { answer, fields }).ending).toEqual({ status: 'SUCCEEDED', output });
  });

  test('of a Fail without error and cause has nulls', () => {
    const P = {
      Type: 'Parallel',
      Branches: [definitionOf({ F: { Type: 'Fail' } })],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      End: true,
    };
    const { ending } = new MachineRun(definitionOf({ P, Caught: { Type: 'Succeed' } })).toEnd();
    expect(ending).toEqual({ status: 'SUCCEEDED', output: { Error: null, Cause: null } });
  });

  test('goes into the raw state input, whatever the state makes of it', () => {
    const fields = {
      InputPath: '$.list',
      Parameters: { a: 1 },
      ResultPath: '$.r',
      OutputPath: null,
      ResultSelector: {},
    };
    expect(run([{ ErrorEquals: ['E'], ResultPath: '$.e' }], { fields }).ending).toEqual({
      status: 'SUCCEEDED',
      output: { ...INPUT, e: CAUGHT },
    });
  });

  test('that does not fit into the state input fails the execution', () => {
    expect(run([{ ErrorEquals: ['E'], ResultPath: '$.n.x' }]).ending).toEqual({
      status: 'FAILED',
      error: 'States.ResultPathMatchFailure',
      cause: `An error occurred while executing the state 'A' (entered at the event id #2). Unable to apply step "x" to input ${JSON.stringify(INPUT)}`,
    });
  });
});

describe('a Catcher', () => {
  const to = (Next: string, ...ErrorEquals: string[]) => ({ ErrorEquals, Next });
  const enteredStates = (catchers: readonly JsonObject[], answer: Answer) => {
    const states = {
      A: { Type: 'Task', Resource: FUNCTION_ARN, TimeoutSeconds: 1, Catch: catchers, End: true },
      One: { Type: 'Succeed' },
      Two: { Type: 'Succeed' },
    };
    const { history } = new MachineRun(definitionOf(states)).toEnd({ A: [answer] });
    return history
      .filter(([line]) => line.includes('Entered'))
      .map(([, details]) => (details as { name: string }).name);
  };

  test.each<[string, readonly JsonObject[], Answer, readonly string[]]>([
    ['is the first that matches', [to('One', 'E'), to('Two', 'States.ALL')], fails('E'), ['A', 'One']],
    ['is passed by when it names others', [to('One', 'X'), to('Two', 'States.ALL')], fails('E'), ['A', 'Two']],
    [
      'with States.TaskFailed passes by a timeout',
      [to('One', 'States.TaskFailed'), to('Two', 'States.Timeout')],
      SILENT,
      ['A', 'Two'],
    ],
  ])('%s', (_, catchers, answer, names) => {
    expect(enteredStates(catchers, answer)).toEqual(names);
  });

  test('that does not match lets the execution fail', () => {
    expect(run([{ ErrorEquals: ['X'] }]).ending).toEqual({ status: 'FAILED', error: 'E', cause: 'C' });
  });

  test('takes over only when the Retriers are exhausted', () => {
    const { lines } = run([{ ErrorEquals: ['E'] }], { fields: { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] } });
    expect(lines.slice(4, 9)).toEqual([
      '5←4 LambdaFunctionFailed',
      '6←5 LambdaFunctionScheduled',
      '7←6 LambdaFunctionStarted',
      '8←7 LambdaFunctionFailed',
      '9←8 TaskStateExited',
    ]);
  });

  test.each<[string, JsonObject]>([
    ['a path that leads nowhere', { OutputPath: '$.no' }],
    ['an intrinsic function that fails', { Parameters: { 'x.$': 'States.ArrayGetItem($.list, 9)' } }],
  ])('does not see %s: that is States.Runtime', (_, fields) => {
    expect(run([{ ErrorEquals: ['States.ALL'] }], { fields, answer: succeeds({}) }).ending).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });

  test('sees a result that does not fit into the input', () => {
    const fields = { ResultPath: '$.n.x' };
    expect(run([{ ErrorEquals: ['States.ALL'] }], { fields, answer: succeeds(1) }).ending).toMatchObject({
      status: 'SUCCEEDED',
      output: { Error: 'States.ResultPathMatchFailure' },
    });
  });

  test('assigns variables from the error output, and the state’s own Assign does not run', () => {
    const after = { Parameters: { 'error.$': '$error', 'kept.$': '$kept' } };
    const Catch = [{ ErrorEquals: ['E'], Assign: { 'error.$': '$.Error', kept: true } }];
    const ran = run(Catch, { after, fields: { Assign: { kept: false, other: 1 } } });
    expect(ran.ending).toEqual({ status: 'SUCCEEDED', output: { error: 'E', kept: true } });
    expect(ran.history[5]?.[1]).toMatchObject({ name: 'A', assignedVariables: { error: '"E"', kept: 'true' } });
  });
});
