/**
 * What becomes of an event after an attempt. AWS Lambda developer guide, "Error handling for asynchronous invocation": two
 * more attempts after one and two minutes, unless the event is too old by then.
 */
import type { QueuedEvent } from './queued-event.ts';

/** Why an event is at its end, in the words of the invocation record. */
export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

export interface RetryPolicy {
  readonly maximumRetryAttempts?: number | undefined;
  readonly maximumEventAgeSeconds?: number | undefined;
}

export type NextStep =
  | { readonly type: 'ended'; readonly condition: Condition }
  | { readonly type: 'again'; readonly event: QueuedEvent };

const RETRIES_DEFAULT = 2;
const AGE_SECONDS_DEFAULT = 6 * 60 * 60;
/** The second retry waits twice as long. */
const RETRY_DELAY_MS = 60_000;
/** Of a function that is throttled or cannot be run for a reason that is not its own: doubled each time. */
export const FIRST_REST_MS = 1000;
export const REST_MS_MAX = 5 * 60_000;

/** The moment from which the event is too old to be run. */
export function expiryMs({ acceptedMs }: QueuedEvent, { maximumEventAgeSeconds }: RetryPolicy): number {
  return acceptedMs + (maximumEventAgeSeconds ?? AGE_SECONDS_DEFAULT) * 1000;
}

/** An event that would be too old at its next attempt is at its end at once (observed on AWS). */
export function afterFailure(event: QueuedEvent, policy: RetryPolicy, nowMs: number): NextStep {
  const failures = event.failures + 1;
  if (failures > (policy.maximumRetryAttempts ?? RETRIES_DEFAULT)) {
    return { type: 'ended', condition: 'RetriesExhausted' };
  }
  const dueMs = nowMs + failures * RETRY_DELAY_MS;
  if (dueMs >= expiryMs(event, policy)) return { type: 'ended', condition: 'EventAgeExceeded' };
  return { type: 'again', event: { ...event, failures, dueMs } };
}
