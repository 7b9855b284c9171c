/**
 * The scratch pad of one call of `advance`: starts from an execution's state, collects what changes, the events and the
 * effects, and is sealed into the next state. It never leaves the call.
 */
import { assert } from '../base/assert.ts';
import type { Json } from '../base/json.ts';
import { HISTORY_EVENTS_MAX } from '../base/limits.ts';
import type { Payload } from '../base/payload.ts';
import type { PersistentList } from '../base/persistent-list.ts';
import { RandomStream } from '../base/random.ts';
import { contextObject, type Iteration, iterationOf } from './context-object.ts';
import type { Machine, State } from './definition.ts';
import { effectId } from './effect-id.ts';
import type { ExecutionState, Frame, StatesError } from './execution-state.ts';
import type { FlowScope } from './flow.ts';
import type { EventDetails, HistoryEvent } from './history-event.ts';
import type { Observe } from './observe.ts';
import { completionOf } from './resource.ts';
import type { Signal } from './state-kind.ts';
import { variableValues } from './variables.ts';

/** The time and the randomness of one step. */
export interface Stamp {
  readonly nowMs: number;
  /** Hexadecimal, 128 bits. */
  readonly seed: string;
  /** The state machine is being deleted: the execution ends at its next transition. */
  readonly machineDeleting?: boolean;
  /** The token of a task by its effect's id; without it the id itself serves. */
  readonly taskToken?: (effectId: string) => string;
  /** Whether there is an activity of this ARN now; without it there is every one. */
  readonly activityExists?: (arn: string) => boolean;
}

/** What the world is to do, after the step is durable. */
export type Effect =
  /** Find a place for the task, then give `started`. */
  | { readonly type: 'schedule'; readonly id: string }
  /** The task has its place and its Started event: do it. */
  | { readonly type: 'run'; readonly id: string }
  /** The job that the task set going is to be waited for. */
  | { readonly type: 'watch'; readonly id: string }
  /** A distributed Map began: its Map Run is to start. */
  | { readonly type: 'begin-map-run'; readonly id: string }
  /** Nobody waits for the task any more: if it has not begun, it need not; a job or Map Run it set going is to be stopped. */
  | { readonly type: 'withdraw'; readonly id: string };

/** The changeable part of the execution's state, while a step is being made. */
interface Changing {
  status: ExecutionState['status'];
  output?: Payload;
  failure?: StatesError;
  stopMs?: number;
  lastEventId: number;
  frames: PersistentList<Frame>;
  waiting: readonly number[];
  ready: readonly number[];
  abandoned: readonly string[];
}

export interface Draft extends Changing {
  readonly machine: Machine;
  readonly stamp: Stamp;
  readonly before: ExecutionState;
  readonly random: () => RandomStream;
  /** Numbers of the frames that changed. */
  readonly changed: Set<number>;
  readonly events: HistoryEvent[];
  readonly effects: Effect[];
  /** News for frames, by frame number. */
  readonly signals: Map<number, Signal>;
  /** States entered so far in this call. */
  transitions: number;
  /** Set while one state is tried out on its own. */
  readonly trial?: Trial;
}

export interface Trial {
  readonly observe: Observe;
  /** Takes the place of the context object. */
  readonly context?: Json;
}

export function openDraft(machine: Machine, before: ExecutionState, stamp: Stamp): Draft {
  const { status, lastEventId, frames, waiting, ready, abandoned } = before;
  let stream: RandomStream | undefined;
  const random = () => {
    stream ??= new RandomStream(stamp.seed);
    return stream;
  };
  return {
    machine,
    stamp,
    before,
    random,
    changed: new Set(),
    events: [],
    effects: [],
    signals: new Map(),
    transitions: 0,
    status,
    lastEventId,
    frames,
    waiting,
    ready,
    abandoned,
  };
}

export function sealDraft(draft: Draft): ExecutionState {
  const { status, output, failure, stopMs, lastEventId, frames, waiting, ready, abandoned } = draft;
  const after: Changing & ExecutionState = {
    ...draft.before,
    status,
    lastEventId,
    frames,
    waiting,
    ready,
    abandoned,
  };
  if (output !== undefined) after.output = output;
  if (failure !== undefined) after.failure = failure;
  if (stopMs !== undefined) after.stopMs = stopMs;
  return after;
}

/** Thrown by `emit`, caught by `advance`: the next event has to be the history's last. */
export class HistoryFull extends Error {}

