/** An execution back from the store. */
import type { ExecutionIdentity, ParentTask } from '../asl/execution-state.ts';
import type { ExecutionRow, ExecutionStore, StoredExecution } from '../store/execution-store.ts';
import { decodeExecution, decodeSummary } from './codec.ts';
import type { MachineRevision, MachineSource } from './machine-source.ts';
import type { ExecutionRecord, Loaded } from './record.ts';

interface Sources {
  readonly store: ExecutionStore;
  readonly machines: MachineSource;
}

/**
 * Undefined when there is no such execution, or it has ended and is not to be redriven. Marks the record as parked when it is.
 */
export async function loadExecution(
  { store, machines }: Sources,
  record: ExecutionRecord,
): Promise<Loaded | undefined> {
  const stored = record.stored ?? (await readExecution(store, record));
  record.stored = undefined;
  if (stored === undefined || !isWanted(stored.row, record)) return undefined;
  const { row } = stored;
  const revision = await machines.revision(row.revisionId);
  const { state, values, parking } = decodeExecution(stored, identityOf(row, revision));
  record.id = row.id;
  record.parking = row.parked ? parking : undefined;
  return { version: row.version, state, values, revision };
}

function isWanted({ status }: ExecutionRow, { queue }: ExecutionRecord): boolean {
  return status === 'RUNNING' || queue.some(({ input }) => input.type === 'redrive');
}

async function readExecution(store: ExecutionStore, record: ExecutionRecord): Promise<StoredExecution | undefined> {
  if (record.id !== undefined) return store.load(record.id);
  const row = await store.find(record.arn);
  return row !== undefined && isWanted(row, record) ? store.load(row.id) : undefined;
}

function identityOf(row: ExecutionRow, revision: MachineRevision): ExecutionIdentity {
  const { arn, name, startMs, through } = row;
  const { roleArn, machineArn, machineName } = revision;
  return { arn, name, startMs, roleArn, machineArn, machineName, ...(through && { through }) };
}

/** Whether the execution that has the task does not wait for it any more. */
export async function isAbandoned(store: ExecutionStore, { executionArn, effectId }: ParentTask): Promise<boolean> {
  const row = await store.find(executionArn);
  return row !== undefined && decodeSummary(row.head).abandoned.includes(effectId);
}
