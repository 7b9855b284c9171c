/** Moments at which an execution wants to be woken, and the tasks it waits for: both derived from its state. */
import type { ExecutionState, Frame, OpenEffect } from './execution-state.ts';

/** The earliest deadline in milliseconds since 1970; undefined when nothing but an effect or nothing at all is awaited. */
export function nextWake(state: ExecutionState): number | undefined {
  if (state.status !== 'RUNNING') return undefined;
  let next = state.deadlineMs ?? Number.POSITIVE_INFINITY;
  for (const no of state.waiting) {
    const frame = state.frames.get(no);
    if (frame !== undefined) next = Math.min(next, frameDeadline(frame));
  }
  return next === Number.POSITIVE_INFINITY ? undefined : next;
}

export function frameDeadline({ wakeMs, timeoutAtMs, heartbeatAtMs }: Frame): number {
  const never = Number.POSITIVE_INFINITY;
  return Math.min(wakeMs ?? never, timeoutAtMs ?? never, heartbeatAtMs ?? never);
}

/** The effects that are still open, in the order in which their frames began to wait. */
export function outstanding(state: ExecutionState): readonly { readonly frame: Frame; readonly effect: OpenEffect }[] {
  if (state.status !== 'RUNNING') return [];
  return state.waiting.flatMap((no) => {
    const frame = state.frames.get(no);
    return frame?.effect === undefined ? [] : [{ frame, effect: frame.effect }];
  });
}
