import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, type JsonObject, parseJson } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import { outstanding } from '../deadlines.ts';
import type { OpenEffect } from '../execution-state.ts';
import { definitionOf, FUNCTION_ARN, fails, MachineRun, succeeds } from '../run-machine.testing.ts';

const PASS = { Type: 'Pass', End: true };
const FAIL = { Type: 'Fail', Error: 'E', Cause: 'C' };
const TASK = { Type: 'Task', Resource: FUNCTION_ARN, End: true };
const BIG_TEXT = 'x'.repeat(200_000);

const map = (states: JsonObject, fields: JsonObject = {}): JsonObject => ({
  Type: 'Map',
  ItemProcessor: definitionOf(states),
  End: true,
  ...fields,
});
const one = (fields: JsonObject = {}): JsonObject => map({ I: PASS }, { MaxConcurrency: 1, ...fields });
const run = (M: JsonObject, input: Json, others: JsonObject = {}) =>
  new MachineRun(definitionOf({ M, ...others }), { input });
const linesOf = (M: JsonObject, input: Json, others: JsonObject = {}) => run(M, input, others).toEnd().lines;
const endingOf = (M: JsonObject, input: Json, others: JsonObject = {}) => run(M, input, others).toEnd().ending;
const failure = (cause: string) => ({
  status: 'FAILED',
  error: 'States.Runtime',
  cause: `An error occurred while executing the state 'M' (entered at the event id #2). ${cause}`,
});

