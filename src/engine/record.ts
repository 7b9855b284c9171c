/** One execution in the engine's memory. */
import type { ExecutionState, Frame } from '../asl/execution-state.ts';
import type { Payload } from '../base/payload.ts';
import type { StoredExecution } from '../store/execution-store.ts';
import type { Parking, SharedValues } from './codec.ts';
import type { ReadyTask, TaskRequest } from './effect-port.ts';
import type { MachineRevision } from './machine-source.ts';
import type { QueuedInput } from './queued-input.ts';

/** The interpreter's state and where it stands in the store. */
export interface Loaded {
  /** 0 until the first commit. */
  version: number;
  state: ExecutionState;
  values: SharedValues;
  revision: MachineRevision;
  /** As it was written last. */
  root?: EncodedRoot;
}

/** The machine's own frame, and how it is stored: with the head while it is small. */
export interface EncodedRoot {
  readonly frame: Frame;
  readonly text: string;
  readonly isSmall: boolean;
}

/** Where the tasks of one execution stand. */
export interface TaskPlaces {
  /** Tasks that have their place and wait for their Started event to become durable, by effect id. */
  readonly held: Map<string, HeldTask>;
  /** Tasks that wait for a place, by effect id. */
  readonly queued: Map<string, AbortController>;
  /** Ids of tasks that are being done. */
  readonly running: Set<string>;
  /** Of those, the ones that nobody waits for any more: a job they set going is to be stopped. */
  readonly unwanted: Set<string>;
  /** Jobs that tasks set going, by effect id. */
  readonly jobs: Map<string, Job>;
}

/** A task that has its place, and what it is. */
export interface HeldTask {
  readonly request: TaskRequest;
  readonly ready: ReadyTask;
}

export interface Job {
  readonly request: TaskRequest;
  /** What the call that set it going answered. */
  readonly submitted: Payload;
  /** Gives up waiting for its end. */
  readonly controller: AbortController;
}

export function noPlaces(): TaskPlaces {
  return { held: new Map(), queued: new Map(), running: new Set(), unwanted: new Set(), jobs: new Map() };
}

export interface ExecutionRecord extends TaskPlaces {
  readonly arn: string;
  readonly shard: number;
  /** The store's id; undefined while it is not known that the store has the execution. */
  id: number | undefined;
  /** What was read to bring the execution back, until it is loaded from that. */
  stored: StoredExecution | undefined;
  /** Undefined when the memory was discarded: it is loaded again before the next input. */
  loaded: Loaded | undefined;
  queue: QueuedInput[];
  /** Somebody is working the queue off. */
  busy: boolean;
  /** Set when a defect stopped it: inputs are kept, not worked off. */
  parking: Parking | undefined;
  /** Somebody asked to set the parked execution going again. */
  releasing: boolean;
  /** The latest stamp, so that time never runs backwards within an execution. */
  lastStampMs: number;
}

export function newRecord(arn: string, shard: number): ExecutionRecord {
  return {
    arn,
    shard,
    id: undefined,
    stored: undefined,
    loaded: undefined,
    queue: [],
    busy: false,
    parking: undefined,
    releasing: false,
    ...noPlaces(),
    lastStampMs: 0,
  };
}
