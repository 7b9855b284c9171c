/**
 * Where a ResultWriter puts the results of a Map Run. They are handed over once all child executions have ended, read page by
 * page from where those are stored.
 */
import type { Json, JsonObject } from '../../base/json.ts';
import type { ObjectAccess } from './item-source.ts';

/** A child execution that has ended, or that never began because the Map Run ended before. Texts are JSON. */
export interface ChildResult {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING';
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly startMs?: number;
  readonly stopMs?: number;
}

/** A ResultWriter, its fields evaluated. */
export interface ResultWriter {
  /** `arn:aws:states:::s3:putObject`; absent: the results are only formatted, and become the state's result. */
  readonly resource?: string;
  /** Parameters or Arguments. */
  readonly parameters?: Json;
  readonly writerConfig: JsonObject;
}

/** The results cannot be written: the Map Run fails with `States.ResultWriterFailed` and the message as its cause. */
export class ResultWriterError extends Error {}

export interface ResultsToWrite {
  readonly mapRunArn: string;
  /** The last part of the ARN: results lie under `PREFIX/ID/`. */
  readonly mapRunId: string;
  readonly writer: ResultWriter;
  /** In no particular order. */
  readonly results: AsyncIterable<ChildResult>;
}

export interface ResultSink {
  /**
   * Writes all results, and the manifest last. After a crash it is called again from the beginning, and overwrites.
   * @returns `ResultWriterDetails` of the state's result: where the manifest lies
   * @throws ResultWriterError
   */
  write(results: ResultsToWrite, access: ObjectAccess): Promise<{ readonly Bucket: string; readonly Key: string }>;
}
