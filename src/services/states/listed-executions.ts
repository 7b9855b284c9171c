/** Which executions ListExecutions shows: a machine's own, those of a version or alias, or the children of a Map Run. */
import type { MachineType } from '../../asl/definition.ts';
import type { Call } from '../../base/service.ts';
import type { MapRuns } from '../../engine/map-runs/map-runs.ts';
import type { ExecutionListing } from '../../store/execution-store.ts';
import { stateMachineTypeNotSupported } from './errors.ts';
import { findQualified } from './find-machine.ts';
import { findMapRun } from './find-map-run.ts';
import type { MachineStore } from './machine-store.ts';

export interface Listed {
  readonly listing: Pick<ExecutionListing, 'machineId' | 'mapRunId' | 'through'>;
  /** Tells this list from all others. */
  readonly name: string;
}

/** @throws InvalidArn, StateMachineDoesNotExist, StateMachineTypeNotSupported */
export function listedByMachine(machines: MachineStore, arn: string, call: Call): Listed {
  const { machine, version, alias } = findQualified(machines, arn, call);
  refuseExpress(machine.data.type);
  const through = version ? { version: version.number } : alias && { alias: alias.name };
  return {
    listing: { machineId: machine.id, ...(through && { through }) },
    name: `${machine.id} ${version?.number ?? alias?.name ?? ''}`,
  };
}

/** @throws InvalidArn, ResourceNotFound, StateMachineTypeNotSupported */
export async function listedByMapRun(mapRuns: MapRuns, arn: string): Promise<Listed> {
  const { machineId, id, executionType } = (await findMapRun(mapRuns, arn)).record;
  refuseExpress(executionType);
  return { listing: { machineId, mapRunId: id }, name: `Map Run ${id}` };
}

/** GUESS: that it is said of the children of a Map Run as well. */
function refuseExpress(type: MachineType): void {
  if (type !== 'EXPRESS') return;
  throw stateMachineTypeNotSupported('This operation is not supported by this type of state machine');
}
