/** What the world says of tasks that are awaited: they begin, are submitted, end, or give a sign of life. */
import type { Payload } from '../base/payload.ts';
import { type Draft, emitInFrame, putFrame, stateOf } from './draft.ts';
import { frameNumberOf } from './effect-id.ts';
import type { ExecutionState, Frame, OpenEffect, TaskResult } from './execution-state.ts';
import { resume } from './frames.ts';
import { completionOf } from './resource.ts';
import type { TaskState } from './states/task.ts';
import { type TaskEvents, taskEvents } from './states/task-events.ts';

type WaitingFrame = Frame & { readonly effect: OpenEffect };

/** The frame that waits for the effect, if one still does. */
export function frameWaitingFor(
  { frames }: Pick<ExecutionState, 'frames'>,
  effectId: string,
): WaitingFrame | undefined {
  const frame = frames.get(frameNumberOf(effectId));
  return frame?.effect?.id === effectId ? (frame as WaitingFrame) : undefined;
}

/** Whether a result that comes with the task's token would be taken: the first one is. */
export function awaitsCallback(state: ExecutionState, effectId: string): boolean {
  const frame = state.status === 'RUNNING' ? frameWaitingFor(state, effectId) : undefined;
  return frame !== undefined && frame.effect.callback === undefined;
}

export function taskStarted(draft: Draft, effectId: string, workerName: string | undefined): void {
  const frame = frameWaitingFor(draft, effectId);
  if (frame === undefined || frame.effect.started) return;
  const { type, details } = eventsOf(draft, frame).started(workerName);
  const started = emitInFrame(draft, frame, type, details);
  putFrame(draft, { ...started, effect: { ...frame.effect, started: true } });
  draft.effects.push({ type: 'run', id: effectId });
}

/** The call of a job or a callback task returned. */
export function taskSubmitted(draft: Draft, effectId: string, output: Payload): void {
  const frame = frameWaitingFor(draft, effectId);
  if (frame === undefined || !frame.effect.started || frame.effect.submitted !== undefined) return;
  const { type, details } = eventsOf(draft, frame).submitted(output);
  const submitted = { ...emitInFrame(draft, frame, type, details), effect: { ...frame.effect, submitted: output } };
  putFrame(draft, submitted);
  const { callback } = frame.effect;
  if (callback !== undefined) resume(draft, submitted, callback);
  else if (completionOf(taskOf(draft, frame).resource) === 'job') draft.effects.push({ type: 'watch', id: effectId });
}

/** The task ended, or the call that should have set it going failed; GUESS: a callback that came before that counts. */
export function taskEnded(draft: Draft, effectId: string, result: TaskResult): void {
  const frame = frameWaitingFor(draft, effectId);
  if (frame !== undefined) resume(draft, frame, frame.effect.callback ?? result);
}

/** The result came with the task's token. Before the call returned it has to wait for that; deadlines do not matter any more. */
export function taskCalledBack(draft: Draft, effectId: string, result: TaskResult): void {
  const frame = frameWaitingFor(draft, effectId);
  if (frame === undefined || frame.effect.callback !== undefined) return;
  const { resource } = taskOf(draft, frame);
  if (resource.type === 'activity' || frame.effect.submitted !== undefined) return resume(draft, frame, result);
  const { timeoutAtMs: _, heartbeatAtMs: __, heartbeatMs: ___, ...rest } = frame;
  putFrame(draft, { ...rest, effect: { ...frame.effect, callback: result } });
}

/** Only moves the heartbeat's deadline: no event, and no change that needs to be written down. */
export function heartbeat(draft: Draft, effectId: string): void {
  const frame = frameWaitingFor(draft, effectId);
  const moved = frame && withHeartbeat(frame, draft.stamp.nowMs);
  if (moved !== undefined && moved !== frame) draft.frames = draft.frames.set(moved.no, moved);
}

/** Heartbeats are not written down: whoever takes an execution up from what was written gives each task a whole one. */
export function restartHeartbeats(state: ExecutionState, nowMs: number): ExecutionState {
  let { frames } = state;
  for (const no of state.waiting) {
    const frame = frames.get(no);
    const moved = frame && withHeartbeat(frame, nowMs);
    if (moved !== frame) frames = frames.set(no, moved);
  }
  return frames === state.frames ? state : { ...state, frames };
}

/** Whether the execution waits for a heartbeat. */
export function awaitsHeartbeat(state: ExecutionState): boolean {
  return state.waiting.some((no) => state.frames.get(no)?.heartbeatMs !== undefined);
}

function withHeartbeat(frame: Frame, nowMs: number): Frame {
  const { heartbeatMs } = frame;
  if (heartbeatMs === undefined || frame.heartbeatAtMs === nowMs + heartbeatMs) return frame;
  return { ...frame, heartbeatAtMs: nowMs + heartbeatMs };
}

function eventsOf(draft: Draft, frame: Frame): TaskEvents {
  return taskEvents(taskOf(draft, frame).resource);
}

function taskOf(draft: Draft, frame: Frame): TaskState {
  return stateOf(draft, frame) as TaskState;
}
