import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { foldSteps } from './steps.ts';

type Told = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp'>;

/** Each event follows the one before it, one millisecond later. */
function historyOf(...told: readonly Told[]): readonly HistoryEvent[] {
  return told.map((event, i) => ({ ...event, id: i + 1, previousEventId: i, timestamp: new Date(i + 1) }));
}

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
    expect(foldSteps(historyOf(entered('A'), scheduled)).get('A')).toMatchObject({
      status: 'running',
      input: '{}',
      functionName: 'F',
      output: undefined,
    });
  });

  test('a state that was left succeeded, with its output and duration', () => {
    expect(foldSteps(historyOf(entered('A'), exited('A'))).get('A')).toMatchObject({
      status: 'succeeded',
      output: '1',
      enteredMs: 1,
      exitedMs: 2,
    });
  });

  test('a failure that a Catcher took shows as caught', () => {
    const steps = foldSteps(historyOf(entered('A'), scheduled, failed, exited('A')));
    expect(steps.get('A')).toMatchObject({ status: 'caught', error: 'Oops', cause: 'a reason' });
  });

  test('a retry forgets the failure before it and counts', () => {
    const steps = foldSteps(historyOf(entered('A'), scheduled, failed, scheduled));
    expect(steps.get('A')).toMatchObject({ status: 'running', error: undefined, attempts: 2 });
  });

  test('a Fail state has the error of the execution it ended', () => {
    const ended: Told = { type: 'ExecutionFailed', executionFailedEventDetails: { cause: 'Engage Tier 2 Support.' } };
    const steps = foldSteps(historyOf(entered('A'), exited('A'), entered('Fail', 'Fail'), ended));
    expect(steps.get('A')?.status).toBe('succeeded');
    expect(steps.get('Fail')).toMatchObject({ status: 'failed', cause: 'Engage Tier 2 Support.' });
  });

  test('a failure that nobody caught ends its state with the execution', () => {
    const ended: Told = { type: 'ExecutionFailed', executionFailedEventDetails: { error: 'Oops' } };
    const steps = foldSteps(historyOf(entered('A'), scheduled, failed, ended));
    expect(steps.get('A')).toMatchObject({ status: 'failed', cause: 'a reason', exitedMs: 4 });
  });

  test('what still ran is cancelled with an execution that is stopped', () => {
    const steps = foldSteps(historyOf(entered('A'), scheduled, { type: 'ExecutionAborted' }));
    expect(steps.get('A')).toMatchObject({ status: 'cancelled', exitedMs: 3 });
  });

  test('the last of several visits is the one that is shown', () => {
    const steps = foldSteps(historyOf(entered('A'), exited('A'), entered('A')));
    expect(steps.get('A')).toMatchObject({ status: 'running', visits: 2, output: undefined });
  });
});
