/** An effect port that tells how long each task's call took. */
import type { EffectPort, ReadyTask } from '../engine/effect-port.ts';
import type { Metrics } from './metrics.ts';

export function measuredPort(port: EffectPort, metrics: Pick<Metrics, 'taskEnded'>): EffectPort {
  function measured(ready: ReadyTask, resource: string): ReadyTask {
    return {
      ...(ready.workerName !== undefined && { workerName: ready.workerName }),
      async run() {
        const startedMs = performance.now();
        const outcome = await ready.run();
        metrics.taskEnded(resource, outcome.type, performance.now() - startedMs);
        return outcome;
      },
      release: () => ready.release(),
    };
  }
  return {
    tryPrepare(request) {
      const ready = port.tryPrepare(request);
      return ready && measured(ready, request.resource);
    },
    prepare: async (request, signal) => measured(await port.prepare(request, signal), request.resource),
    unknownOutcome: (resource) => port.unknownOutcome(resource),
    watch: (request, submitted, signal) => port.watch(request, submitted, signal),
    cancel: (request, submitted) => port.cancel(request, submitted),
    activityExists: (arn) => port.activityExists(arn),
  };
}
