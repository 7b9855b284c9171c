/**
 * The interpreter of a Map Run, as pure as that of the language: one input in, the next state and effects out. Children begin
 * as there are places for them, failures count against what is tolerated, and whatever ends it waits for the children.
 */
import { assert } from '../../base/assert.ts';
import { MAP_RUN_CONCURRENCY_MAX } from '../../base/limits.ts';
import type { StatesError } from '../execution-state.ts';
import { exceedsTolerated, THRESHOLD_EXCEEDED } from '../map/tolerated-failures.ts';
import {
  begunChildren,
  type ChildStatus,
  type MapRunLimits,
  type MapRunState,
  plus,
  sum,
  type Tally,
  type Verdict,
} from './map-run-state.ts';

export type MapRunInput =
  /** Goes on from what the state says: when it begins, and when it is taken up again. */
  | { readonly type: 'continue' }
  /** Items were read, and made into children: of each, how many items it has. */
  | {
      readonly type: 'read';
      readonly children: readonly number[];
      readonly exhausted: boolean;
      readonly itemTotal?: number;
    }
  /** It cannot go on: its items cannot be read, or nothing can be made of them. */
  | { readonly type: 'failed'; readonly failure: StatesError }
  /** The starts of so many children are durable. */
  | { readonly type: 'begun'; readonly executions: number }
  | { readonly type: 'ended'; readonly status: Exclude<ChildStatus, 'RUNNING'>; readonly itemCount: number }
  | { readonly type: 'limits'; readonly limits: Partial<MapRunLimits> }
  | { readonly type: 'stop' }
  /** The results are collected, or could not be. */
  | { readonly type: 'gathered'; readonly failure?: StatesError };

export type MapRunEffect =
  /** Read on, and make children of what is read. */
  | { readonly type: 'read' }
  /** Begin so many of the children made, in their order. */
  | { readonly type: 'begin'; readonly executions: number }
  | { readonly type: 'stop-children' }
  /** Collect what the children gave. */
  | { readonly type: 'gather' }
  /** Make the end durable, and tell the parent. */
  | { readonly type: 'end' };

export interface MapRunStep {
  readonly state: MapRunState;
  readonly effects: readonly MapRunEffect[];
}

/** How many starts may be on their way to the store at once. */
const STARTING_MAX = 500;

/** What comes after the end changes nothing. */
export function advanceMapRun(before: MapRunState, input: MapRunInput, { nowMs }: { nowMs: number }): MapRunStep {
  if (before.status !== 'RUNNING') return { state: before, effects: [] };
  const state = take(before, input);
  if (input.type === 'gathered') return end(state, input.failure, nowMs);
  const judged = state.verdict === undefined ? judge(state) : state;
  const stopping = before.verdict === undefined && judged.verdict !== undefined && judged.counts.RUNNING.executions > 0;
  const next = judged.verdict === undefined ? goOn(judged) : conclude(judged, judged.verdict, nowMs);
  return stopping ? { ...next, effects: [{ type: 'stop-children' }, ...next.effects] } : next;
}

function take(state: MapRunState, input: MapRunInput): MapRunState {
  switch (input.type) {
    case 'continue':
    case 'gathered':
      return state;
    case 'read': {
      const { children, exhausted, itemTotal } = input;
      const read: MapRunState = {
        ...state,
        source: exhausted ? 'exhausted' : 'unread',
        prepared: [...state.prepared, ...children],
        ...(itemTotal !== undefined && { itemTotal }),
      };
      return exhausted ? { ...read, itemTotal: begunChildren(read).items + sum(read.prepared) } : read;
    }
    case 'begun':
      return { ...state, starting: state.starting - input.executions };
    case 'ended':
      return childEnded(state, input.status, { executions: 1, items: input.itemCount });
    case 'limits':
      return { ...state, limits: { ...state.limits, ...input.limits } };
    case 'failed':
      return decided(state, { status: 'FAILED', failure: input.failure });
    case 'stop':
      return decided(state, { status: 'ABORTED' });
  }
}

