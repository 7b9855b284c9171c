/** The visits of an execution by state: the colours of the graph, and what stands beside each state. */
import type { StateStatus } from '../../src/graph/index.ts';
import { durationText } from '../ui/time.ts';
import type { Iteration, Visit } from './visits.ts';

/** By name of the state, in the order they were first entered; visits in the order of entering. */
export type Steps = ReadonlyMap<string, readonly Visit[]>;

export function stepsOf(visits: readonly Visit[]): Steps {
  const steps = new Map<string, Visit[]>();
  for (const visit of visits) {
    const known = steps.get(visit.name);
    if (known === undefined) steps.set(visit.name, [visit]);
    else known.push(visit);
  }
  return steps;
}

/** What is worth seeing first. */
const URGENCY: readonly StateStatus[] = ['running', 'failed', 'caught', 'cancelled', 'succeeded'];

/**
 * Iterations of a Map run side by side, so the most urgent of the latest ones counts; a loop goes through a state again and
 * again, and there only the last time counts.
 */
export function statusesOf(steps: Steps): ReadonlyMap<string, StateStatus> {
  return new Map(
    [...steps].map(([name, visits]) => {
      const latest = new Map(visits.map((visit) => [iterationKey(visit.iterations), visit.status]));
      const seen = new Set(latest.values());
      return [name, URGENCY.find((status) => seen.has(status)) ?? 'succeeded'];
    }),
  );
}

function iterationKey(iterations: readonly Iteration[]): string {
  return iterations.map(({ index }) => index).join('/');
}

/** How long the last visit took. */
export function notesOf(steps: Steps): ReadonlyMap<string, string> {
  return new Map(
    [...steps].map(([name, visits]) => {
      const { enteredMs, exitedMs } = visits.at(-1)!;
      return [name, exitedMs === undefined ? '' : durationText(exitedMs - enteredMs)];
    }),
  );
}

/** Which iteration of a Map one looks at, by name of the Map. */
export type ChosenIterations = Readonly<Record<string, number>>;

/** Whether it lies in the chosen iterations, or outside of their Maps. */
export function isChosen({ iterations }: Visit, chosen: ChosenIterations): boolean {
  return iterations.every(({ map, index }) => (chosen[map] ?? index) === index);
}
