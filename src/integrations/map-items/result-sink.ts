/**
 * Writes the results of a Map Run into objects, as the engine's port asks for: `SUCCEEDED_n`, `FAILED_n` and `PENDING_n`, and a
 * manifest of them (Step Functions developer guide, ResultWriter).
 */
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { formatResult, type Transformation } from '../../engine/map-runs/result-format.ts';
import {
  type ChildResult,
  type ResultSink,
  type ResultsToWrite,
  ResultWriterError,
} from '../../engine/map-runs/result-sink.ts';
import { textOf } from './reader-config.ts';
import { type OutputType, ResultFile, type WrittenFile } from './result-file.ts';
import { type S3Access, type S3AccessDeps, s3Access } from './s3-access.ts';

type Outcome = 'SUCCEEDED' | 'FAILED' | 'PENDING';

/** Children that timed out or were aborted stand with those that failed (documented). */
const OUTCOMES: Readonly<Record<ChildResult['status'], Outcome>> = {
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  TIMED_OUT: 'FAILED',
  ABORTED: 'FAILED',
  PENDING: 'PENDING',
};

/** Documented: a file holds up to 5 GB. */
const FILE_BYTES_MAX = 5_000_000_000;

export function createResultSink(deps: S3AccessDeps, fileBytesMax = FILE_BYTES_MAX): ResultSink {
  return {
    async write(results, access) {
      const s3 = s3Access(deps, access, (cause) => new ResultWriterError(cause));
      const { Bucket, folder } = destinationOf(results);
      const files = new ResultFiles(s3, { Bucket, folder, fileBytesMax, ...formatOf(results.writer.writerConfig) });
      const written = await files.writeAll(results.results);
      const manifest = { DestinationBucket: Bucket, MapRunArn: results.mapRunArn, ResultFiles: written };
      const Key = `${folder}manifest.json`;
      await s3('PutObject', {
        Bucket,
        Key,
        Body: Buffer.from(JSON.stringify(manifest)),
        ContentType: 'application/json',
      });
      return { Bucket, Key };
    },
  };
}

interface FilesOptions {
  readonly Bucket: string;
  readonly folder: string;
  readonly transformation: Transformation;
  readonly outputType: OutputType;
  readonly fileBytesMax: number;
}

class ResultFiles {
  readonly #s3: S3Access;
  readonly #options: FilesOptions;
  readonly #written: Record<Outcome, WrittenFile[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  readonly #open = new Map<Outcome, ResultFile>();

  constructor(s3: S3Access, options: FilesOptions) {
    this.#s3 = s3;
    this.#options = options;
  }

  async writeAll(results: AsyncIterable<ChildResult>): Promise<Readonly<Record<Outcome, readonly WrittenFile[]>>> {
    try {
      for await (const result of results) {
        const outcome = OUTCOMES[result.status];
        for (const text of formatResult(result, this.#options.transformation)) await this.#write(outcome, text);
      }
      for (const outcome of [...this.#open.keys()]) await this.#end(outcome);
      return this.#written;
    } catch (error) {
      await Promise.all([...this.#open.values()].map((file) => file.abandon(error as Error)));
      throw error;
    }
  }

  async #write(outcome: Outcome, text: string): Promise<void> {
    const file = this.#open.get(outcome) ?? this.#begin(outcome);
    await file.write(text);
    if (file.bytes >= this.#options.fileBytesMax) await this.#end(outcome);
  }

  #begin(outcome: Outcome): ResultFile {
    const { Bucket, folder, outputType } = this.#options;
    const number = this.#written[outcome].length;
    const Key = `${folder}${outcome}_${number}.${outputType.toLowerCase()}`;
    const file = new ResultFile(this.#s3, { Bucket, Key }, outputType);
    this.#open.set(outcome, file);
    return file;
  }

  async #end(outcome: Outcome): Promise<void> {
    const file = this.#open.get(outcome);
    if (file === undefined) return;
    this.#written[outcome].push(await file.end());
    this.#open.delete(outcome);
  }
}

/** @throws ResultWriterError. GUESS: the wording */
function destinationOf({ writer, mapRunId }: ResultsToWrite) {
  const { parameters } = writer;
  const given: JsonObject = isJsonObject(parameters) ? parameters : {};
  const Bucket = textOf(given['Bucket']);
  if (Bucket === undefined || Bucket === '') throw new ResultWriterError('The ResultWriter has no Bucket.');
  const prefix = textOf(given['Prefix']) ?? '';
  const above = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return { Bucket, folder: `${above}${mapRunId}/` };
}

function formatOf(config: JsonObject): Pick<FilesOptions, 'transformation' | 'outputType'> {
  const transformation = (textOf(config['Transformation']) ?? 'NONE') as Transformation;
  return { transformation, outputType: (textOf(config['OutputType']) ?? 'JSON') as OutputType };
}
