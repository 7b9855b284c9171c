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
  /** The machine's role, or the one named by the task's Credentials. */
  readonly roleArn: string;
  readonly region: string;
  readonly account: string;
  /** The state's Resource. */
  readonly resource: string;
  readonly parameters: Payload;
}

export type TaskOutcome =
  | { readonly type: 'succeeded'; readonly output: Payload }
  | { readonly type: 'failed'; readonly error: string; readonly cause: string };

/** A task that can run now: it has its permission, its function and its place. Exactly one of the two is called. */
export interface ReadyTask {
  /** Does it. Never rejects. */
  run(): Promise<TaskOutcome>;
  /** Gives its place back without doing it. */
  release(): void;
}

export interface EffectPort {
  /** Ready at once, or undefined when it has to wait for a place. A task that can only fail is ready, and fails when run. */
  tryPrepare(request: TaskRequest): ReadyTask | undefined;
  /** Waits for a place; withdrawn by the signal (then it never resolves or resolves to a task that is released). */
  prepare(request: TaskRequest, signal: AbortSignal): Promise<ReadyTask>;
  /** The error of a task that had begun when the process died: nobody knows whether it was done. */
  unknownOutcome(resource: string): { readonly error: string; readonly cause: string };
}
