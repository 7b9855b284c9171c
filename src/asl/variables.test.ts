import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../base/json.ts';
import { type Answers, definitionOf, FUNCTION_ARN, fails, MachineRun, succeeds } from './run-machine.testing.ts';

const show = (...names: string[]): JsonObject => ({
  Type: 'Pass',
  Parameters: Object.fromEntries(names.map((name) => [`${name}.$`, `$${name}`])),
  End: true,
});
const endingOf = (states: JsonObject, answers: Answers = {}, input: JsonObject = {}) =>
  new MachineRun(definitionOf(states), { input }).toEnd(answers).ending;
const pass = (fields: JsonObject): JsonObject => ({ Type: 'Pass', ...fields });

describe('an assignment', () => {
  test('takes effect at the next state, so that two variables can change places', () => {
    const states = {
      A: pass({ Assign: { x: 1, y: 2 }, Next: 'B' }),
      B: pass({ Assign: { 'x.$': '$y', 'y.$': '$x' }, Next: 'C' }),
      C: show('x', 'y'),
    };
    expect(endingOf(states)).toEqual({ status: 'SUCCEEDED', output: { x: 2, y: 1 } });
  });

  test('leaves the other variables as they are', () => {
    const states = {
      A: pass({ Assign: { x: 1, y: 2 }, Next: 'B' }),
      B: pass({ Assign: { x: null }, Next: 'C' }),
      C: show('x', 'y'),
    };
    expect(endingOf(states)).toEqual({ status: 'SUCCEEDED', output: { x: null, y: 2 } });
  });

  test.each<[string, JsonObject]>([
    ['a Pass sees its result', pass({ Result: { v: 1 } })],
    ['a Pass sees its parameters', pass({ Parameters: { v: 1 } })],
    ['a Pass sees its effective input', pass({ InputPath: '$.in' })],
    [
      'a Task sees its result, before ResultSelector',
      { Type: 'Task', Resource: FUNCTION_ARN, ResultSelector: { w: 2 } },
    ],
    ['a Choice sees its effective input', { Type: 'Choice', InputPath: '$.in', Choices: [], Default: 'B' }],
  ])('of %s as $', (_, fields) => {
    const Choices = [{ Variable: '$.v', IsNull: true, Next: 'B' }];
    const choice = fields['Type'] === 'Choice';
    const A = { ...fields, ...(choice ? { Choices } : { Next: 'B' }), Assign: { 'v.$': '$.v' } };
    expect(endingOf({ A, B: show('v') }, { A: [succeeds({ v: 1 })] }, { in: { v: 1 } })).toEqual({
      status: 'SUCCEEDED',
      output: { v: 1 },
    });
  });

  test('of a Choice is the matching rule’s, or the state’s when Default is taken', () => {
    const C = {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'B', Assign: { x: 'rule' } }],
      Default: 'B',
      Assign: { x: 'default' },
    };
    const states = { Z: pass({ Assign: { x: 'before' }, Next: 'C' }), C, B: show('x') };
    expect(endingOf(states, {}, { n: 1 })).toEqual({ status: 'SUCCEEDED', output: { x: 'rule' } });
    expect(endingOf(states, {}, { n: 2 })).toEqual({ status: 'SUCCEEDED', output: { x: 'default' } });
  });

  test('whose path leads nowhere fails the execution', () => {
    const states = { A: pass({ Assign: { 'x.$': '$.no' }, Next: 'B' }), B: show('x') };
    expect(endingOf(states)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('of __proto__ is one like any other', () => {
    const Assign = JSON.parse('{"__proto__":1,"x":2}');
    const run = new MachineRun(definitionOf({ A: pass({ Assign, Next: 'B' }), B: show('x') }));
    expect(run.ending).toEqual({ status: 'SUCCEEDED', output: { x: 2 } });
    expect(JSON.stringify(run.history[2]?.[1])).toContain('"assignedVariables":{"__proto__":"1","x":"2"}');
  });
});

describe('a scope', () => {
  const parallel = (branch: JsonObject, fields: JsonObject): JsonObject => ({
    Type: 'Parallel',
    Branches: [definitionOf(branch)],
    ...fields,
  });

  test('inside sees the variables outside', () => {
    const states = { A: pass({ Assign: { x: 1 }, Next: 'P' }), P: parallel({ B: show('x') }, { End: true }) };
    expect(endingOf(states)).toEqual({ status: 'SUCCEEDED', output: [{ x: 1 }] });
  });

  test('ends with its branch: what it assigned is not known outside', () => {
    const states = {
      P: parallel({ A: pass({ Assign: { inner: 1 }, Next: 'B' }), B: show('inner') }, { Next: 'Z' }),
      Z: show('inner'),
    };
    expect(endingOf(states)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('of a Catcher is that of the failing state, not of the branch in it', () => {
    const branch = {
      A: pass({ Assign: { inner: 1 }, Next: 'T' }),
      T: { Type: 'Task', Resource: FUNCTION_ARN, End: true },
    };
    const Catch = [{ ErrorEquals: ['E'], Next: 'Z', Assign: { 'caught.$': '$.Error', 'outer.$': '$outer' } }];
    const states = {
      O: pass({ Assign: { outer: 'o' }, Next: 'P' }),
      P: parallel(branch, { Catch, End: true }),
      Z: show('caught', 'outer'),
    };
    expect(endingOf(states, { T: [fails('E')] })).toEqual({ status: 'SUCCEEDED', output: { caught: 'E', outer: 'o' } });
  });

  test('is new for each attempt of a Parallel', () => {
    const branch = {
      C: { Type: 'Choice', Choices: [{ Variable: '$seen', IsPresent: true, Next: 'F' }], Default: 'A' },
      A: pass({ Assign: { seen: true }, Next: 'T' }),
      T: { Type: 'Task', Resource: FUNCTION_ARN, End: true },
      F: { Type: 'Fail', Error: 'Seen' },
    };
    const P = parallel(branch, { Retry: [{ ErrorEquals: ['E'] }], End: true });
    expect(endingOf({ P }, { T: [fails('E'), succeeds('ok')] })).toEqual({ status: 'SUCCEEDED', output: ['ok'] });
  });
});
