/** Where a moment stands on a time axis, on which stretches without work may be drawn short. */

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch without work that is drawn shorter than it was; places are shares of the whole width. */
export interface Gap extends Span {
  readonly from: number;
  readonly to: number;
}

export interface TimeScale {
  /** 0 at the start, 1 at the end. */
  readonly placeOf: (ms: number) => number;
  readonly gaps: readonly Gap[];
}

/** The share of the busy time that a gap is drawn as, and how long it has to be to be worth it. */
const GAP_SHARE = 0.04;
const GAP_SHARE_MIN = 0.1;

/** @param busy when something was queued or ran; null: nothing is shortened */
export function timeScale(whole: Span, busy: readonly Span[] | null): TimeScale {
  const durationMs = Math.max(1, whole.toMs - whole.fromMs);
  const idle =
    busy === null ? [] : idleSpans(whole, busy).filter((span) => lengthOf(span) > durationMs * GAP_SHARE_MIN);
  const busyMs = Math.max(1, durationMs - idle.reduce((sum, span) => sum + lengthOf(span), 0));
  const drawnIdleMs = busyMs * GAP_SHARE;
  const drawnMs = busyMs + idle.length * drawnIdleMs;
  const placeOf = (ms: number) => {
    let drawn = Math.min(Math.max(ms, whole.fromMs), whole.toMs) - whole.fromMs;
    for (const { fromMs, toMs } of idle) {
      if (ms <= fromMs) break;
      const passedMs = Math.min(ms, toMs) - fromMs;
      drawn += (passedMs / (toMs - fromMs)) * drawnIdleMs - passedMs;
    }
    return drawn / drawnMs;
  };
  return { placeOf, gaps: idle.map((span) => ({ ...span, from: placeOf(span.fromMs), to: placeOf(span.toMs) })) };
}

function idleSpans({ fromMs, toMs }: Span, busy: readonly Span[]): readonly Span[] {
  const idle: Span[] = [];
  let seenMs = fromMs;
  for (const span of [...busy].sort((a, b) => a.fromMs - b.fromMs)) {
    if (span.fromMs > seenMs) idle.push({ fromMs: seenMs, toMs: Math.min(span.fromMs, toMs) });
    seenMs = Math.max(seenMs, span.toMs);
  }
  if (seenMs < toMs) idle.push({ fromMs: seenMs, toMs });
  return idle;
}

function lengthOf({ fromMs, toMs }: Span): number {
  return toMs - fromMs;
}
