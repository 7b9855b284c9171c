/**
 * Redrive: an execution that did not succeed goes on from its unsuccessful states (developer guide, "Redriving executions"). What
 * succeeded keeps its results: of a Parallel or Map only the branches and iterations that are not done run again.
 */
import { HISTORY_EVENTS_MAX } from '../base/limits.ts';
import { dropChildren } from './child-frames.ts';
import type { Machine } from './definition.ts';
import { type Draft, emit, frameOf, makeReady, putFrame, type Stamp, stateOf } from './draft.ts';
import type { ExecutionState, ExecutionStatus, Frame, Redrive } from './execution-state.ts';
import { freshFrame } from './frames.ts';
import { unsuccessful } from './states/distributed-map.ts';

const DAY_MS = 24 * 3600 * 1000;
/** API reference, RedriveExecution: since the end, and since the start. */
const REDRIVABLE_PERIOD_MS = 14 * DAY_MS;
const EXECUTION_TIME_MS_MAX = 365 * DAY_MS;
/** API reference: a token is good for 15 minutes or the last ten redrives with one. */
const CLIENT_TOKEN_MS_MAX = 15 * 60_000;
const CLIENT_TOKENS_MAX = 10;

/** What decides whether an execution can be redriven. */
export interface Ended {
  readonly status: ExecutionStatus;
  readonly startMs: number;
  readonly stopMs?: number | undefined;
  readonly lastEventId: number;
}

/** Why an execution cannot be redriven, in the words of DescribeExecution; undefined when it can. */
export function redriveRefusal({ status, startMs, stopMs = 0, lastEventId }: Ended, nowMs: number): string | undefined {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (lastEventId >= HISTORY_EVENTS_MAX - 1) return 'Execution history event limit exceeded';
  if (nowMs - startMs > EXECUTION_TIME_MS_MAX) return 'Execution has exceeded the max execution time';
  if (nowMs - stopMs > REDRIVABLE_PERIOD_MS) return 'Execution redrivable period exceeded';
  return undefined;
}

/** The redrive that a client asked for with this token before, as long as that counts as the same. */
export function redriveOf(redrives: readonly Redrive[], clientToken: string, nowMs: number): Redrive | undefined {
  return redrives
    .filter((redrive) => redrive.clientToken !== undefined)
    .slice(-CLIENT_TOKENS_MAX)
    .find((redrive) => redrive.clientToken === clientToken && nowMs - redrive.redriveMs <= CLIENT_TOKEN_MS_MAX);
}

export function canRedrive({ identity, status, stopMs, lastEventId }: ExecutionState, nowMs: number): boolean {
  if (identity.express !== undefined) return false;
  return redriveRefusal({ status, startMs: identity.startMs, stopMs, lastEventId }, nowMs) === undefined;
}

/** The execution as it is when it runs again, before anything of it does. Its deadline starts anew; nobody waits for it. */
export function redriven(
  { output: _, failure: __, stopMs: ___, deadlineMs: ____, ...state }: ExecutionState,
  { timeoutSeconds }: Machine,
  { nowMs }: Stamp,
  clientToken: string | undefined,
): ExecutionState {
  const { parent, redrives = [], lastEventId } = state;
  const redrive = { eventId: lastEventId + 1, redriveMs: nowMs, ...(clientToken !== undefined && { clientToken }) };
  return {
    ...state,
    status: 'RUNNING',
    redrives: [...redrives, redrive],
    ...(parent && { parent: { ...parent, waits: false } }),
    ...(timeoutSeconds !== undefined && { deadlineMs: nowMs + timeoutSeconds * 1000 }),
  };
}

/** GUESS: what precedes the event. */
export function beginRedrive(draft: Draft): void {
  const redriveCount = draft.before.redrives?.length ?? 0;
  emit(draft, draft.lastEventId, 'ExecutionRedriven', { redriveCount });
  redriveFrame(draft, frameOf(draft, 0));
}

function redriveFrame(draft: Draft, frame: Frame): void {
  if (frame.phase === 'done') return;
  if (frame.phase === 'entering') return makeReady(draft, frame.no);
  const { children } = frame;
  if (children === undefined || children.open === 0) return workAnew(draft, frame);
  putFrame(draft, { ...frame, retrierAttempts: [], retryCount: 0 });
  for (let no = children.first; no < children.first + children.begun; no++) redriveFrame(draft, frameOf(draft, no));
}

/** GUESS: children of an Express workflow, of which nothing is kept but their end, are begun anew with a new Map Run. */
function mapRunOf(draft: Draft, frame: Frame): Partial<Frame> {
  const state = stateOf(draft, frame);
  return state.type === 'Map' && state.processor.executionType === 'STANDARD' ? unsuccessful(frame) : {};
}

/** The state is not entered again: its work follows the event that entered it (measured on AWS). */
function workAnew(draft: Draft, frame: Frame): void {
  const { no, enteredEventId } = frame;
  const fresh = freshFrame(dropChildren(draft, frame));
  putFrame(draft, { ...fresh, ...mapRunOf(draft, frame), phase: 'retrying', lastEventId: enteredEventId });
  makeReady(draft, no);
}
