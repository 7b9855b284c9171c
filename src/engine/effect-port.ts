/**
 * What the engine asks of the world. The integrations implement it; the engine knows neither services nor ARNs of theirs.
 */
import type { Payload } from '../base/payload.ts';

/** A task to be done for an execution, at most once per id. */
export interface TaskRequest {
  /** Unique within the execution, and the idempotency key. */
  readonly effectId: string;
  readonly executionArn: string;
  readonly executionName: string;
  readonly machineArn: string;
  /** What whoever does the task may end it with. Unguessable, and unique over all tasks there ever were. */
  readonly taskToken: () => string;
  /** The machine's role. */
  readonly roleArn: string;
  /** The role of the task's Credentials. */
  readonly credentialsRoleArn?: string;
  readonly region: string;
  readonly account: string;
  /** The state's Resource. */
  readonly resource: string;
  readonly parameters: Payload;
  /** Who looks on while the task goes over HTTP: TestState alone. */
  readonly http?: HttpObserver;
}

export interface HttpObserver {
  /** Whether what the connection adds is shown, too. */
  readonly revealSecrets: boolean;
  tell(exchange: HttpExchange): void;
}

/** As TestState shows it (API reference, InspectionDataRequest and InspectionDataResponse). */
export interface HttpExchange {
  readonly request: {
    readonly protocol: string;
    readonly method: string;
    readonly url: string;
    readonly headers: string;
    readonly body?: string;
  };
  /** Absent when none came. */
  readonly response?: {
    readonly protocol: string;
    readonly statusCode: string;
    readonly statusMessage: string;
    readonly headers: string;
    readonly body: string;
  };
}

/** How a task ended as far as the one who did it knows. */
export type TaskOutcome =
  | { readonly type: 'succeeded'; readonly output: Payload }
  | { readonly type: 'failed'; readonly error: string; readonly cause: string };

/** What is known when a task has been begun and its call is over. */
export type RunOutcome =
  | TaskOutcome
  /** The call of a job or a callback task returned; the end comes later. */
  | { readonly type: 'submitted'; readonly output: Payload }
  /** A worker has it: the end comes with the task's token. */
  | { readonly type: 'handed-over' };

/** A task that can run now: it has its permission, its function and its place. Exactly one of the two is called. */
export interface ReadyTask {
  /** Who will do it, when that is a worker that said its name. */
  readonly workerName?: string;
  /** Does it. Never rejects. */
  run(): Promise<RunOutcome>;
  /** Gives its place back without doing it. */
  release(): void;
}

export interface EffectPort {
  /** Ready at once, or undefined when it has to wait for a place. A task that can only fail is ready, and fails when run. */
  tryPrepare(request: TaskRequest): ReadyTask | undefined;
  /** Waits for a place; withdrawn by the signal (then it never resolves or resolves to a task that is released). */
  prepare(request: TaskRequest, signal: AbortSignal): Promise<ReadyTask>;
  /**
   * The error of a task that had begun when the process died: nobody knows whether it was done. Undefined for one that knows
   * itself again, so that it can be done again under the same id.
   */
  unknownOutcome(resource: string): { readonly error: string; readonly cause: string } | undefined;
  /** Waits for the end of the job that a submitted task set going; asked again after a restart. Given up by the signal. */
  watch(request: TaskRequest, submitted: Payload, signal: AbortSignal): Promise<TaskOutcome>;
  /** Nobody waits for the job any more: stops it, if it still runs. */
  cancel(request: TaskRequest, submitted: Payload): void;
  /** Whether there is an activity of this ARN now. */
  activityExists(arn: string): boolean;
}
