/** How an execution ends. */

import type { Payload } from '../base/payload.ts';
import { PersistentList } from '../base/persistent-list.ts';
import { type Draft, withdrawEffect } from './draft.ts';
import type { ExecutionStatus, StatesError } from './execution-state.ts';

interface Ending {
  readonly output?: Payload;
  readonly failure?: StatesError;
  /** When it is not the step's own time. */
  readonly stopMs?: number;
}

/**
 * The ending event is written already. A successful execution lets go of its frames; the others keep them, since a redrive
 * or a fork goes on from there.
 */
export function endExecution(draft: Draft, status: Exclude<ExecutionStatus, 'RUNNING'>, ending: Ending): void {
  draft.status = status;
  draft.stopMs = ending.stopMs ?? draft.stamp.nowMs;
  if (ending.output !== undefined) draft.output = ending.output;
  if (ending.failure !== undefined) draft.failure = ending.failure;
  if (status === 'SUCCEEDED') {
    for (const frame of draft.frames) draft.changed.add(frame.no);
    draft.frames = PersistentList.of([]);
  } else {
    for (const frame of draft.frames) withdrawEffect(draft, frame);
  }
  draft.ready = [];
  draft.waiting = [];
}
