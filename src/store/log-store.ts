/**
 * The port for logs: groups of streams of events. It stands apart from the other stores, with a writer of its own, so that
 * functions that print much do not slow executions down: what is appended survives the end of the process, but the last
 * moments may be lost with the power.
 */
import type { LogFilter } from './log-filter.ts';

export interface LogEvent {
  readonly timestampMs: number;
  readonly message: string;
}

/**
 * Where an event stands among those of its group: by time, then in the order in which they arrived. `seq` is unique and
 * rises with arrival; 0 stands before every event of its millisecond.
 */
export interface LogPosition {
  readonly timestampMs: number;
  readonly seq: number;
}

export interface StoredLogEvent extends LogEvent {
  readonly position: LogPosition;
  readonly streamName: string;
  readonly ingestionMs: number;
}

export interface LogGroup {
  readonly id: number;
  /** `ACCOUNT/REGION` */
  readonly scope: string;
  /** Unique within the scope. */
  readonly name: string;
  readonly createdMs: number;
  /** Absent: events are kept for good. */
  readonly retentionDays?: number;
  /** See `eventBytes`. */
  readonly storedBytes: number;
  /** JSON text, an object: what else there is to know; `{}` when the group was made by its first event. */
  readonly data: string;
}

export interface LogStream {
  readonly id: number;
  /** Unique within the group. */
  readonly name: string;
  readonly createdMs: number;
  /** Absent as long as there are no events, like the next two. */
  readonly firstEventMs?: number;
  readonly lastEventMs?: number;
  readonly lastIngestionMs?: number;
}

export interface NewLogGroup {
  readonly scope: string;
  readonly name: string;
  readonly createdMs: number;
  readonly data: string;
}

/** Part of a group's name. */
export interface NamePart {
  readonly text: string;
  /** The name begins with it. */
  readonly isPrefix: boolean;
}

export interface LogGroupListing {
  /** Names above it, in code points. */
  readonly after?: string;
  /** Names that have one of these parts. */
  readonly parts?: readonly NamePart[];
  readonly limit: number;
}

export interface LogStreamListing {
  readonly orderBy: 'name' | 'last-event';
  readonly descending: boolean;
  readonly prefix?: string;
  /** The last stream of the page before. */
  readonly after?: Pick<LogStream, 'name' | 'lastEventMs'>;
  readonly limit: number;
}

/** Events for one stream. */
export interface LogAppend {
  readonly scope: string;
  readonly group: string;
  readonly stream: string;
  readonly events: readonly LogEvent[];
  /** What is made when it is missing: nothing, the stream, or the group as well. */
  readonly creates?: 'stream' | 'group';
}

export type LogAppendResult = 'appended' | 'no-group' | 'no-stream';

export interface LogQuery {
  readonly groupId: number;
  /** Absent: all streams of the group. */
  readonly streams?: { readonly ids: readonly number[] } | { readonly prefix: string };
  /** The first position that belongs to the range. */
  readonly from: LogPosition;
  /** The first position behind the range. */
  readonly to: LogPosition;
  /** The newest first. */
  readonly reverse: boolean;
  /** At least 1. */
  readonly limit: number;
  /** Of the page, counted like `storedBytes`; a larger event comes alone. */
  readonly bytesMax: number;
  readonly filter?: LogFilter;
}

/** A call looks at a bounded number of events, so a page may be empty although there is more. */
export interface LogPage {
  readonly events: readonly StoredLogEvent[];
  /** Where the rest of the range begins (`from`), or ends in reverse (`to`). Absent: that was all. */
  readonly rest?: LogPosition;
}

export interface LogStore {
  /** False when the name is taken. */
  createGroup(group: NewLogGroup): Promise<boolean>;
  findGroup(scope: string, name: string): Promise<LogGroup | undefined>;
  /** In order of name, in code points. */
  listGroups(scope: string, listing: LogGroupListing): Promise<readonly LogGroup[]>;
  setRetention(groupId: number, days: number | undefined): Promise<void>;
  /** Replaces `before` by `after`; false when the data is no longer `before`. */
  replaceData(groupId: number, before: string, after: string): Promise<boolean>;
  /** With its streams and events. */
  deleteGroup(groupId: number): Promise<void>;

  /** False when the name is taken, or the group gone. */
  createStream(groupId: number, name: string, createdMs: number): Promise<boolean>;
  findStream(groupId: number, name: string): Promise<LogStream | undefined>;
  /** By name in code points, or by last event (streams without events before all others) and name. */
  listStreams(groupId: number, listing: LogStreamListing): Promise<readonly LogStream[]>;
  /** With its events. False when there was none. */
  deleteStream(groupId: number, name: string): Promise<boolean>;

  /** All in one transaction; `ingestionMs` is when they arrived. Results are in the order of `appends`. */
  append(ingestionMs: number, appends: readonly LogAppend[]): Promise<readonly LogAppendResult[]>;
  read(query: LogQuery): Promise<LogPage>;

  /**
   * Removes some of what is no longer to be kept: events that are older than their group's retention, and what deleted groups
   * and streams have left. Short, so that others get their turn.
   * @returns whether there may be more
   */
  sweep(nowMs: number): Promise<boolean>;
}

/** What an event counts: its message in UTF-8, and 26 bytes beside it (PutLogEvents API reference). */
export function eventBytes(message: string): number {
  return Buffer.byteLength(message) + 26;
}

/** Every position there can be. */
export const FIRST_POSITION: LogPosition = { timestampMs: 0, seq: 0 };
export const LAST_POSITION: LogPosition = { timestampMs: Number.MAX_SAFE_INTEGER, seq: 0 };

export function comparePositions(a: LogPosition, b: LogPosition): number {
  return a.timestampMs - b.timestampMs || a.seq - b.seq;
}

/** The first position above `position`. */
export function positionAfter({ timestampMs, seq }: LogPosition): LogPosition {
  return { timestampMs, seq: seq + 1 };
}

export function expiryMs(retentionDays: number, nowMs: number): number {
  return nowMs - retentionDays * 24 * 3600 * 1000;
}
