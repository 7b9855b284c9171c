import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { eventRows } from './event-rows.ts';
import { foldVisits } from './visits.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:OpenCaseFunction';

const at = (ms: number) => new Date(1_000_000 + ms);

const events: readonly HistoryEvent[] = [
  {
    id: 1,
    previousEventId: 0,
    timestamp: at(0),
    type: 'ExecutionStarted',
    executionStartedEventDetails: { input: '{}' },
  },
  {
    id: 2,
    previousEventId: 0,
    timestamp: at(5),
    type: 'TaskStateEntered',
    stateEnteredEventDetails: { name: 'Open Case', input: '{"price":1.0}', inputDetails: { truncated: false } },
  },
  {
    id: 3,
    previousEventId: 2,
    timestamp: at(6),
    type: 'LambdaFunctionScheduled',
    lambdaFunctionScheduledEventDetails: { resource: FUNCTION, input: '{"price":1.0}' },
  },
  { id: 4, previousEventId: 3, timestamp: at(9), type: 'LambdaFunctionStarted' },
  {
    id: 5,
    previousEventId: 4,
    timestamp: at(40),
    type: 'LambdaFunctionSucceeded',
    lambdaFunctionSucceededEventDetails: { output: '"done"' },
  },
  {
    id: 6,
    previousEventId: 5,
    timestamp: at(40),
    type: 'TaskStateExited',
    stateExitedEventDetails: { name: 'Open Case', output: '"done"' },
  },
  { id: 7, previousEventId: 6, timestamp: at(41), type: 'ExecutionSucceeded' },
];

describe('rows of the event history', () => {
  const rows = eventRows(events, foldVisits(events));

  test('each event is of the step that the events before it lead to; those of the execution are of none', () => {
    expect(rows.map(({ step }) => step)).toEqual([undefined, ...Array(5).fill('Open Case'), undefined]);
  });

  test('Scheduled, Started and Succeeded alike name the function, entering and leaving do not', () => {
    const names = rows.map(({ functionName }) => functionName);
    const call = Array(3).fill('OpenCaseFunction');
    expect(names).toEqual([undefined, undefined, ...call, undefined, undefined]);
  });

  test('time counts from the start', () => {
    expect(rows.map(({ elapsedMs }) => elapsedMs)).toEqual([0, 5, 6, 9, 40, 40, 41]);
  });

  test('details hold payloads as JSON that keeps the digits it came with', () => {
    expect(rows[1]?.details).toBe('{"name":"Open Case","input":{"price":1.0}}');
  });

  test('lambda:invoke names its function in its parameters', () => {
    const scheduled: HistoryEvent = {
      id: 3,
      previousEventId: 2,
      timestamp: at(6),
      type: 'TaskScheduled',
      taskScheduledEventDetails: {
        resourceType: 'lambda',
        resource: 'invoke',
        region: 'us-east-1',
        parameters: JSON.stringify({ FunctionName: `${FUNCTION}:$LATEST` }),
      },
    };
    const called = [...events.slice(0, 2), scheduled];
    expect(eventRows(called, foldVisits(called))[2]?.functionName).toBe('OpenCaseFunction');
  });
});