describe('the events of an inline Map', () => {
  test('one iteration at a time: the next follows the last event of the one before', () => {
    expect(
      run(one(), [true, false])
        .toEnd()
        .history.map(([line]) => line),
    ).toEqual([
      '1←0 ExecutionStarted',
      '2←0 MapStateEntered',
      '3←2 MapStateStarted',
      '4←3 MapIterationStarted',
      '5←4 PassStateEntered',
      '6←5 PassStateExited',
      '7←6 MapIterationSucceeded',
      '8←6 MapIterationStarted',
      '9←8 PassStateEntered',
      '10←9 PassStateExited',
      '11←10 MapIterationSucceeded',
      '12←11 MapStateSucceeded',
      '13←11 MapStateExited',
      '14←13 ExecutionSucceeded',
    ]);
  });

  test('the details name the length, the Map and the index', () => {
    const { history } = run(one(), ['a']).toEnd();
    expect(history.filter(([line]) => line.includes('Map')).map(([, details]) => details)).toEqual([
      { name: 'M', input: '["a"]', inputDetails: { truncated: false } },
      { length: 1 },
      { name: 'M', index: 0 },
      { name: 'M', index: 0 },
      undefined,
      { name: 'M', output: '["a"]', outputDetails: { truncated: false } },
    ]);
  });

  test('without a limit all iterations follow MapStateStarted', () => {
    expect(linesOf(map({ I: PASS }), [1, 2]).slice(3, 5)).toEqual([
      '4←3 MapIterationStarted',
      '5←3 MapIterationStarted',
    ]);
  });

  test('an iteration that waited for a place follows the last event of the one that made way', () => {
    const lines = linesOf(map({ I: PASS }, { MaxConcurrency: 2 }), [1, 2, 3]);
    expect(lines.filter((line) => line.endsWith('MapIterationStarted'))).toEqual([
      '4←3 MapIterationStarted',
      '5←3 MapIterationStarted',
      '9←7 MapIterationStarted',
    ]);
    expect(lines[6]).toBe('7←6 PassStateExited');
  });

  test('no items: Succeeded and Exited follow Started', () => {
    expect(linesOf(one(), []).slice(2)).toEqual([
      '3←2 MapStateStarted',
      '4←3 MapStateSucceeded',
      '5←3 MapStateExited',
      '6←5 ExecutionSucceeded',
    ]);
  });

  test('a failing iteration: its end and the failure of the Map share their predecessor', () => {
    expect(linesOf(map({ I: FAIL }, { MaxConcurrency: 1 }), [1, 2]).slice(3)).toEqual([
      '4←3 MapIterationStarted',
      '5←4 FailStateEntered',
      '6←5 MapIterationFailed',
      '7←5 MapStateFailed',
      '8←7 ExecutionFailed',
    ]);
  });

  test('a retry starts the Map again after the failing event', () => {
    const Retry = [{ ErrorEquals: ['E'], MaxAttempts: 1 }];
    expect(linesOf(map({ I: FAIL }, { MaxConcurrency: 1, Retry }), [1]).slice(5)).toEqual([
      '6←5 MapIterationFailed',
      '7←5 MapStateStarted',
      '8←7 MapIterationStarted',
      '9←8 FailStateEntered',
      '10←9 MapIterationFailed',
      '11←9 MapStateFailed',
      '12←11 ExecutionFailed',
    ]);
  });

  test('a Catcher leaves the Map with the error output', () => {
    const M = map({ I: FAIL }, { Catch: [{ ErrorEquals: ['E'], Next: 'S', ResultPath: '$[0]' }], Next: 'S' });
    const { End: _, ...caught } = M;
    const done = run(caught, [1], { S: { Type: 'Succeed' } }).toEnd();
    expect(done.lines.slice(5, 8)).toEqual(['6←5 MapIterationFailed', '7←5 MapStateFailed', '8←7 MapStateExited']);
    expect(done.ending).toEqual({ status: 'SUCCEEDED', output: [{ Error: 'E', Cause: 'C' }] });
  });

  test('States.Runtime inside an iteration fails the execution at once', () => {
    const I = { ...PASS, InputPath: '$.missing' };
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S' }];
    const { End: _, ...M } = map({ I }, { Catch, Next: 'S' });
    expect(linesOf(M, [{}], { S: { Type: 'Succeed' } }).slice(3)).toEqual([
      '4←3 MapIterationStarted',
      '5←4 PassStateEntered',
      '6←5 ExecutionFailed',
    ]);
  });

  test('a failure after the iterations follows MapStateSucceeded', () => {
    const lines = linesOf(one({ ResultSelector: { 'a.$': '$.missing' } }), [1]);
    expect(lines.slice(-3)).toEqual(['7←6 MapIterationSucceeded', '8←7 MapStateSucceeded', '9←8 ExecutionFailed']);
  });

  test('a Map inside a Map is an iteration like any other', () => {
    const M = map({ N: map({ I: FAIL }, { MaxConcurrency: 1 }) }, { MaxConcurrency: 1 });
    expect(linesOf(M, [[1]]).slice(4)).toEqual([
      '5←4 MapStateEntered',
      '6←5 MapStateStarted',
      '7←6 MapIterationStarted',
      '8←7 FailStateEntered',
      '9←8 MapIterationFailed',
      '10←8 MapStateFailed',
      '11←10 MapIterationFailed',
      '12←10 MapStateFailed',
      '13←12 ExecutionFailed',
    ]);
  });
});

