import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { statusesOf, stepsOf } from './steps.ts';
import { foldVisits, type Visit } from './visits.ts';

type Told = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp'>;

/** Each event follows the one before it, one millisecond later. */
function historyOf(...told: readonly Told[]): readonly HistoryEvent[] {
  return told.map((event, i) => ({ ...event, id: i + 1, previousEventId: i, timestamp: new Date(i + 1) }));
}

const visitsOf = (...told: readonly Told[]) => foldVisits(historyOf(...told)).all;
const last = (name: string, visits: readonly Visit[]) => stepsOf(visits).get(name)?.at(-1);

const entered = (name: string, kind = 'Task'): Told => ({
  type: `${kind}StateEntered` as 'TaskStateEntered',
  stateEnteredEventDetails: { name, input: '{}' },
});
const exited = (name: string): Told => ({
  type: 'TaskStateExited',
  stateExitedEventDetails: { name, output: '1' },
});
const scheduled: Told = {
  type: 'LambdaFunctionScheduled',
  lambdaFunctionScheduledEventDetails: { resource: 'arn:aws:lambda:us-east-1:0:function:F' },
};
const failed: Told = {
  type: 'LambdaFunctionFailed',
  lambdaFunctionFailedEventDetails: { error: 'Oops', cause: 'a reason' },
};

