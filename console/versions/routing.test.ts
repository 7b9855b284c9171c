import { expect, test } from 'vitest';
import { routingProblem, routingText } from './routing.ts';

test('a routing says which version gets how much', () => {
  expect(routingText({ version: '1', second: undefined, percent: 0 })).toBe('1');
  expect(routingText({ version: '2', second: '1', percent: 10 })).toBe('2 (90 %), 1 (10 %)');
});

test.each([
  [{ version: '', second: undefined, percent: 0 }, 'Choose a version.'],
  [{ version: '1', second: '1', percent: 5 }, 'The second version is the first one.'],
  [{ version: '1', second: '2', percent: 101 }, 'A weight is a whole number of percent, from 0 to 100.'],
  [{ version: '1', second: '2', percent: 50 }, undefined],
])('%j: %s', (routing, problem) => expect(routingProblem(routing)).toBe(problem));