describe('the data of an inline Map', () => {
  const selector = { 'all.$': '$', 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', fixed: 1 };

  test.each(['ItemSelector', 'Parameters'])('%s sees the effective input and the item', (field) => {
    const M = one({ InputPath: '$.d', ItemsPath: '$.items', [field]: selector });
    const all = { items: ['a', 'b'] };
    expect(endingOf(M, { d: all })).toEqual({
      status: 'SUCCEEDED',
      output: [
        { all, item: 'a', index: 0, fixed: 1 },
        { all, item: 'b', index: 1, fixed: 1 },
      ],
    });
  });

  test('states of an iteration see its item, through a Parallel too, and the innermost of nested Maps', () => {
    const seen = { ...PASS, Parameters: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' } };
    const ResultSelector = { 'outer.$': '$[0]' };
    const P = { Type: 'Parallel', Branches: [definitionOf({ Outer: seen })], ResultSelector, Next: 'N' };
    const N = map({ Inner: seen }, { ItemsPath: '$$.Map.Item.Value', ResultPath: '$.inner' });
    expect(endingOf(map({ P, N }), [['a'], ['b']])).toEqual({
      status: 'SUCCEEDED',
      output: [
        { outer: { i: 0, v: ['a'] }, inner: [{ i: 0, v: 'a' }] },
        { outer: { i: 1, v: ['b'] }, inner: [{ i: 0, v: 'b' }] },
      ],
    });
  });

  test('ItemsPath may point into the context object', () => {
    expect(endingOf(one({ ItemsPath: '$$.Execution.Input.a' }), { a: [7] })).toMatchObject({ output: [7] });
  });

  test('numbers keep their digits', () => {
    const text = '[3.30,12345678901234567890]';
    expect(run(one(), parseJson(text)).toEnd().state.output?.text).toBe(text);
  });

  test('a null ResultPath gives the raw input back, as it was before InputPath', () => {
    const input = { arr: [1] };
    expect(endingOf(one({ InputPath: '$.arr', ResultPath: null }), input)).toEqual({
      status: 'SUCCEEDED',
      output: input,
    });
  });

  test('iterations see the variables outside; their own vanish', () => {
    const I = { ...PASS, Assign: { y: 2 }, Parameters: { 'x.$': '$x' } };
    const { End: _, ...M } = one({ ItemProcessor: definitionOf({ I }), Next: 'Z' });
    const A = { Type: 'Pass', Assign: { x: 1 }, Next: 'M' };
    const states = { A, M, Z: { ...PASS, Parameters: { 'y.$': '$y' } } };
    const done = new MachineRun(definitionOf(states), { input: [1] }).toEnd();
    expect(done.ending).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(done.history.find(([line]) => line.endsWith('MapStateExited'))?.[1]).toMatchObject({ output: '[{"x":1}]' });
  });

  test('a result over the limit for state data fails the Map, which can catch it', () => {
    const Catch = [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'S' }];
    const { End: _, ...M } = map({ I: { ...PASS, Result: BIG_TEXT } }, { Catch, ResultPath: null, Next: 'S' });
    const Cause =
      "The state/task 'M' returned a result with a size exceeding the maximum number of bytes service limit.";
    expect(endingOf(M, [1, 2], { S: { Type: 'Succeed' } })).toEqual({
      status: 'SUCCEEDED',
      output: { Error: 'States.DataLimitExceeded', Cause },
    });
  });
});

describe('what a Map refuses when it is entered', () => {
  test.each([
    [{ ItemsPath: '$.x' }, { x: 1 }, 'Reference path "$.x" must point to array.'],
    [{}, { x: 1 }, 'Reference path "$" must point to array.'],
    [{ ItemsPath: '$.no' }, {}, "Invalid path '$.no' : No results for path: $['no']"],
    ...[{}, 'NoNumber', 1.5, null, [1], true].map((n): [JsonObject, Json, string] => [
      { ItemsPath: '$.x', MaxConcurrencyPath: '$.n' },
      { x: [], n },
      `The MaxConcurrencyPath field refers to value "${typeof n === 'string' ? n : JSON.stringify(n)}" which is not a valid integer: $.n`,
    ]),
    [{ ItemsPath: '$.x', MaxConcurrencyPath: '$.n' }, { x: [], n: -1 }, 'MaxConcurrency cannot be negative.'],
  ])('%j over %j', (fields, input, cause) => {
    const done = run(map({ I: PASS }, fields), input).toEnd();
    expect(done.ending).toEqual(failure(cause));
    expect(done.lines.at(-1)).toBe('3←2 ExecutionFailed');
  });

  test.each([
    ['ToleratedFailureCount', -1, 'ToleratedFailureCount cannot be negative.'],
    ['ToleratedFailurePercentage', 100.1, 'ToleratedFailurePercentage must be between 0 and 100.'],
    [
      'ToleratedFailurePercentage',
      {},
      'The ToleratedFailurePercentagePath field refers to value "{}" which is not a valid float: $.n',
    ],
  ])('%s of %j, after MapStateStarted', (field, n, cause) => {
    const done = run(map({ I: PASS }, { ItemsPath: '$.x', [`${field}Path`]: '$.n' }), { x: [0], n }).toEnd();
    expect(done.ending).toEqual(failure(cause));
    expect(done.lines.at(-1)).toBe('4←3 ExecutionFailed');
  });

  test('a string of digits is a number', () => {
    const M = map({ I: PASS }, { ItemsPath: '$.x', MaxConcurrencyPath: '$.n' });
    const starts = linesOf(M, { x: [1, 2], n: '1' }).filter((line) => line.endsWith('MapIterationStarted'));
    expect(starts).toEqual(['4←3 MapIterationStarted', '8←6 MapIterationStarted']);
  });
});

describe('iterations at once', () => {
  const open = (work: MachineRun) => outstanding(work.state).map(({ effect }) => effect);

  /** Each task gives its input in a list. */
  function complete(work: MachineRun, pick: (effects: readonly OpenEffect[]) => OpenEffect | undefined): void {
    for (let effect = pick(open(work)); effect !== undefined; effect = pick(open(work))) {
      work.give({ type: 'started', effectId: effect.id });
      work.give({ type: 'succeeded', effectId: effect.id, output: Payload.of([effect.parameters.value]) });
    }
  }

  test.each([
    [0, 40],
    [3, 3],
    [1000, 40],
  ])('MaxConcurrency %i lets %i run', (MaxConcurrency, expected) => {
    const work = run(
      map({ I: TASK }, { MaxConcurrency }),
      Array.from({ length: 60 }, (_, i) => i),
    );
    expect(open(work)).toHaveLength(expected);
    complete(work, ([first]) => first);
    expect(work.ending).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('an iteration that fails ends the others: tasks that have not begun need not', () => {
    const work = run(map({ I: TASK }), [1, 2, 3]);
    const [first] = open(work);
    work.give({ type: 'started', effectId: first?.id as string });
    work.give({ type: 'failed', effectId: first?.id as string, error: 'E', cause: 'C' });
    expect(work.ending).toEqual({ status: 'FAILED', error: 'E', cause: 'C' });
    expect(work.effects.filter(({ type }) => type === 'withdraw')).toHaveLength(2);
    expect(work.lines.slice(-4).map((line) => line.split(' ')[1])).toEqual([
      'TaskStateAborted',
      'MapIterationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  test('what succeeded before an uncaught failure stays, for a redrive', () => {
    const work = run(map({ I: TASK }, { MaxConcurrency: 1 }), [1, 2]).toEnd({ I: [succeeds('kept'), fails('E')] });
    expect([...work.state.frames].map(({ phase, output }) => [phase, output?.value])).toContainEqual(['done', 'kept']);
  });

  test('a retry begins with no iteration done and none of the old frames left', () => {
    const Retry = [{ ErrorEquals: ['E'], MaxAttempts: 1 }];
    const work = run(map({ I: TASK }, { MaxConcurrency: 1, Retry }), [1, 2]);
    work.toEnd({ I: [succeeds('old'), fails('E'), succeeds('new')] });
    expect(work.ending).toEqual({ status: 'SUCCEEDED', output: ['new', 'new'] });
    expect([...work.state.frames]).toEqual([]);
  });

  test('results stand in the order of the items, whatever the order of completion', () => {
    const scenario = fc.record({
      items: fc.array(fc.integer(), { maxLength: 60 }),
      MaxConcurrency: fc.nat(5),
      picks: fc.infiniteStream(fc.nat()),
    });
    fc.assert(
      fc.property(scenario, ({ items, MaxConcurrency, picks }) => {
        const work = run(map({ I: TASK }, { MaxConcurrency }), items);
        complete(work, (effects) => effects[picks.next().value % effects.length]);
        expect(work.ending).toEqual({ status: 'SUCCEEDED', output: items.map((item) => [item]) });
      }),
      { numRuns: 60 },
    );
  });
});
