/** The attempts at tasks that a history tells of. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';

export interface Attempt {
  readonly state: string;
  /** 0 for the first one in its state. */
  readonly no: number;
  started: boolean;
  outcome: 'open' | 'succeeded' | 'failed';
  error: string | undefined;
}

/** In order. Of a machine without branches, so that each event belongs to the latest attempt before it. */
export function attemptsOf(events: readonly HistoryEvent[]): readonly Attempt[] {
  const attempts: Attempt[] = [];
  let state = '';
  for (const { type, stateEnteredEventDetails, lambdaFunctionFailedEventDetails } of events) {
    const latest = attempts.at(-1);
    if (type === 'TaskStateEntered') state = stateEnteredEventDetails?.name ?? '';
    else if (type === 'LambdaFunctionScheduled') {
      const no = latest?.state === state ? latest.no + 1 : 0;
      attempts.push({ state, no, started: false, outcome: 'open', error: undefined });
    } else if (latest === undefined) continue;
    else if (type === 'LambdaFunctionStarted') latest.started = true;
    else if (type === 'LambdaFunctionSucceeded') latest.outcome = 'succeeded';
    else if (type === 'LambdaFunctionFailed') {
      latest.outcome = 'failed';
      latest.error = lambdaFunctionFailedEventDetails?.error;
    }
  }
  return attempts;
}
