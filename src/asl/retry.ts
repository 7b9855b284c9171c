/** Retriers: whether and when a failed state is tried again (Amazon States Language, "Retrying after error"). */
import type { RandomStream } from '../base/random.ts';
import { type ErrorMatcher, matchesError } from './error-matcher.ts';
import type { StateFailure } from './failure.ts';

export interface Retrier extends ErrorMatcher {
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  readonly jitter: 'FULL' | 'NONE';
}

export interface RetryDecision {
  readonly delayMs: number;
  /** The attempts used up by each Retrier, this one counted. */
  readonly attempts: readonly number[];
}

/** The index of the Retrier that decides: the first that matches, exhausted or not. Undefined when none does. */
export function decidingRetrier(retriers: readonly Retrier[], failure: StateFailure): number | undefined {
  const index = retriers.findIndex((retrier) => matchesError(retrier, failure));
  return index === -1 ? undefined : index;
}

/**
 * Once the Retrier that decides is exhausted, no other is asked.
 * @returns undefined when the state is not tried again
 */
export function decideRetry(
  retriers: readonly Retrier[],
  attempts: readonly number[],
  failure: StateFailure,
  random: () => RandomStream,
): RetryDecision | undefined {
  const index = decidingRetrier(retriers, failure);
  const retrier = index === undefined ? undefined : retriers[index];
  if (index === undefined || retrier === undefined) return undefined;
  const used = attempts[index] ?? 0;
  if (used >= retrier.maxAttempts) return undefined;
  return {
    delayMs: delayMsOf(retrier, used, random),
    attempts: retriers.map((_, i) => (attempts[i] ?? 0) + (i === index ? 1 : 0)),
  };
}

/** IntervalSeconds x BackoffRate^used, at most MaxDelaySeconds; with jitter anything between zero and that. */
function delayMsOf(retrier: Retrier, used: number, random: () => RandomStream): number {
  const seconds = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** used,
    retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY,
    Number.MAX_SAFE_INTEGER / 1000,
  );
  const delayMs = Math.round(seconds * 1000);
  return retrier.jitter === 'FULL' ? Math.floor(random().nextFraction() * delayMs) : delayMs;
}
