/** One kind of work that a Task's Resource can name. */
import type { Payload } from '../base/payload.ts';
import type { Call } from '../base/service.ts';
import type { ReadyTask, TaskOutcome, TaskRequest } from '../engine/effect-port.ts';

/** As the engine's effect port; `call` acts as the task's role. */
export interface Integration {
  tryPrepare(request: TaskRequest, call: Call): ReadyTask | undefined;
  prepare(request: TaskRequest, call: Call, signal: AbortSignal): Promise<ReadyTask>;
  /** The error of a task that had begun when the process died; undefined when it can be done again. */
  readonly unknownOutcome: { readonly error: string; readonly cause: string } | undefined;
  /** Present when it has jobs. */
  readonly jobs?: Jobs;
}

export interface Jobs {
  watch(request: TaskRequest, submitted: Payload, call: Call, signal: AbortSignal): Promise<TaskOutcome>;
  cancel(submitted: Payload, call: Call): Promise<void>;
}

/** Work that needs no place: one call, which ends the task. */
export function callIntegration(
  run: (request: TaskRequest, call: Call) => Promise<TaskOutcome>,
  unknownOutcome: Integration['unknownOutcome'],
): Integration {
  const ready = (request: TaskRequest, call: Call): ReadyTask => ({ run: () => run(request, call), release() {} });
  return { tryPrepare: ready, prepare: async (request, call) => ready(request, call), unknownOutcome };
}

/** What ends the task comes later: when the call has succeeded, it is only submitted. */
export function submitting(integration: Integration): Integration {
  const submitted = ({ run, ...ready }: ReadyTask): ReadyTask => ({
    ...ready,
    async run() {
      const outcome = await run();
      return outcome.type === 'succeeded' ? { ...outcome, type: 'submitted' } : outcome;
    },
  });
  return {
    ...integration,
    tryPrepare(request, call) {
      const ready = integration.tryPrepare(request, call);
      return ready && submitted(ready);
    },
    prepare: async (request, call, signal) => submitted(await integration.prepare(request, call, signal)),
  };
}