function childEnded(state: MapRunState, status: ChildStatus, child: Tally): MapRunState {
  const { RUNNING } = state.counts;
  const running = { executions: RUNNING.executions - child.executions, items: RUNNING.items - child.items };
  assert(running.executions >= 0, 'a child execution of a Map Run ended that had not begun');
  return { ...state, counts: { ...state.counts, RUNNING: running, [status]: plus(state.counts[status], child) } };
}

/** The first verdict stands. */
function decided(state: MapRunState, verdict: Verdict): MapRunState {
  return state.verdict === undefined ? { ...state, source: 'exhausted', verdict } : state;
}

/** Timeouts are failures, children that somebody stopped are not (developer guide, failure thresholds). */
function judge(state: MapRunState): MapRunState {
  const { counts, itemTotal = Number.POSITIVE_INFINITY } = state;
  const tolerated = toleratedFailures(state.limits);
  const failed = counts.FAILED.items + counts.TIMED_OUT.items;
  if (exceedsTolerated(tolerated, { failed, total: itemTotal })) {
    return decided(state, { status: 'FAILED', failure: THRESHOLD_EXCEEDED });
  }
  const isOver = state.source === 'exhausted' && state.prepared.length === 0 && counts.RUNNING.executions === 0;
  return isOver ? decided(state, { status: 'SUCCEEDED' }) : state;
}

/** DescribeMapRun shows 0 for a limit that is not set: beside the other one it is none. Without any nothing may fail. */
function toleratedFailures({ toleratedFailureCount: count = 0, toleratedFailurePercentage = 0 }: MapRunLimits) {
  if (toleratedFailurePercentage === 0) return { count };
  return { percentage: toleratedFailurePercentage, ...(count > 0 && { count }) };
}

function goOn(state: MapRunState): MapRunStep {
  const effects: MapRunEffect[] = [];
  const executions = Math.min(state.prepared.length, places(state));
  let next = state;
  if (executions > 0) {
    const items = sum(state.prepared.slice(0, executions));
    const RUNNING = plus(state.counts.RUNNING, { executions, items });
    const prepared = state.prepared.slice(executions);
    const redrives = Math.max(0, state.redrives - executions);
    next = {
      ...state,
      prepared,
      redrives,
      starting: state.starting + executions,
      counts: { ...state.counts, RUNNING },
    };
    effects.push({ type: 'begin', executions });
  }
  if (next.source === 'unread' && next.prepared.length === 0) {
    next = { ...next, source: 'being-read' };
    effects.push({ type: 'read' });
  }
  return { state: next, effects };
}

/** How many more children can begin now. */
function places({ limits, counts, starting }: MapRunState): number {
  const limit = Math.min(limits.maxConcurrency || MAP_RUN_CONCURRENCY_MAX, MAP_RUN_CONCURRENCY_MAX);
  return Math.max(0, Math.min(limit - counts.RUNNING.executions, STARTING_MAX - starting));
}

function conclude(state: MapRunState, verdict: Verdict, nowMs: number): MapRunStep {
  if (state.counts.RUNNING.executions > 0 || state.starting > 0 || state.gathering) return { state, effects: [] };
  const gathers = verdict.status === 'SUCCEEDED' || (verdict.status === 'FAILED' && state.writesResults);
  return gathers
    ? { state: { ...state, gathering: true }, effects: [{ type: 'gather' }] }
    : end(state, undefined, nowMs);
}

/** What failed the Map Run before its results could not be collected stands. */
function end(state: MapRunState, failure: StatesError | undefined, nowMs: number): MapRunStep {
  const { verdict } = state;
  assert(verdict !== undefined, 'a Map Run ended that was still going on');
  const fails = failure !== undefined && verdict.status === 'SUCCEEDED';
  const last: Verdict = fails ? { status: 'FAILED', failure } : verdict;
  const ended = { ...state, status: last.status, verdict: last, stopMs: nowMs, gathering: false };
  return { state: ended, effects: [{ type: 'end' }] };
}
