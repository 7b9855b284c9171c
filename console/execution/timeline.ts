/** An execution over time: a row per visit of a state, with its time apart by what it went into. */
import type { Visit } from './visits.ts';

/** Queued: asked for, and no worker or environment was free. Waiting: a Wait state, or the pause before a retry. */
export type Activity = 'queued' | 'running' | 'waiting' | 'inside';

export interface Bar {
  readonly activity: Activity;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TimelineRow {
  readonly visit: Visit;
  /** How many Parallels and Maps it lies in. */
  readonly depth: number;
  readonly bars: readonly Bar[];
}

/** @param nowMs where the bars of what still goes on end */
export function timelineRows(visits: readonly Visit[], nowMs: number): readonly TimelineRow[] {
  return visits.map((visit) => ({ visit, depth: depthOf(visit), bars: barsOf(visit, nowMs) }));
}

function depthOf(visit: Visit): number {
  let depth = 0;
  for (let around = visit.container; around !== undefined; around = around.container) depth++;
  return depth;
}

const OWN_ACTIVITY: Readonly<Record<string, Activity>> = { Wait: 'waiting', Map: 'inside', Parallel: 'inside' };

function barsOf({ type, attempts, enteredMs, exitedMs = Number.POSITIVE_INFINITY }: Visit, nowMs: number): Bar[] {
  const endMs = Math.min(exitedMs, nowMs);
  if (attempts.length === 0)
    return [{ activity: OWN_ACTIVITY[type] ?? 'running', fromMs: enteredMs, toMs: Math.max(endMs, enteredMs) }];
  return attempts.flatMap(({ scheduledMs, startedMs, endedMs }, i): Bar[] => {
    const nextMs = attempts[i + 1]?.scheduledMs;
    const doneMs = endedMs ?? nextMs ?? endMs;
    return [
      { activity: 'queued' as const, fromMs: scheduledMs, toMs: startedMs ?? doneMs },
      ...(startedMs === undefined ? [] : [{ activity: 'running' as const, fromMs: startedMs, toMs: doneMs }]),
      ...(nextMs === undefined ? [] : [{ activity: 'waiting' as const, fromMs: doneMs, toMs: nextMs }]),
    ].filter(({ fromMs, toMs }) => toMs >= fromMs);
  });
}

/** Milliseconds by activity; what lies inside of a container is counted there. */
export function timeSpent(rows: readonly TimelineRow[]): Readonly<Record<Exclude<Activity, 'inside'>, number>> {
  const spent = { queued: 0, running: 0, waiting: 0 };
  for (const { activity, fromMs, toMs } of rows.flatMap(({ bars }) => bars))
    if (activity !== 'inside') spent[activity] += toMs - fromMs;
  return spent;
}