export function frameOf(draft: Draft, no: number): Frame {
  const frame = draft.frames.get(no);
  assert(frame !== undefined, `frame ${no} does not exist`);
  return frame;
}

export function stateOf(draft: Draft, frame: Frame): State {
  const state = draft.machine.states.get(frame.stateName);
  assert(state !== undefined, `state ${frame.stateName} does not exist`);
  return state;
}

/** Stores a frame and keeps the list of waiting frames. */
export function putFrame(draft: Draft, frame: Frame): void {
  const waits = frame.wakeMs !== undefined || frame.timeoutAtMs !== undefined || frame.effect !== undefined;
  const listed = draft.waiting.includes(frame.no);
  if (waits && !listed) draft.waiting = [...draft.waiting, frame.no];
  else if (!waits && listed) draft.waiting = draft.waiting.filter((no) => no !== frame.no);
  draft.changed.add(frame.no);
  draft.frames = draft.frames.set(frame.no, frame);
}

/** Takes a frame away together with what it waits for; its children have to be gone. */
export function dropFrame(draft: Draft, no: number): void {
  const frame = frameOf(draft, no);
  draft.changed.add(no);
  draft.frames = draft.frames.set(no, undefined);
  if (frame.phase === 'done') return;
  withdrawEffect(draft, frame);
  draft.waiting = draft.waiting.filter((other) => other !== no);
  draft.ready = draft.ready.filter((other) => other !== no);
  draft.signals.delete(no);
}

/** Nobody waits for the frame's open effect any more, if it has one. */
export function withdrawEffect(draft: Draft, frame: Frame): void {
  const { effect } = frame;
  if (effect === undefined) return;
  draft.effects.push({ type: 'withdraw', id: effect.id });
  const state = stateOf(draft, frame);
  const goesOnAlone = state.type === 'Map' || (state.type === 'Task' && completionOf(state.resource) === 'job');
  if (effect.started && goesOnAlone) {
    draft.abandoned = [...draft.abandoned, effect.id];
  }
}

export function makeReady(draft: Draft, no: number): void {
  draft.ready = [...draft.ready, no];
}

/** Appends an event; returns its id. */
export function emit(draft: Draft, previousEventId: number, type: string, details?: EventDetails): number {
  const id = draft.lastEventId + 1;
  if (id >= HISTORY_EVENTS_MAX && !type.startsWith('Execution') && isHistoryBounded(draft)) throw new HistoryFull();
  const timestampMs = draft.stamp.nowMs;
  draft.events.push(
    details === undefined
      ? { id, previousEventId, timestampMs, type }
      : { id, previousEventId, timestampMs, type, details },
  );
  draft.lastEventId = id;
  return id;
}

/** The history of an Express execution is only logged, so nothing limits it (Step Functions quotas). */
function isHistoryBounded({ before }: Draft): boolean {
  return before.identity.express === undefined;
}

/** Appends an event to a frame's own line; returns the frame that goes on from it. The caller stores the frame. */
export function emitInFrame<F extends Frame>(draft: Draft, frame: F, type: string, details?: EventDetails): F {
  return { ...frame, lastEventId: emit(draft, frame.lastEventId, type, details) };
}

/**
 * What the fields of a frame's state see before anything is done. The iteration is the one the frame is part of, unless another
 * is given: an item the frame's own state is about to begin.
 */
export function flowScope(draft: Draft, frame: Frame, iteration?: Iteration): FlowScope {
  return {
    input: frame.input,
    data: frame.input,
    context: () => {
      if (draft.trial?.context !== undefined) return draft.trial.context;
      const state = stateOf(draft, frame);
      return contextObject(draft.before, frame, {
        stateType: state.type,
        iteration: iteration ?? iterationOf(draft.frames, frame),
        taskToken: taskTokenOf(draft, frame, state),
      });
    },
    variables: variableValues(frame.variables),
    random: draft.random,
    nowMs: draft.stamp.nowMs,
    observe: draft.trial?.observe,
  };
}

/** Undefined for states whose task nobody can end with a token; activities get theirs with the task (recorded). */
function taskTokenOf(draft: Draft, frame: Frame, state: State): string | undefined {
  if (state.type !== 'Task' || state.resource.type !== 'service' || completionOf(state.resource) === 'call') {
    return undefined;
  }
  // once the task is scheduled the frame counts its effect
  const id = effectId(frame.no, frame.phase === 'task' ? frame.effectCount - 1 : frame.effectCount);
  return draft.stamp.taskToken?.(id) ?? id;
}
