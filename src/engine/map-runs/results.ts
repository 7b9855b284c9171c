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
import { type ChildResult, type ResultSink, ResultWriterError } from './result-sink.ts';

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

/**
 * The outputs of the children that succeeded, in the order of their items. Undefined when they are too large to be a state's
 * result. GUESS: that failures that were tolerated leave nothing in it.
 */
export async function joinChildOutputs(store: ExecutionStore, record: MapRunRecord): Promise<Payload | undefined> {
  const outputs: { readonly no: number; readonly text: string }[] = [];
  let bytes = 2;
  for await (const row of childRows(store, record, 'SUCCEEDED')) {
    const { output = 'null', child } = await viewExecution(store, row);
    bytes += Payload.ofText(output).bytes + (outputs.length === 0 ? 0 : 1);
    if (bytes > STATE_DATA_BYTES_MAX) return undefined;
    outputs.push({ no: child?.no ?? 0, text: output });
  }
  const texts = outputs.sort((a, b) => a.no - b.no).map(({ text }) => text);
  return Payload.ofText(`[${texts.join(',')}]`);
}

export async function* childResults(store: ExecutionStore, record: MapRunRecord): AsyncGenerator<ChildResult> {
  for await (const row of childRows(store, record)) yield resultOf(row, await viewExecution(store, row), record);
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

/** Once all children have ended. Done again it comes to the same. @throws when the store failed */
export async function collectResults(
  { executions, sink }: CollectDeps,
  record: MapRunRecord,
  { revision, frame, effect }: MapRunRequest,
): Promise<Collected> {
  const { writer } = decodeSettings(effect.parameters);
  if (writer?.resource === undefined) {
    const output = await joinChildOutputs(executions, record);
    return output === undefined ? { failure: tooLarge(frame.stateName) } : { output };
  }
  const { arn: mapRunArn, id: mapRunId } = record;
  const results = childResults(executions, record);
  try {
    const details = await sink.write({ mapRunArn, mapRunId, writer, results }, objectAccess(revision));
    const output = Payload.of({ MapRunArn: mapRunArn, ResultWriterDetails: details });
    return { output, resultWriterDetails: details };
  } catch (error) {
    if (!(error instanceof ResultWriterError)) throw error;
    return { failure: { error: 'States.ResultWriterFailed', cause: error.message } };
  }
}

/** As of any state (recorded). */
function tooLarge(stateName: string): StatesError {
  const cause = `The state/task '${stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return { error: 'States.DataLimitExceeded', cause };
}
