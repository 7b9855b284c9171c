import { expect, test } from 'vitest';
import { differences, expectedOf } from './case-outcome.ts';

const answer = { status: 'SUCCEEDED', output: '{"a":1,"b":[{"c":2,"d":3}]}', nextState: 'B' } as const;

test('what was answered when the case was saved is what it expects', () => {
  expect(expectedOf(answer)).toEqual(answer);
  expect(expectedOf({ status: 'FAILED', error: 'Busy' })).toEqual({ status: 'FAILED', error: 'Busy' });
});

test('the same data in other order and with other blanks is no difference', () => {
  expect(differences(expectedOf({ ...answer, output: '{ "b": [{"d": 3, "c": 2}], "a": 1 }' }), answer)).toEqual([]);
});

test('each difference is told', () => {
  expect(differences(answer, { status: 'FAILED', error: 'Busy' })).toEqual([
    { what: 'Status', expected: 'SUCCEEDED', actual: 'FAILED' },
    { what: 'Next state', expected: 'B', actual: 'none' },
    { what: 'Error', expected: 'none', actual: 'Busy' },
    { what: 'Output', expected: '{"a":1,"b":[{"c":2,"d":3}]}', actual: 'none' },
  ]);
});
