/**
 * The state of one execution: plain, immutable data from which the interpreter can always go on. A frame is one line of
 * control: the machine itself, a branch of a Parallel, an iteration of a Map.
 */
import type { Payload } from '../base/payload.ts';
import type { PersistentList } from '../base/persistent-list.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A States error: data, never thrown. Absent members are absent in the history too. */
export interface StatesError {
  readonly error?: string;
  readonly cause?: string;
}

/** The version of its state machine that an execution was started through, and the alias that led there. */
export interface StartedThrough {
  readonly version: number;
  readonly alias?: string;
}

/** What the context object says of an execution; fixed at its start. */
export interface ExecutionIdentity {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly startMs: number;
  /** Absent: it was started through the machine itself. */
  readonly through?: StartedThrough;
  /** Set for executions of Express workflows: whether somebody waits for the end. */
  readonly express?: 'sync' | 'async';
}

/** A task whose result is awaited. */
export interface OpenEffect {
  /** `FRAME-N`, unique in the execution. */
  readonly id: string;
  readonly parameters: Payload;
  /** The role of the task's Credentials. */
  readonly credentialsRoleArn?: string;
  /** The Started event is written: whatever happens now may have had side effects. */
  readonly started: boolean;
  /** What the call of a job or a callback task answered; its result comes later. */
  readonly submitted?: Payload;
  /** What came with the task's token before the call returned. */
  readonly callback?: TaskResult;
}

/** How a task ended. */
export type TaskResult =
  | { readonly type: 'succeeded'; readonly output: Payload }
  | { readonly type: 'failed'; readonly error?: string; readonly cause?: string };

/** Which child of a Map Run an execution is. */
export interface MapRunChild {
  readonly mapRunArn: string;
  /** The last part of the ARN. */
  readonly mapRunId: string;
  /** Counts the children of the Map Run, from 0, in the order of their items. */
  readonly no: number;
  readonly itemCount: number;
}

/** The task that started an execution. */
export interface ParentTask {
  readonly executionArn: string;
  readonly effectId: string;
  /** It waits for the execution's end: when nobody waits for the task any more, the execution is to be stopped. */
  readonly waits: boolean;
}

/** One time an execution that had ended went on. */
export interface Redrive {
  /** Of its ExecutionRedriven. */
  readonly eventId: number;
  readonly redriveMs: number;
  /** What the client called it. */
  readonly clientToken?: string;
}

/** Where an execution begins that does not begin at the beginning. */
export interface Beginning {
  /** One of the machine's own states, not of a machine nested in another state. */
  readonly stateName: string;
  /** What the state is given. */
  readonly input: Payload;
  readonly variables: Variables;
}

/** The execution that another one was forked from. */
export interface ForkOrigin {
  readonly executionArn: string;
  /** The state that the fork began with. */
  readonly stateName: string;
  /** The event with which the original had entered that state; absent when it never did. */
  readonly eventId?: number;
  /** Those that the fork began with: its history does not tell. */
  readonly variables: Variables;
}

/** Where a frame stands in its state. */
export type Phase =
  /** About to enter the state. */
  | 'entering'
  /** Entered; the work is about to begin anew (after a Retrier's delay). */
  | 'retrying'
  /** Waiting for `wakeMs`: a Wait state, or a Retrier's delay. */
  | 'waiting'
  /** Waiting for the open effect. */
  | 'task'
  /** Waiting for child frames. */
  | 'children'
  /** Over; `output` holds what it gave, until the parent takes it. */
  | 'done';

/**
 * The child frames of a Parallel or Map state, in order of branch or item. They have consecutive numbers, so that what the
 * parent's frame says of them does not grow with them: it is written again at every step in which one of them ends.
 */
export interface Children {
  /** Number of the first one's frame; all the numbers are reserved at once. */
  readonly first: number;
  readonly count: number;
  /** How many have begun: the index of the next one. Those that ended keep their frame, in phase `done`. */
  readonly begun: number;
  /** How many have begun and not ended. */
  readonly open: number;
  /** How many may be open at once. */
  readonly limit: number;
}

export interface Frame {
  readonly no: number;
  readonly parent?: { readonly frame: number; readonly index: number };
  readonly phase: Phase;
  readonly stateName: string;
  /** The raw state input, before InputPath. */
  readonly input: Payload;
  readonly output?: Payload;
  readonly enteredMs: number;
  /** Id of the event that entered the state. */
  readonly enteredEventId: number;
  /** The predecessor of the frame's next event. */
  readonly lastEventId: number;
  /** The predecessor of the event that entered the state: an abort while it is open points there (recorded). */
  readonly beforeStateEventId: number;
  /** Attempts used up by each Retrier of the state. */
  readonly retrierAttempts: readonly number[];
  /** `$$.State.RetryCount` */
  readonly retryCount: number;
  /** Counts the effects of this frame. */
  readonly effectCount: number;
  readonly effect?: OpenEffect;
  readonly wakeMs?: number;
  readonly timeoutAtMs?: number;
  readonly heartbeatAtMs?: number;
  /** HeartbeatSeconds of the attempt, in milliseconds. */
  readonly heartbeatMs?: number;
  readonly children?: Children;
  /** What a Map iterates over. */
  readonly items?: Payload;
  /** The settings of the Map Run that did not succeed, as JSON text: a redrive takes it up again. */
  readonly unsuccessfulMapRun?: string;
  readonly variables: Variables;
}

/** Variables of one scope: name to value. */
export type Variables = Readonly<Record<string, Payload>>;
export const NO_VARIABLES: Variables = {};

export interface ExecutionState {
  readonly identity: ExecutionIdentity;
  readonly status: ExecutionStatus;
  readonly input: Payload;
  readonly output?: Payload;
  readonly failure?: StatesError;
  readonly stopMs?: number;
  readonly parent?: ParentTask;
  readonly forkedFrom?: ForkOrigin;
  /** Oldest first; absent: none. */
  readonly redrives?: readonly Redrive[];
  readonly mapRun?: MapRunChild;
  /** Effects of jobs and Map Runs that were begun and that nobody waits for any more: they are to be stopped. */
  readonly abandoned: readonly string[];
  /** The machine's TimeoutSeconds as a moment. */
  readonly deadlineMs?: number;
  readonly lastEventId: number;
  readonly frames: PersistentList<Frame>;
  /** Frames that wait for the world: those with a wake-up, a timeout or an effect. */
  readonly waiting: readonly number[];
  /** Frames with transitions still to make, in order; the next `continue` takes them up. */
  readonly ready: readonly number[];
}
