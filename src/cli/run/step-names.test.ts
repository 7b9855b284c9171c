import { expect, test } from 'vitest';
import type { HistoryEvent } from '../aws/operations.ts';
import { StepNames } from './step-names.ts';

type Row = readonly [previousEventId: number, type: string, name?: string];

/** The steps of a history, whose ids count from 1. */
function stepsOf(history: readonly Row[]): readonly string[] {
  const names = new StepNames();
  return history.map(([previousEventId, type, name], i) => {
    const event: HistoryEvent = { id: i + 1, previousEventId, type, timestamp: 0 };
    if (name === undefined) return names.stepOf(event);
    const details = type.endsWith('Entered')
      ? { stateEnteredEventDetails: { name } }
      : { [`${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`]: { name } };
    return names.stepOf({ ...event, ...details });
  });
}

test('an event belongs to the state of the event that caused it, not of the one before it', () => {
  const history: readonly Row[] = [
    [0, 'ExecutionStarted'],
    [0, 'ParallelStateEntered', 'Both'],
    [2, 'ParallelStateStarted'],
    [3, 'TaskStateEntered', 'Left'],
    [4, 'LambdaFunctionScheduled'],
    [3, 'TaskStateEntered', 'Right'],
    [6, 'LambdaFunctionScheduled'],
    [5, 'LambdaFunctionStarted'],
    [7, 'LambdaFunctionStarted'],
    [9, 'LambdaFunctionFailed'],
    [10, 'ParallelStateFailed'],
    [11, 'ExecutionFailed'],
  ];
  expect(stepsOf(history)).toEqual([
    '-',
    'Both',
    'Both',
    'Left',
    'Left',
    'Right',
    'Right',
    'Left',
    'Right',
    'Right',
    'Both',
    '-',
  ]);
});

test('a Map is the step of what happens around its iterations, one inside another too', () => {
  const history: readonly Row[] = [
    [0, 'ExecutionStarted'],
    [0, 'MapStateEntered', 'Outer'],
    [2, 'MapStateStarted'],
    [3, 'MapIterationStarted', 'Outer'],
    [4, 'MapStateEntered', 'Inner'],
    [5, 'MapStateStarted'],
    [6, 'MapIterationStarted', 'Inner'],
    [7, 'PassStateEntered', 'Leaf'],
    [8, 'PassStateExited'],
    [9, 'MapIterationSucceeded', 'Inner'],
    [10, 'MapStateSucceeded'],
    [10, 'MapStateExited'],
    [12, 'MapIterationFailed', 'Outer'],
    [12, 'MapStateFailed'],
  ];
  expect(stepsOf(history).slice(7)).toEqual(['Leaf', 'Leaf', 'Inner', 'Inner', 'Inner', 'Outer', 'Outer']);
});
