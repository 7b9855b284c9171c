/**
 * An effect port that keeps its promises whatever the one behind it does: an error thrown there is a defect of ours, which is
 * reported and fails the one task.
 */
import type { EffectPort, ReadyTask, RunOutcome, TaskOutcome } from './effect-port.ts';

export function guardedPort(port: EffectPort, onDefect: (error: unknown) => void): EffectPort {
  /** How far the task had come is unknown: the Retriers that are meant for that apply. */
  function failure(resource: string, defect: unknown): TaskOutcome {
    onDefect(defect);
    const reason = defect instanceof Error ? defect.message : String(defect);
    const error = port.unknownOutcome(resource)?.error ?? 'States.TaskFailed';
    return { type: 'failed', error, cause: `Stepwell could not do the task because of an error of its own: ${reason}` };
  }

  function guarded(ready: ReadyTask, resource: string): ReadyTask {
    return {
      ...(ready.workerName === undefined ? {} : { workerName: ready.workerName }),
      async run() {
        try {
          return await ready.run();
        } catch (error) {
          return failure(resource, error);
        }
      },
      release() {
        try {
          ready.release();
        } catch (error) {
          onDefect(error);
        }
      },
    };
  }

  function failing(outcome: RunOutcome): ReadyTask {
    return { run: async () => outcome, release() {} };
  }

  return {
    tryPrepare(request) {
      try {
        const ready = port.tryPrepare(request);
        return ready && guarded(ready, request.resource);
      } catch (error) {
        return failing(failure(request.resource, error));
      }
    },
    async prepare(request, signal) {
      try {
        return guarded(await port.prepare(request, signal), request.resource);
      } catch (error) {
        return failing(failure(request.resource, error));
      }
    },
    unknownOutcome: (resource) => port.unknownOutcome(resource),
    async watch(request, submitted, signal) {
      try {
        return await port.watch(request, submitted, signal);
      } catch (error) {
        return failure(request.resource, error);
      }
    },
    cancel(request, submitted) {
      try {
        port.cancel(request, submitted);
      } catch (error) {
        onDefect(error);
      }
    },
    activityExists: (arn) => port.activityExists(arn),
  };
}
