/**
 * The port for searching executions: a copy of what is worth searching by, beside the execution store so that commits do not
 * wait for it. Whoever keeps it puts in what changed; all of it can be made again from the execution store.
 */
import type { ExecutionStatus } from './execution-store.ts';

export interface IndexedExecution {
  /** The execution store's. */
  readonly id: number;
  /** `ACCOUNT/REGION` */
  readonly scope: string;
  readonly machineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startMs: number;
  readonly stopMs?: number;
  readonly error?: string;
  /** ARN of the execution it was forked from. */
  readonly forkedFrom?: string;
}

export interface IndexWrite extends IndexedExecution {
  /** Whose words find the execution. */
  readonly text: string;
}

/** Executions without an end come behind those with one: as if they ended, and lasted, longer than any. */
export type SearchKey = 'start' | 'stop' | 'name' | 'duration' | 'status';

export interface SearchPosition {
  /** What the order compares: a name, or a number. */
  readonly key: string | number;
  readonly id: number;
}

export interface ExecutionSearch {
  readonly scope: string;
  readonly machineArn?: string;
  readonly statuses?: readonly ExecutionStatus[];
  /** Inclusive. */
  readonly startedFromMs?: number;
  /** Exclusive. */
  readonly startedToMs?: number;
  readonly namePrefix?: string;
  readonly error?: string;
  /** Each begins a word of the text; as `wordsOf` gives them. */
  readonly words?: readonly string[];
  readonly order: { readonly by: SearchKey; readonly descending: boolean };
  /** Continue behind this one. */
  readonly after?: SearchPosition;
  readonly limit: number;
}

export interface Found {
  readonly execution: IndexedExecution;
  readonly position: SearchPosition;
}

/** What happened in one minute to the executions of one machine. */
export interface MinuteCounts {
  readonly machineArn: string;
  /** Since 1970. */
  readonly minute: number;
  readonly started: number;
  /** By status, of those that ended. */
  readonly ended: Readonly<Partial<Record<ExecutionStatus, number>>>;
}

export interface StatusCount {
  readonly machineArn: string;
  readonly status: ExecutionStatus;
  readonly count: number;
}

export interface ExecutionIndex {
  /** In one transaction. What is known under an id is replaced. */
  put(writes: readonly IndexWrite[]): Promise<void>;
  search(search: ExecutionSearch): Promise<readonly Found[]>;
  /** How many executions there are, by machine and status. */
  counts(scope: string): Promise<readonly StatusCount[]>;
  /** From a minute on, as far back as minutes are kept: a day. */
  minutes(scope: string, fromMinute: number): Promise<readonly MinuteCounts[]>;
  /** 0 when it is empty. */
  highestId(): Promise<number>;
  /** Ids of executions that it takes for running, ascending, above `afterId`. */
  runningIds(query: { readonly afterId: number; readonly limit: number }): Promise<readonly number[]>;
}

export const MINUTES_KEPT = 24 * 60;
export const minuteOf = (ms: number): number => Math.floor(ms / 60_000);

/** As far as anything has an end: later than all dates. */
export const NO_END_MS = 8_640_000_000_000_001;

/** In alphabetical order, which is the order by status; then by start. */
export const STATUS_ORDER: readonly ExecutionStatus[] = ['ABORTED', 'FAILED', 'RUNNING', 'SUCCEEDED', 'TIMED_OUT'];
/** More milliseconds than there are until the year 5138. */
export const STATUS_SPAN_MS = 100_000_000_000_000;

/** What an order compares. */
export function searchKeyOf(by: SearchKey, { name, status, startMs, stopMs }: IndexedExecution): string | number {
  switch (by) {
    case 'start':
      return startMs;
    case 'stop':
      return stopMs ?? NO_END_MS;
    case 'name':
      return name;
    case 'duration':
      return stopMs === undefined ? NO_END_MS : stopMs - startMs;
    case 'status':
      return STATUS_ORDER.indexOf(status) * STATUS_SPAN_MS + startMs;
  }
}

/** The words of a text, in lower case and without diacritics: runs of letters, digits, hyphens and underscores. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase();
  return plain.match(/[\p{L}\p{N}_-]+/gu) ?? [];
}
