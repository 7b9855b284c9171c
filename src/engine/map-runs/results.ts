/** What the children of a Map Run gave, read page by page from where they are stored. */
import type { StatesError } from '../../asl/execution-state.ts';
import { decodeSettings } from '../../asl/map-run/settings.ts';
import { assert } from '../../base/assert.ts';
import { STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import { Payload } from '../../base/payload.ts';
import type { ExecutionRow, ExecutionStatus, ExecutionStore } from '../../store/execution-store.ts';
import type { MapRunRequest } from '../map-run-port.ts';
import { type ExecutionView, viewExecution } from '../view.ts';
import type { MapRunRecord } from './map-run-record.ts';
import { objectAccess } from './object-access.ts';
import { formatResult, type Transformation } from './result-format.ts';
import { type ChildResult, type ResultSink, type ResultWriter, ResultWriterError } from './result-sink.ts';

const PAGE_CHILDREN = 500;

/** Newest first. Nothing may begin or end meanwhile, unless it has another status. */
export async function* childRows(
  store: ExecutionStore,
  { machineId, id: mapRunId }: Pick<MapRunRecord, 'machineId' | 'id'>,
  status?: ExecutionStatus,
): AsyncGenerator<ExecutionRow> {
  const listing = { machineId, mapRunId, ...(status && { status }), limit: PAGE_CHILDREN };
  let before: { readonly sortMs: number; readonly id: number } | undefined;
  for (;;) {
    const rows: readonly ExecutionRow[] = await store.list({ ...listing, ...(before && { before }) });
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_CHILDREN) return;
    before = { sortMs: last.stopMs ?? last.startMs, id: last.id };
  }
}

interface NumberedResult {
  readonly no: number;
  readonly result: ChildResult;
}

/** A state's result: those of the children in the order of their items. Undefined when they are too large for one. */
async function joinResults(
  results: AsyncIterable<NumberedResult>,
  transformation: Transformation,
): Promise<Payload | undefined> {
  const formatted: { readonly no: number; readonly texts: readonly string[] }[] = [];
  let bytes = 2;
  for await (const { no, result } of results) {
    const texts = formatResult(result, transformation);
    for (const text of texts) bytes += Payload.ofText(text).bytes + (bytes === 2 ? 0 : 1);
    if (bytes > STATE_DATA_BYTES_MAX) return undefined;
    formatted.push({ no, texts });
  }
  const inOrder = formatted.sort((a, b) => a.no - b.no).flatMap(({ texts }) => texts);
  return Payload.ofText(`[${inOrder.join(',')}]`);
}

async function* childResults(store: ExecutionStore, record: MapRunRecord): AsyncGenerator<NumberedResult> {
  for await (const row of childRows(store, record)) {
    const view = await viewExecution(store, row);
    yield { no: view.child?.no ?? 0, result: resultOf(row, view, record) };
  }
}

/** Those that never began come last. */
async function* allResults(
  begun: AsyncIterable<NumberedResult>,
  pending: AsyncIterable<ChildResult>,
): AsyncGenerator<ChildResult> {
  for await (const { result } of begun) yield result;
  yield* pending;
}

function resultOf(row: ExecutionRow, view: ExecutionView, { stateMachineArn }: MapRunRecord): ChildResult {
  const { arn, name, status, startMs, stopMs } = row;
  const { input, output, failure } = view;
  assert(status !== 'RUNNING', `child ${arn} of a Map Run has not ended`);
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    input,
    startMs,
    ...(stopMs === undefined ? {} : { stopMs }),
    ...(output === undefined ? {} : { output }),
    ...(failure ?? {}),
  };
}

/** What a Map Run comes to. */
export interface Collected {
  /** The state's result. */
  readonly output?: Payload;
  readonly failure?: StatesError;
  readonly resultWriterDetails?: MapRunRecord['resultWriterDetails'];
}

interface CollectDeps {
  readonly executions: ExecutionStore;
  readonly sink: ResultSink;
}

/**
 * Once all children have ended. Done again it comes to the same.
 * @param pending children that never began, for a ResultWriter
 * @throws when the store failed
 */
export async function collectResults(
  { executions, sink }: CollectDeps,
  record: MapRunRecord,
  { revision, frame, effect }: MapRunRequest,
  pending: AsyncIterable<ChildResult>,
): Promise<Collected> {
  const { writer } = decodeSettings(effect.parameters);
  const results = childResults(executions, record);
  if (writer?.resource === undefined) {
    const output = await joinResults(results, transformationOf(writer));
    return output === undefined ? { failure: tooLarge(frame.stateName) } : { output };
  }
  const { arn: mapRunArn, id: mapRunId } = record;
  const toWrite = { mapRunArn, mapRunId, writer, results: allResults(results, pending) };
  try {
    const resultWriterDetails = await sink.write(toWrite, objectAccess(revision));
    return { output: writtenOutput(mapRunArn, resultWriterDetails), resultWriterDetails };
  } catch (error) {
    if (!(error instanceof ResultWriterError)) throw error;
    return { failure: { error: 'States.ResultWriterFailed', cause: error.message } };
  }
}

/** The state's result when a ResultWriter has written those of the children (recorded). */
export function writtenOutput(mapRunArn: string, details: NonNullable<MapRunRecord['resultWriterDetails']>): Payload {
  return Payload.of({ MapRunArn: mapRunArn, ResultWriterDetails: details });
}

/** Documented: outputs alone, unless a ResultWriter without a Resource says otherwise. */
function transformationOf(writer: ResultWriter | undefined): Transformation {
  const said = writer?.writerConfig['Transformation'];
  return said === 'NONE' || said === 'FLATTEN' ? said : 'COMPACT';
}

/** As of any state (recorded). */
function tooLarge(stateName: string): StatesError {
  const cause = `The state/task '${stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return { error: 'States.DataLimitExceeded', cause };
}
