/** An execution back from the store. */
import type { ExecutionIdentity } from '../asl/execution-state.ts';
import type { ExecutionRow, ExecutionStore } from '../store/execution-store.ts';
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
  const row = await store.find(record.arn);
  if (row === undefined || row.status !== 'RUNNING') return undefined;
  const stored = await store.load(row.id);
  if (stored === undefined) return undefined;
  const revision = await machines.revision(stored.row.revisionId);
  const { state, values, parking } = decodeExecution(stored, identityOf(stored.row, revision));
  record.parking = stored.row.parked ? parking : undefined;
  return { id: stored.row.id, version: stored.row.version, state, values, revision };
}

export async function arnOf(store: ExecutionStore, id: number): Promise<string | undefined> {
  return (await store.load(id))?.row.arn;
}

export function identityOf(row: ExecutionRow, revision: MachineRevision): ExecutionIdentity {
  const { arn, name, startMs } = row;
  const { roleArn, machineArn, machineName } = revision;
  return { arn, name, startMs, roleArn, machineArn, machineName };
}
