import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { transitionKey } from '../../src/graph/index.ts';
import { transitionsOf } from './transitions.ts';

const entered = (id: number, previousEventId: number, name: string): HistoryEvent => ({
  id,
  previousEventId,
  type: 'PassStateEntered',
  timestamp: new Date(0),
  stateEnteredEventDetails: { name },
});
const exited = (id: number, previousEventId: number, name: string): HistoryEvent => ({
  id,
  previousEventId,
  type: 'PassStateExited',
  timestamp: new Date(0),
  stateExitedEventDetails: { name },
});

test('from the start through the states to the end', () => {
  const events = [entered(2, 0, 'A'), exited(3, 2, 'A'), entered(4, 3, 'B'), exited(5, 4, 'B')];
  expect([...transitionsOf(events)]).toEqual([
    transitionKey(undefined, 'A'),
    transitionKey('A', 'B'),
    transitionKey('B', undefined),
  ]);
});

test('a Fail state leads to the end, though it is never left', () => {
  const fail: HistoryEvent = { ...entered(4, 3, 'Fail'), type: 'FailStateEntered' };
  const transitions = transitionsOf([entered(2, 0, 'A'), exited(3, 2, 'A'), fail]);
  expect(transitions).toContain(transitionKey('Fail', undefined));
  expect(transitions).not.toContain(transitionKey('A', undefined));
});