describe('what became of each state', () => {
  test('a state that was entered and not left is running', () => {
    expect(last('A', visitsOf(entered('A'), scheduled))).toMatchObject({
      status: 'running',
      input: '{}',
      functionName: 'F',
      output: undefined,
    });
  });

  test('a state that was left succeeded, with its output and duration', () => {
    expect(last('A', visitsOf(entered('A'), exited('A')))).toMatchObject({
      status: 'succeeded',
      output: '1',
      enteredMs: 1,
      exitedMs: 2,
    });
  });

  test('a failure that a Catcher took shows as caught', () => {
    const steps = stepsOf(visitsOf(entered('A'), scheduled, failed, exited('A')));
    expect(steps.get('A')?.at(-1)).toMatchObject({ status: 'caught', error: 'Oops', cause: 'a reason' });
  });

  test('a retry forgets the failure before it and counts', () => {
    const steps = stepsOf(visitsOf(entered('A'), scheduled, failed, scheduled));
    expect(steps.get('A')?.at(-1)).toMatchObject({
      status: 'running',
      error: undefined,
      attempts: [{ error: 'Oops' }, { error: undefined }],
    });
  });

  test('a Fail state has the error of the execution it ended', () => {
    const ended: Told = { type: 'ExecutionFailed', executionFailedEventDetails: { cause: 'Engage Tier 2 Support.' } };
    const steps = stepsOf(visitsOf(entered('A'), exited('A'), entered('Fail', 'Fail'), ended));
    expect(steps.get('A')?.[0]?.status).toBe('succeeded');
    expect(steps.get('Fail')?.at(-1)).toMatchObject({ status: 'failed', cause: 'Engage Tier 2 Support.' });
  });

  test('a failure that nobody caught ends its state with the execution', () => {
    const ended: Told = { type: 'ExecutionFailed', executionFailedEventDetails: { error: 'Oops' } };
    const steps = stepsOf(visitsOf(entered('A'), scheduled, failed, ended));
    expect(steps.get('A')?.at(-1)).toMatchObject({ status: 'failed', cause: 'a reason', exitedMs: 4 });
  });

  test('what still ran is cancelled with an execution that is stopped', () => {
    const steps = stepsOf(visitsOf(entered('A'), scheduled, { type: 'ExecutionAborted' }));
    expect(steps.get('A')?.at(-1)).toMatchObject({ status: 'cancelled', exitedMs: 3 });
  });

  test('the last of several visits is the one that is shown', () => {
    const steps = stepsOf(visitsOf(entered('A'), exited('A'), entered('A')));
    expect(steps.get('A')?.at(-1)).toMatchObject({ status: 'running', output: undefined });
  });

  test('what failed in a branch takes its Parallel along, and cancels what ran beside it', () => {
    const at = (id: number, previousEventId: number, event: Told): HistoryEvent => ({
      ...event,
      id,
      previousEventId,
      timestamp: new Date(id),
    });
    const { all } = foldVisits([
      at(1, 0, { type: 'ExecutionStarted' }),
      at(2, 0, entered('Both', 'Parallel')),
      at(3, 2, { type: 'ParallelStateStarted' }),
      at(4, 3, entered('Left')),
      at(5, 3, entered('Right')),
      at(6, 4, scheduled),
      at(7, 6, failed),
      at(8, 7, { type: 'TaskStateAborted' }),
      at(9, 7, { type: 'ParallelStateFailed' }),
      at(10, 9, { type: 'ExecutionFailed', executionFailedEventDetails: { error: 'Oops' } }),
    ]);
    expect(Object.fromEntries(statusesOf(stepsOf(all)))).toEqual({
      Both: 'failed',
      Left: 'failed',
      Right: 'cancelled',
    });
  });

  test('states inside of a Map know their iteration, and the Map ends outside of it', () => {
    const at = (id: number, previousEventId: number, event: Told): HistoryEvent => ({
      ...event,
      id,
      previousEventId,
      timestamp: new Date(id),
    });
    const iteration = (index: number, end: 'Started' | 'Succeeded'): Told => ({
      type: `MapIteration${end}`,
      [`mapIteration${end}EventDetails`]: { name: 'Each', index },
    });
    const { all, ofEvent } = foldVisits([
      at(1, 0, { type: 'ExecutionStarted' }),
      at(2, 0, entered('Each', 'Map')),
      at(3, 2, { type: 'MapStateStarted', mapStateStartedEventDetails: { length: 2 } }),
      at(4, 3, iteration(0, 'Started')),
      at(5, 4, entered('Inner')),
      at(6, 5, exited('Inner')),
      at(7, 6, iteration(0, 'Succeeded')),
      // With one at a time, the next iteration follows from the last event of the one before.
      at(8, 6, iteration(1, 'Started')),
      at(9, 8, entered('Inner')),
      at(10, 9, exited('Inner')),
      at(11, 10, iteration(1, 'Succeeded')),
      at(12, 11, { type: 'MapStateSucceeded' }),
      at(13, 11, exited('Each')),
      at(14, 13, entered('After')),
    ]);
    expect(all.map(({ name, iterations, container }) => [name, iterations, container?.name])).toEqual([
      ['Each', [], undefined],
      ['Inner', [{ map: 'Each', index: 0 }], 'Each'],
      ['Inner', [{ map: 'Each', index: 1 }], 'Each'],
      ['After', [], undefined],
    ]);
    expect(all[0]).toMatchObject({ status: 'succeeded', itemCount: 2, exitedMs: 13 });
    expect(ofEvent.get(8)?.name).toBe('Each');
  });

  test('a redrive takes up what was not left, under the event that entered it', () => {
    const at = (id: number, previousEventId: number, event: Told): HistoryEvent => ({
      ...event,
      id,
      previousEventId,
      timestamp: new Date(id),
    });
    const first = [
      at(1, 0, { type: 'ExecutionStarted' }),
      at(2, 0, entered('A')),
      at(3, 2, scheduled),
      at(4, 3, failed),
      at(5, 4, { type: 'ExecutionFailed', executionFailedEventDetails: { error: 'Oops' } }),
      at(6, 5, { type: 'ExecutionRedriven' }),
    ];
    expect(foldVisits(first).all[0]).toMatchObject({ status: 'running', error: undefined, exitedMs: undefined });
    const done = [at(7, 2, scheduled), at(8, 7, { type: 'LambdaFunctionSucceeded' }), at(9, 8, exited('A'))];
    const [visit] = foldVisits([...first, ...done]).all;
    expect(visit).toMatchObject({ status: 'succeeded', exitedMs: 9 });
    expect(visit?.attempts.map(({ error }) => error)).toEqual(['Oops', undefined]);
  });
});
