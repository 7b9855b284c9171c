/**
 * The port for executions. One `commit` makes many executions' steps durable in one transaction; reads show only what is
 * durable. The store knows rows, not the States Language: `head`, `data` and `events` are texts the engine encodes.
 */

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Shards exist so that several nodes can share a database: an execution's shard is a hash of its ARN. */
export const SHARD_COUNT = 64;

/** Proof of ownership: the owner and, per shard, the epoch under which it was taken. */
export interface Fence {
  readonly owner: string;
  readonly epochs: ReadonlyMap<number, number>;
}

/** The version of its state machine that an execution was started through, and the alias that led there. */
export interface StartedThrough {
  readonly version: number;
  readonly alias?: string;
}

/** The Map Run whose child an execution is, and how many items it works on. */
export interface ChildOfMapRun {
  readonly id: string;
  readonly itemCount: number;
}

/** What is fixed when an execution starts. */
export interface ExecutionStart {
  /** Ends in `:` and `name`; stores look an ARN up by that. */
  readonly arn: string;
  /** Unique within the machine. */
  readonly name: string;
  /** Internal id of the state machine resource (kind `stateMachine`); it must exist with status ACTIVE at commit. */
  readonly machineId: string;
  readonly revisionId: string;
  readonly startMs: number;
  /** Absent: through the machine itself. */
  readonly through?: StartedThrough;
  /** Absent: it is one of the machine's own. */
  readonly mapRun?: ChildOfMapRun;
}

/** An execution that had ended goes on. */
export interface RedriveWrite {
  /** How often it has done so, this time included. */
  readonly count: number;
  readonly redriveMs: number;
}

/** One step of one execution. */
export interface ExecutionWrite {
  /** Present exactly on the first write. */
  readonly start?: ExecutionStart | undefined;
  /** The store's id, from the first write's result; absent on the first. */
  readonly id?: number | undefined;
  /** Present exactly on the write with which the execution goes on after its end. */
  readonly redrive?: RedriveWrite | undefined;
  readonly shard: number;
  /** The version this write makes: 1 on the first; the stored one must be one lower. */
  readonly version: number;
  readonly status: ExecutionStatus;
  readonly head: string;
  readonly stopMs?: number | undefined;
  /** When the execution wants to be woken; absent: nothing to wait for. */
  readonly nextWakeMs?: number | undefined;
  /** Set when a defect parked the execution: it is not recovered until released. */
  readonly parked?: boolean;
  /** Changed frames; null removes. Frames stay until they are removed, also when the execution has ended. */
  readonly frames: readonly { readonly no: number; readonly data: string | null }[];
  /** Large texts, referenced by number from head, frames and events. Written once, never changed. */
  readonly values: readonly { readonly no: number; readonly text: string }[];
  /** The events of this step: a JSON array's text; ids are dense over the execution. */
  readonly history?: { readonly firstId: number; readonly lastId: number; readonly events: string } | undefined;
  /** The execution's events behind this id are to be delivered to its log, unless a delivery is under way. */
  readonly deliversLogFrom?: number | undefined;
}

export type WriteResult =
  | { readonly type: 'committed'; readonly id: number }
  /** Only for starts: the name is taken within the machine, which is active. */
  | { readonly type: 'name-taken' }
  /** Only for starts and redrives: the machine is gone or is being deleted. */
  | { readonly type: 'machine-not-active' };

/** The columns of an execution. */
export interface ExecutionRow {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  readonly machineId: string;
  readonly revisionId: string;
  readonly shard: number;
  readonly version: number;
  readonly status: ExecutionStatus;
  readonly startMs: number;
  readonly through?: StartedThrough;
  readonly mapRun?: ChildOfMapRun;
  /** 0 in most; `redriveMs` is the last time. */
  readonly redriveCount: number;
  readonly redriveMs?: number;
  readonly stopMs?: number;
  readonly nextWakeMs?: number;
  readonly parked: boolean;
  readonly head: string;
}

export interface StoredExecution {
  readonly row: ExecutionRow;
  /** In order of `no`. */
  readonly frames: readonly { readonly no: number; readonly data: string }[];
  readonly values: readonly { readonly no: number; readonly text: string }[];
}

export interface HistoryRow {
  readonly firstId: number;
  readonly lastId: number;
  readonly events: string;
}

/** How far the events of an execution have been delivered to its log. */
export interface LogDelivery {
  readonly execution: ExecutionRow;
  readonly deliveredId: number;
}

