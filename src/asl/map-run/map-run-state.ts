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
  /** Of each child that is made up and has not begun, how many items it has; in their order. */
  readonly prepared: readonly number[];
  /** Of the running children, how many starts are not durable yet. */
  readonly starting: number;
  readonly counts: Readonly<Record<ChildStatus, Tally>>;
  readonly verdict?: Verdict;
  /** The children have ended, and what they gave is being collected. */
  readonly gathering: boolean;
}

const NONE: Tally = { executions: 0, items: 0 };
export const NO_CHILDREN: MapRunState['counts'] = {
  RUNNING: NONE,
  SUCCEEDED: NONE,
  FAILED: NONE,
  TIMED_OUT: NONE,
  ABORTED: NONE,
};

/** @param counts of the children there are already, when it is taken up again */
export function initialMapRun(
  fixed: Pick<MapRunState, 'limits' | 'startMs' | 'writesResults'>,
  counts: MapRunState['counts'] = NO_CHILDREN,
): MapRunState {
  return { ...fixed, status: 'RUNNING', source: 'unread', prepared: [], starting: 0, counts, gathering: false };
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
  const prepared = state.prepared.reduce((sum, count) => sum + count, 0);
  const items = state.itemTotal === undefined ? prepared : state.itemTotal - begunChildren(state).items;
  return { executions: state.prepared.length, items };
}
