import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { flowStages, replayRequest } from './data-flow.ts';
import { variablesBefore } from './variables.ts';
import { foldVisits } from './visits.ts';

const told: readonly (readonly [previousEventId: number, event: Omit<HistoryEvent, 'id' | 'timestamp'>])[] = [
  [0, { type: 'ExecutionStarted' }],
  [0, { type: 'PassStateEntered', stateEnteredEventDetails: { name: 'First', input: '{"a":1.0}' } }],
  [
    2,
    {
      type: 'PassStateExited',
      stateExitedEventDetails: { name: 'First', output: '{"a":1.0}', assignedVariables: { price: '9.50' } },
    },
  ],
  [3, { type: 'ParallelStateEntered', stateEnteredEventDetails: { name: 'Both', input: '{"a":1.0}' } }],
  [4, { type: 'ParallelStateStarted' }],
  [5, { type: 'PassStateEntered', stateEnteredEventDetails: { name: 'Right', input: '{"a":1.0}' } }],
  [5, { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Left', input: '{"a":1.0}' } }],
  [
    7,
    {
      type: 'TaskScheduled',
      taskScheduledEventDetails: {
        resourceType: 'lambda',
        resource: 'invoke',
        parameters: '{"FunctionName":"F"}',
      } as never,
    },
  ],
  [8, { type: 'TaskSucceeded', taskSucceededEventDetails: { output: '{"Payload":2}' } as never }],
  [9, { type: 'TaskStateExited', stateExitedEventDetails: { name: 'Left', output: '2' } }],
  [6, { type: 'PassStateExited', stateExitedEventDetails: { name: 'Right', output: '3' } }],
  [11, { type: 'ParallelStateExited', stateExitedEventDetails: { name: 'Both', output: '[2,3]' } }],
];
const events = told.map(
  ([previousEventId, event], i): HistoryEvent => ({
    ...event,
    id: i + 1,
    previousEventId,
    timestamp: new Date(i),
  }),
);
const { all } = foldVisits(events);
const visitOf = (name: string) => all.find((visit) => visit.name === name)!;

const definition = JSON.stringify({
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [{ States: { Left: { Type: 'Task' } } }, { States: { Right: { Type: 'Pass' } } }],
    },
  },
});

describe('the data flow of a visit', () => {
  test('is worked out again with the result the task really gave, and the variables there were', () => {
    expect(replayRequest(visitOf('Left'), all, definition)).toMatchObject({
      stateName: 'Left',
      input: '{"a":1.0}',
      variables: '{"price":9.50}',
      mock: { result: '{"Payload":2}' },
    });
  });

  test('of a Parallel takes the outputs of its branches in their order in the definition', () => {
    expect(replayRequest(visitOf('Both'), all, definition).mock?.result).toBe('[2,3]');
  });

  test('shows what was recorded as it was recorded', () => {
    const stages = flowStages(visitOf('Left'), { afterInputPath: '{"a":1.0}', result: '{"Payload":2.0}' });
    expect(stages.map(({ title, text, isRecorded }) => [title, text, isRecorded])).toEqual([
      ['State input', '{"a":1.0}', true],
      ['After InputPath', '{"a":1.0}', false],
      ['Result', '{"Payload":2}', true],
      ['State output', '2', true],
    ]);
  });

  test('a state sees variables of its own scope and of those around it, not of a branch beside it', () => {
    expect(variablesBefore(visitOf('First'), all)).toEqual({});
    expect(variablesBefore(visitOf('Right'), all)).toEqual({ price: '9.50' });
  });
});