export interface LogDeliveryMove {
  readonly executionId: number;
  readonly deliveredId: number;
  /** Nothing more is to be delivered, provided that the execution, which has ended, is still at this version. */
  readonly endedAtVersion?: number;
}

/** Newest first: by `executionSortMs`, then by id. */
export interface ExecutionListing {
  readonly machineId: string;
  /** The children of this Map Run instead of the machine's own executions. */
  readonly mapRunId?: string;
  readonly status?: ExecutionStatus;
  /** Only those started through this version, or this alias. */
  readonly through?: { readonly version: number } | { readonly alias: string };
  /** Only those that were, or were not, redriven. */
  readonly redriven?: boolean;
  /** Continue below this position. */
  readonly before?: { readonly sortMs: number; readonly id: number };
  readonly limit: number;
}

/** How many children of a Map Run have a status, and how many items they work on. */
export interface ChildCount {
  readonly status: ExecutionStatus;
  readonly executions: number;
  readonly items: number;
}

/** Where an execution stands in a listing: at its stop time, while it has none where it last began to run. */
export function executionSortMs({
  startMs,
  redriveMs,
  stopMs,
}: Pick<ExecutionRow, 'startMs' | 'redriveMs' | 'stopMs'>): number {
  return stopMs ?? redriveMs ?? startMs;
}

/** A shard that was written is owned by somebody else now: the writer must forget its executions. */
export class FenceLostError extends Error {}
/** An execution is not at the version that a write builds on. */
export class VersionConflictError extends Error {}

export interface ExecutionStore {
  /** Takes every shard that is free (a single-process store: all of them). */
  acquireShards(owner: string): Promise<Fence>;
  /**
   * Makes all writes durable in one transaction; the results are in the order of the writes. A start that cannot be made
   * fails alone.
   * @throws FenceLostError, VersionConflictError, or the database's error; then nothing was written
   */
  commit(fence: Fence, writes: readonly ExecutionWrite[]): Promise<readonly WriteResult[]>;
  /** The newest execution under this ARN. */
  find(arn: string): Promise<ExecutionRow | undefined>;
  findByName(machineId: string, name: string): Promise<ExecutionRow | undefined>;
  load(id: number): Promise<StoredExecution | undefined>;
  /** Those with these ids, as far as they exist, by id. */
  rows(ids: readonly number[]): Promise<readonly ExecutionRow[]>;
  /** By id, ascending, above `afterId`. */
  listAfter(query: { readonly afterId: number; readonly limit: number }): Promise<readonly ExecutionRow[]>;
  list(listing: ExecutionListing): Promise<readonly ExecutionRow[]>;
  /** Ids of running, unparked executions of the fence's shards, ascending, above `afterId`. */
  listOpen(fence: Fence, query: { readonly afterId: number; readonly limit: number }): Promise<readonly number[]>;
  /** Ids of running, unparked executions of the fence's shards whose wake-up is due before the time, soonest first. */
  listDue(fence: Fence, query: { readonly beforeMs: number; readonly limit: number }): Promise<readonly number[]>;
  /** Parked executions whose ARN begins so, by id, ascending, above `afterId`. */
  listParked(query: {
    readonly arnPrefix: string;
    readonly afterId: number;
    readonly limit: number;
  }): Promise<readonly ExecutionRow[]>;
  /** Running executions of a machine, parked ones included; of the children of Map Runs only those that are not parked. */
  countOpen(machineId: string): Promise<number>;
  /** One count for each status that children of the Map Run have. */
  countChildren(mapRunId: string): Promise<readonly ChildCount[]>;
  /**
   * Rows that hold events from `fromId` to `toId`, inclusive, by id in the order asked for (the events within a row are
   * always ascending); `limit` counts rows.
   */
  history(
    id: number,
    range: { readonly fromId: number; readonly toId: number; readonly reverse: boolean; readonly limit: number },
  ): Promise<readonly HistoryRow[]>;
  /** The large texts with these numbers, as far as they exist. */
  values(id: number, numbers: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** Ids of executions of the fence's shards with a log delivery that is not over, ascending, above `afterId`. */
  listLogDeliveries(
    fence: Fence,
    query: { readonly afterId: number; readonly limit: number },
  ): Promise<readonly number[]>;
  /** The deliveries of these executions that are not over. */
  logDeliveries(ids: readonly number[]): Promise<readonly LogDelivery[]>;
  /** In one durable transaction. */
  moveLogDeliveries(moves: readonly LogDeliveryMove[]): Promise<void>;
}
