/** What the main thread and the workers say to each other, and how errors of ours survive the way. */
import { FenceLostError, VersionConflictError } from '../execution-store.ts';
import { DataDirectoryError, type DataDirectoryProblem } from './data-directory-error.ts';
import { DatabaseError, type DatabaseErrorCode } from './database-error.ts';
import type { ExecutionReader } from './execution-reader.ts';
import type { ExecutionWriter } from './execution-writer.ts';
import type { LogDeliveryReader, LogDeliveryWriter } from './log-deliveries.ts';
import type { LogGroups } from './log-groups.ts';
import type { LogReader } from './log-reader.ts';
import type { LogSweeper } from './log-sweeper.ts';
import type { LogWriter } from './log-writer.ts';
import type { ResourceReader, ResourceWriter } from './resources.ts';
import type { SearchReader } from './search-reader.ts';
import type { SearchWriter } from './search-writer.ts';

export interface WorkerSettings {
  readonly role: 'writer' | 'reader' | 'logs' | 'search';
  readonly directory: string;
}

/** What a worker does when asked; like the ports, but synchronous. */
export type WriterOperations = ExecutionWriter & LogDeliveryWriter & ResourceWriter & Closing;
export type ReaderOperations = ExecutionReader & LogDeliveryReader & ResourceReader & Closing;
export type LogOperations = LogGroups & LogWriter & LogReader & LogSweeper & Closing;

export type SearchOperations = SearchWriter & SearchReader & Closing;

interface Closing {
  /** The last operation; the worker ends. */
  close(): void;
}

export interface WorkerRequest {
  readonly id: number;
  readonly operation: string;
  readonly args: readonly unknown[];
}

/** Id 0 answers the opening. */
export type WorkerAnswer = { readonly id: number } & (
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: WorkerError }
);

export type WorkerError = { readonly message: string } & (
  | { readonly type: 'fence-lost' | 'version-conflict' | 'other' }
  | { readonly type: 'database'; readonly code: DatabaseErrorCode }
  | {
      readonly type: 'data-directory';
      readonly directory: string;
      readonly problem: DataDirectoryProblem;
      readonly detail: string;
    }
);

export function encodeError(error: unknown): WorkerError {
  if (!(error instanceof Error)) return { type: 'other', message: String(error) };
  const { message } = error;
  if (error instanceof FenceLostError) return { type: 'fence-lost', message };
  if (error instanceof VersionConflictError) return { type: 'version-conflict', message };
  if (error instanceof DatabaseError) return { type: 'database', message, code: error.code };
  if (error instanceof DataDirectoryError) {
    const { directory, problem, detail } = error;
    return { type: 'data-directory', message, directory, problem, detail };
  }
  return { type: 'other', message: error.stack ?? message };
}

export function decodeError(error: WorkerError): Error {
  switch (error.type) {
    case 'fence-lost':
      return new FenceLostError(error.message);
    case 'version-conflict':
      return new VersionConflictError(error.message);
    case 'database':
      return new DatabaseError(error.code, error.message);
    case 'data-directory':
      return new DataDirectoryError(error.directory, error.problem, error.detail);
    case 'other':
      return new Error(error.message);
  }
}
