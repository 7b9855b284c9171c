import { describe, expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import { definitionOf, FUNCTION_ARN } from '../run-machine.testing.ts';
import { problemsOf, problemsOfState, schema } from './problems.testing.ts';

const TASK = { Type: 'Task', Resource: FUNCTION_ARN, End: true };

describe('Retry and Catch', () => {
  const at = (place: string, text: string) => schema(`${text} at /States/A/${place}`);
  const all = "The error name 'States.ALL' must appear alone and in the last";

  test('may be empty (recorded), and may say everything', () => {
    const Retry = [
      {
        ErrorEquals: ['E'],
        IntervalSeconds: 1,
        MaxAttempts: 0,
        BackoffRate: 1.0,
        MaxDelaySeconds: 5,
        JitterStrategy: 'FULL',
      },
      { ErrorEquals: ['States.ALL'], Comment: 'c', JitterStrategy: 'NONE' },
    ];
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S', ResultPath: null, Assign: { x: 1 }, Comment: 'c' }];
    expect(problemsOf(definitionOf({ A: { ...TASK, Retry: [], Catch: [] } }))).toEqual([]);
    expect(problemsOf(definitionOf({ A: { ...TASK, Retry, Catch }, S: { Type: 'Succeed' } }))).toEqual([]);
  });

  test.each<[Json, readonly string[]]>([
    [{}, [at('Retry', 'Expected value of type Array')]],
    [[1], [at('Retry[0]', 'Expected value of type Object')]],
    [[{}], [at('Retry[0]', 'These fields are required: [ErrorEquals]')]],
    [[{ ErrorEquals: [] }], [at('Retry[0]/ErrorEquals', 'Value cannot be empty')]],
    [[{ ErrorEquals: ['E', 1] }], [at('Retry[0]/ErrorEquals', 'Expected value of type String')]],
    [[{ ErrorEquals: ['E'], Next: 'S' }], [at('Retry[0]', "Field 'Next' is not supported")]],
    [[{ ErrorEquals: ['E'], IntervalSeconds: 0 }], [at('Retry[0]/IntervalSeconds', 'Minimum value is 1')]],
    [[{ ErrorEquals: ['E'], MaxAttempts: -1 }], [at('Retry[0]/MaxAttempts', 'Minimum value is 0')]],
    [[{ ErrorEquals: ['E'], MaxAttempts: 1e8 }], [at('Retry[0]/MaxAttempts', 'Maximum value is 99999999')]],
    [[{ ErrorEquals: ['E'], BackoffRate: 0.5 }], [at('Retry[0]/BackoffRate', 'Minimum value is 1')]],
    [
      [{ ErrorEquals: ['E'], MaxDelaySeconds: 31_622_400 }],
      [at('Retry[0]/MaxDelaySeconds', 'Maximum value is 31622399')],
    ],
    [
      [{ ErrorEquals: ['E'], JitterStrategy: 'HALF' }],
      [at('Retry[0]', "The field 'JitterStrategy' should have one of these values: [FULL, NONE]")],
    ],
    [[{ ErrorEquals: ['States.ALL', 'E'] }], [at('Retry[0]', `${all} place`)]],
    [[{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }], [at('Retry[0]', `${all} Retrier or Catcher`)]],
  ])('Retry %j', (Retry, problems) => {
    expect(problemsOfState({ ...TASK, Retry })).toEqual(problems);
  });

  test.each<[Json, readonly string[]]>([
    [[{ ErrorEquals: ['E'] }], [at('Catch[0]', 'These fields are required: [Next]')]],
    [[{ ErrorEquals: ['E'], Next: 'S', MaxAttempts: 1 }], [at('Catch[0]', "Field 'MaxAttempts' is not supported")]],
    [
      [{ ErrorEquals: ['E'], Next: 'S', ResultPath: 'x' }],
      [at('Catch[0]/ResultPath', 'Value is not a Reference Path')],
    ],
  ])('Catch %j', (Catch, problems) => {
    expect(problemsOfState({ ...TASK, Catch }).filter((it) => !it.startsWith('MISSING'))).toEqual(problems);
  });
});
