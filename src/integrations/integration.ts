/** One kind of work that a Task's Resource can name. */
import type { Call } from '../base/service.ts';
import type { ReadyTask, TaskRequest } from '../engine/effect-port.ts';

export interface Integration {
  /** As the engine's effect port; `call` acts as the task's role. */
  tryPrepare(request: TaskRequest, call: Call): ReadyTask | undefined;
  prepare(request: TaskRequest, call: Call, signal: AbortSignal): Promise<ReadyTask>;
  /** The error of a task that had begun when the process died. */
  readonly unknownOutcome: { readonly error: string; readonly cause: string };
}
