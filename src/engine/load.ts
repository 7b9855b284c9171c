/** An execution back from the store. */
import type { ExecutionIdentity } from '../asl/execution-state.ts';
import type { ExecutionRow, ExecutionStore, StoredExecution } from '../store/execution-store.ts';
import { decodeExecution } from './codec.ts';
import type { MachineRevision, MachineSource } from './machine-source.ts';
import type { ExecutionRecord, Loaded } from './record.ts';

interface Sources {
  readonly store: ExecutionStore;
  readonly machines: MachineSource;
}

/** Undefined when there is no such execution or it has ended. Marks the record as parked when it is. */
export async function loadExecution(
  { store, machines }: Sources,
  record: ExecutionRecord,
): Promise<Loaded | undefined> {
  const stored = record.stored ?? (await readExecution(store, record));
  record.stored = undefined;
  if (stored === undefined || stored.row.status !== 'RUNNING') return undefined;
  const { row } = stored;
  const revision = await machines.revision(row.revisionId);
  const { state, values, parking } = decodeExecution(stored, identityOf(row, revision));
  record.id = row.id;
  record.parking = row.parked ? parking : undefined;
  return { version: row.version, state, values, revision };
}

async function readExecution(
  store: ExecutionStore,
  { id, arn }: ExecutionRecord,
): Promise<StoredExecution | undefined> {
  if (id !== undefined) return store.load(id);
  const row = await store.find(arn);
  return row?.status === 'RUNNING' ? store.load(row.id) : undefined;
}

function identityOf(row: ExecutionRow, revision: MachineRevision): ExecutionIdentity {
  const { arn, name, startMs, through } = row;
  const { roleArn, machineArn, machineName } = revision;
  return { arn, name, startMs, roleArn, machineArn, machineName, ...(through && { through }) };
}
