/** How many items may fail: by count or by share, whichever is exceeded first. Items are counted, not batches. */

export interface ToleratedFailures {
  readonly count?: number;
  readonly percentage?: number;
}

export function exceedsTolerated(
  { count, percentage }: ToleratedFailures,
  { failed, total }: { failed: number; total: number },
): boolean {
  if (count !== undefined && failed > count) return true;
  return percentage !== undefined && failed * 100 > percentage * total;
}

/** As recorded. */
export const THRESHOLD_EXCEEDED = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};
