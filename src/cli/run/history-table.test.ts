import { expect, test } from 'vitest';
import type { HistoryEvent } from '../aws/operations.ts';
import { HistoryTable } from './history-table.ts';

const START_SECONDS = new Date(2018, 7, 16, 13, 21, 39, 515).getTime() / 1000;

type EventWithoutTime = Omit<HistoryEvent, 'timestamp'>;

function event(elapsedMs: number, rest: EventWithoutTime): HistoryEvent {
  return { ...rest, timestamp: START_SECONDS + elapsedMs / 1000 };
}

test('a history becomes the table of the console', () => {
  const resource = 'arn:aws:lambda:us-east-1:000000000000:function:OpenCaseFunction';
  const table = new HistoryTable({ steps: ['Open Case'], resources: ['OpenCaseFunction'] });
  const events = [
    event(0, { id: 1, type: 'ExecutionStarted' }),
    event(22, { id: 2, previousEventId: 0, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Open Case' } }),
    event(22, {
      id: 3,
      previousEventId: 2,
      type: 'LambdaFunctionScheduled',
      lambdaFunctionScheduledEventDetails: { resource },
    }),
    event(365, { id: 4, previousEventId: 3, type: 'LambdaFunctionSucceeded' }),
    event(365, { id: 5, previousEventId: 4, type: 'TaskStateExited' }),
    event(42_485, { id: 6, previousEventId: 5, type: 'ExecutionSucceeded' }),
  ];
  expect([...table.heading().split('\n'), ...events.map((each) => table.row(each))]).toEqual([
    'ID  Type                     Step       Resource          Elapsed time (ms)  Timestamp',
    '─'.repeat(105),
    ' 1  ExecutionStarted         -          -                                 0  Aug 16, 2018 01:21:39.515 PM',
    ' 2  TaskStateEntered         Open Case  -                                22  Aug 16, 2018 01:21:39.537 PM',
    ' 3  LambdaFunctionScheduled  Open Case  OpenCaseFunction                 22  Aug 16, 2018 01:21:39.537 PM',
    ' 4  LambdaFunctionSucceeded  Open Case  OpenCaseFunction                365  Aug 16, 2018 01:21:39.880 PM',
    ' 5  TaskStateExited          Open Case  -                               365  Aug 16, 2018 01:21:39.880 PM',
    ' 6  ExecutionSucceeded       -          -                             42485  Aug 16, 2018 01:22:22.000 PM',
  ]);
});
