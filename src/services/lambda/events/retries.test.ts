import { describe, expect, test } from 'vitest';
import type { QueuedEvent } from './queued-event.ts';
import { afterFailure } from './retries.ts';

const MINUTE_MS = 60_000;
const event = (failures: number): QueuedEvent => ({
  id: 'id',
  functionId: 'function',
  functionName: 'f',
  account: '123456789012',
  region: 'us-east-1',
  acceptedMs: 0,
  dueMs: 0,
  failures,
});

describe('after an attempt that failed', () => {
  test.each([
    [0, 1],
    [1, 2],
  ])('an event that failed %d times before waits %d minutes', (failures, minutes) => {
    const nowMs = 5 * MINUTE_MS;
    expect(afterFailure(event(failures), {}, nowMs)).toEqual({
      type: 'again',
      event: { ...event(failures + 1), dueMs: nowMs + minutes * MINUTE_MS },
    });
  });

  test.each([
    [2, undefined],
    [1, 1],
    [0, 0],
  ])('it is at its end after %d failures when it may be tried again %s times', (failures, maximumRetryAttempts) => {
    const next = afterFailure(event(failures), { maximumRetryAttempts }, 0);
    expect(next).toEqual({ type: 'ended', condition: 'RetriesExhausted' });
  });

  test('it is at its end when it would be too old the next time', () => {
    const policy = { maximumEventAgeSeconds: 100 };
    expect(afterFailure(event(0), policy, 39_999)).toMatchObject({ type: 'again' });
    expect(afterFailure(event(0), policy, 40_000)).toEqual({ type: 'ended', condition: 'EventAgeExceeded' });
    expect(afterFailure(event(0), {}, 6 * 60 * MINUTE_MS)).toMatchObject({ condition: 'EventAgeExceeded' });
  });
});
