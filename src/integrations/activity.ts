/** A Task whose Resource is an activity: a worker that polls for it gets it, with the token to end it with. */
import type { ReadyTask, TaskRequest } from '../engine/effect-port.ts';
import type { Integration } from './integration.ts';

interface ActivityTask {
  readonly activityArn: string;
  readonly taskToken: string;
  readonly input: string;
}

/** A worker set aside for a task; exactly one of the two is called. */
interface Assignment {
  readonly workerName: string | undefined;
  handOver(): void;
  release(): void;
}

/** Where workers poll; implemented by the service. */
export interface ActivityWorkers {
  exists(activityArn: string): boolean;
  tryOffer(task: ActivityTask): Assignment | undefined;
  offer(task: ActivityTask, signal: AbortSignal): Promise<Assignment>;
}

export function activity(workers: ActivityWorkers): Integration {
  return {
    tryPrepare(request) {
      const assignment = workers.tryOffer(taskOf(request));
      return assignment && readyTask(assignment);
    },
    prepare: async (request, _, signal) => readyTask(await workers.offer(taskOf(request), signal)),
    unknownOutcome: undefined,
  };
}

function taskOf({ resource, parameters, taskToken }: TaskRequest): ActivityTask {
  return { activityArn: resource, taskToken: taskToken(), input: parameters.text };
}

function readyTask({ workerName, handOver, release }: Assignment): ReadyTask {
  return {
    ...(workerName === undefined ? {} : { workerName }),
    async run() {
      handOver();
      return { type: 'handed-over' };
    },
    release,
  };
}
