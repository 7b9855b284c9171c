/** What became of each iteration of a Map, from the visits in it. */
import type { StateStatus } from '../../src/graph/index.ts';
import type { Visit } from './visits.ts';

export interface IterationState {
  readonly index: number;
  readonly status: StateStatus;
  readonly enteredMs: number;
  readonly exitedMs: number | undefined;
}

/** By index; iterations that have not begun are missing. */
export function iterationStates(map: Visit, visits: readonly Visit[]): readonly IterationState[] {
  const iterations = new Map<number, IterationState>();
  for (const visit of visits) {
    if (visit.container !== map) continue;
    const { index } = visit.iterations.at(-1)!;
    const { status, enteredMs, exitedMs } = visit;
    // The last state of an iteration says how it went.
    iterations.set(index, {
      index,
      status: statusOf(status),
      enteredMs: iterations.get(index)?.enteredMs ?? enteredMs,
      exitedMs,
    });
  }
  return [...iterations.values()].sort((a, b) => a.index - b.index);
}

/** An iteration that went on after a caught error went well. */
function statusOf(last: StateStatus): StateStatus {
  return last === 'caught' ? 'succeeded' : last;
}
