/** The state of one Map Run: plain data, like that of an execution, and no larger for a million items than for ten. */
import type { StatesError } from '../execution-state.ts';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
export type ChildStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Child executions, and the items they work on. */
export interface Tally {
  readonly executions: number;
  readonly items: number;
}

/** What UpdateMapRun can change while the Map Run goes on. */
export interface MapRunLimits {
  /** 0: as many as there may be. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
}

/** How a Map Run is going to end, once its children have. */
export type Verdict =
  | { readonly status: 'SUCCEEDED' | 'ABORTED' }
  | { readonly status: 'FAILED'; readonly failure: StatesError };

export interface MapRunState {
  readonly status: MapRunStatus;
  readonly limits: MapRunLimits;
  readonly startMs: number;
  readonly stopMs?: number;
  /** Results go to objects, those of a failed Map Run too. */
  readonly writesResults: boolean;
  /** How many items there are, once that is known. */
  readonly itemTotal?: number;
  readonly source: 'unread' | 'being-read' | 'exhausted';
  /** Of each child that is to begin, how many items it has; in their order. */
  readonly prepared: readonly number[];
  /** How many of those, at the front, are to be redriven. */
  readonly redrives: number;
  /** Of the running children, how many starts are not durable yet. */
  readonly starting: number;
  readonly counts: Readonly<Record<ChildStatus, Tally>>;
  readonly verdict?: Verdict;
  /** The children have ended, and what they gave is being collected. */
  readonly gathering: boolean;
}

const NONE: Tally = { executions: 0, items: 0 };
const NO_CHILDREN: MapRunState['counts'] = {
  RUNNING: NONE,
  SUCCEEDED: NONE,
  FAILED: NONE,
  TIMED_OUT: NONE,
  ABORTED: NONE,
};

/** Of the statuses that children have, in any order. */
export function childCounts(counted: readonly (Tally & { readonly status: ChildStatus })[]): MapRunState['counts'] {
  return { ...NO_CHILDREN, ...Object.fromEntries(counted.map(({ status, ...tally }) => [status, tally])) };
}

/**
 * @param counts of the children there are already, when it is taken up again
 * @param redrives items of each child that is to be redriven, which is counted nowhere else
 */
export function initialMapRun(
  fixed: Pick<MapRunState, 'limits' | 'startMs' | 'writesResults'>,
  counts: MapRunState['counts'] = NO_CHILDREN,
  redrives: readonly number[] = [],
): MapRunState {
  const work = { source: 'unread', prepared: redrives, redrives: redrives.length, starting: 0 } as const;
  return { ...fixed, ...work, status: 'RUNNING', counts, gathering: false };
}

export function plus(a: Tally, b: Tally): Tally {
  return { executions: a.executions + b.executions, items: a.items + b.items };
}

/** All children that have begun. */
export function begunChildren({ counts }: Pick<MapRunState, 'counts'>): Tally {
  return Object.values(counts).reduce(plus, NONE);
}

/** What was not begun: of the items, those that have not even been read as well. */
export function pendingChildren(state: MapRunState): Tally {
  const { itemTotal, prepared, redrives } = state;
  const waiting = pendingRedrives(state).items;
  const items = itemTotal === undefined ? sum(prepared) : itemTotal - begunChildren(state).items;
  return { executions: prepared.length - redrives, items: items - waiting };
}

/** Children that ended without success and are to be redriven. */
export function pendingRedrives({ prepared, redrives }: MapRunState): Tally {
  return { executions: redrives, items: sum(prepared.slice(0, redrives)) };
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
