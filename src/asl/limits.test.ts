/** The limits of an execution: how long its history, how large its data. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { definitionOf, FUNCTION_ARN, MachineRun, succeeds } from './run-machine.testing.ts';

const EVENTS_MAX = 25_000;
const DATA_BYTES_MAX = 262_144;
const FULL = {
  error: 'States.Runtime',
  cause: 'The execution reached the maximum number of history events (25000).',
};
const task = (fields: JsonObject): JsonObject => ({ Type: 'Task', Resource: FUNCTION_ARN, ...fields });

describe('event 25,000 is ExecutionFailed', () => {
  test.each<[string, JsonObject]>([
    ['Pass states', { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }],
    ['tasks', { A: task({ Next: 'B' }), B: { Type: 'Pass', Next: 'A' } }],
    [
      'Parallels',
      {
        A: {
          Type: 'Parallel',
          Branches: [definitionOf({ Q: { Type: 'Pass', End: true } }), definitionOf({ R: task({ End: true }) })],
          ResultPath: null,
          Next: 'B',
        },
        B: { Type: 'Pass', Next: 'A' },
      },
    ],
  ])('in a machine that goes round through %s', (_, states) => {
    const End = { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'S' }], Default: 'A' };
    const run = new MachineRun(
      definitionOf({ ...states, B: { ...(states['B'] as JsonObject), Next: 'C' }, C: End, S: { Type: 'Succeed' } }),
    );
    run.toEnd({ A: [succeeds(1)], R: [succeeds(1)] });
    expect(run.events.map(({ id }) => id)).toEqual(Array.from({ length: EVENTS_MAX }, (_, i) => i + 1));
    expect(run.history.at(-1)).toEqual([`${EVENTS_MAX}←${EVENTS_MAX - 1} ExecutionFailed`, FULL]);
    expect(run.ending).toEqual({ status: 'FAILED', ...FULL });
    expect(run.nextWakeMs).toBeUndefined();
  });

  test('also where the next one would be a task’s Started: the task is not run', () => {
    const A = task({ Next: 'A', Catch: [{ ErrorEquals: ['E'], Next: 'S' }] });
    const run = new MachineRun(definitionOf({ A, S: { Type: 'Succeed' } }));
    while (run.state.lastEventId < EVENTS_MAX - 1) run.answer('A', succeeds(1));
    expect(run.lines.at(-1)).toMatch(/ LambdaFunctionScheduled$/);
    const { A: id } = run.openEffects;
    expect(run.begin('A').effects).toEqual([{ type: 'withdraw', id }]);
    expect(run.history.at(-1)).toEqual([`${EVENTS_MAX}←${EVENTS_MAX - 1} ExecutionFailed`, FULL]);
  });
});

describe('state data of 256 KiB', () => {
  const cause = (name: string) =>
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  /** A text whose JSON has so many bytes. */
  const textOf = (bytes: number) => 'x'.repeat(bytes - 2);

  test('may leave a state, one byte more may not', () => {
    const pass = (bytes: number) =>
      new MachineRun(definitionOf({ P: { Type: 'Pass', Result: textOf(bytes), End: true } }));
    expect(pass(DATA_BYTES_MAX).state.status).toBe('SUCCEEDED');
    const { ending, lines } = pass(DATA_BYTES_MAX + 1);
    expect(ending).toEqual({ status: 'FAILED', error: 'States.DataLimitExceeded', cause: cause('P') });
    expect(lines.slice(1)).toEqual(['2←0 PassStateEntered', '3←2 ExecutionFailed']);
  });

  test('are counted in bytes of UTF-8', () => {
    const Result = 'é'.repeat(DATA_BYTES_MAX / 2);
    expect(new MachineRun(definitionOf({ P: { Type: 'Pass', Result, End: true } })).state.status).toBe('FAILED');
  });

  test('may come from a task, one byte more is the task’s failure, which a Catcher sees', () => {
    const states = {
      A: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }], End: true }),
      S: { Type: 'Succeed' },
    };
    const answered = (bytes: number) => new MachineRun(definitionOf(states)).toEnd({ A: [succeeds(textOf(bytes))] });
    expect(answered(DATA_BYTES_MAX).lines.at(-3)).toBe('5←4 LambdaFunctionSucceeded');
    const run = answered(DATA_BYTES_MAX + 1);
    const failure = { error: 'States.DataLimitExceeded', cause: cause(FUNCTION_ARN) };
    expect(run.history[4]).toEqual(['5←4 LambdaFunctionFailed', failure]);
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: { Error: failure.error, Cause: failure.cause } });
  });

  test('of a service is exceeded under the service’s name', () => {
    const states = { A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } };
    const run = new MachineRun(definitionOf(states)).toEnd({ A: [succeeds(textOf(DATA_BYTES_MAX + 1))] });
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.DataLimitExceeded', cause: cause('lambda') });
  });

  test('may not come together from branches that are smaller', () => {
    const branch = (name: string) => definitionOf({ [name]: { Type: 'Pass', Result: textOf(200_000), End: true } });
    const P = { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true };
    expect(new MachineRun(definitionOf({ P })).ending).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: cause('P'),
    });
  });
});

describe('state data that is nested too deeply', () => {
  const cause = (state: string) =>
    expect.stringMatching(
      new RegExp(`^An error occurred while executing the state '${state}' .* nested more than 1000 levels deep\\.$`),
    );
  const end: JsonObject = { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'S' }], Default: 'A' };
  const S: JsonObject = { Type: 'Succeed' };

  test.each<[string, JsonObject]>([
    ['a template', { Type: 'Pass', Parameters: { 'in.$': '$' } }],
    [
      'a template of many levels',
      { Type: 'Pass', Parameters: JSON.parse(`${'['.repeat(400)}{"in.$":"$"}${']'.repeat(400)}`) },
    ],
    ['ResultPath', { Type: 'Pass', InputPath: '$', ResultPath: '$.in' }],
    ['a variable', { Type: 'Pass', Assign: { 'x.$': 'States.Array($.v, $.v)' }, Parameters: { 'v.$': '$' } }],
    [
      'joined branches',
      {
        Type: 'Parallel',
        Branches: [definitionOf({ Q: { Type: 'Pass', End: true } })],
        ResultSelector: { 'r.$': '$' },
      },
    ],
  ])('by %s, again and again, fails the execution', (_, A) => {
    const run = new MachineRun(definitionOf({ A: { ...A, Next: 'C' }, C: end, S }), { input: { v: 1 } }).toEnd();
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.Runtime', cause: cause('A') });
  });

  test('by a task fails the execution', () => {
    const run = new MachineRun(definitionOf({ A: task({ End: true }) }));
    const output = Payload.ofText('['.repeat(100_000) + ']'.repeat(100_000));
    run.give({ type: 'succeeded', effectId: run.openEffects['A'] as string, output });
    expect(run.ending).toEqual({ status: 'FAILED', error: 'States.Runtime', cause: cause('A') });
  });
});
