/** How long each state takes over many executions. */
import type { Visit } from './visits.ts';

export interface StateDurations {
  readonly name: string;
  /** How many times it was entered and left. */
  readonly count: number;
  readonly failed: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** In the order in which the states were first seen; visits that have not ended do not count. */
export function durationsOf(visits: readonly Visit[]): readonly StateDurations[] {
  const byName = new Map<string, Visit[]>();
  for (const visit of visits) {
    if (visit.exitedMs === undefined) continue;
    byName.set(visit.name, [...(byName.get(visit.name) ?? []), visit]);
  }
  return [...byName].map(([name, ended]) => {
    const durations = ended.map(({ enteredMs, exitedMs = enteredMs }) => exitedMs - enteredMs).sort((a, b) => a - b);
    return {
      name,
      count: ended.length,
      failed: ended.filter(({ status }) => status === 'failed' || status === 'caught').length,
      medianMs: at(durations, 0.5),
      p95Ms: at(durations, 0.95),
    };
  });
}

/** The value below which that share lies. */
function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
