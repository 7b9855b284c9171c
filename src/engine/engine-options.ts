/** What the engine is made of, and what it is asked for. */
import type { Input } from '../asl/advance.ts';
import type { Beginning, ForkOrigin, MapRunChild, ParentTask, StartedThrough } from '../asl/execution-state.ts';
import type { Clock } from '../base/clock.ts';
import type { Payload } from '../base/payload.ts';
import type { Random } from '../base/random.ts';
import type { ExecutionStore } from '../store/execution-store.ts';
import type { EffectPort } from './effect-port.ts';
import type { ExecutionLog } from './execution-log.ts';
import type { IndexFeed } from './index-feed.ts';
import type { MachineRevision, MachineSource } from './machine-source.ts';
import type { MapRunPort } from './map-run-port.ts';
import type { EngineObserver } from './observer.ts';
import type { TaskTokens } from './task-request.ts';

export interface EngineOptions {
  readonly store: ExecutionStore;
  readonly machines: MachineSource;
  readonly effects: EffectPort;
  readonly mapRuns: MapRunPort;
  /** For executions of machines that log; absent: none of them does. */
  readonly log?: ExecutionLog;
  /** Told of starts and ends once they are durable; absent: nobody searches. */
  readonly index?: Pick<IndexFeed, 'changed'>;
  /** Counts; absent: nobody does. */
  readonly observer?: EngineObserver;
  readonly clock: Clock;
  readonly random: Random;
  /** What becomes of a task that had begun when the process died. */
  readonly onUnknownOutcome: 'fail' | 'rerun';
  /** Unguessable, and the same in every process. */
  readonly taskToken: TaskTokens;
  /** Told after the end of an execution is durable. */
  readonly onEnded: (machineId: string, executionArn: string) => void;
  /** Told of a defect of our own that parked an execution. */
  readonly onParked: (executionArn: string, error: unknown) => void;
  /** Told of errors that parked nothing: a failed commit or load, which is tried again, or an effect port that threw. */
  readonly onDefect: (error: unknown) => void;
}

export interface StartRequest {
  readonly revision: MachineRevision;
  readonly arn: string;
  readonly name: string;
  readonly input: Payload;
  /** Absent: through the machine itself. */
  readonly through?: StartedThrough;
  /** The task that starts it. */
  readonly parent?: ParentTask;
  /** Absent: it begins at the beginning. */
  readonly fork?: { readonly origin: ForkOrigin; readonly beginning: Beginning };
  /** The Map Run that starts it. */
  readonly mapRun?: MapRunChild;
}

export type StartResult =
  | { readonly type: 'started'; readonly startMs: number }
  | { readonly type: 'name-taken' }
  | { readonly type: 'machine-not-active' };

/** What a worker says with a task's token. */
export type WorkerInput = Extract<Input, { readonly type: 'succeeded' | 'failed' | 'heartbeat' }>;
