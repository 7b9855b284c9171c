/** Where the engine gets machines from: revisions are immutable, so whoever implements this compiles each once. */
import type { Machine } from '../asl/definition.ts';

export interface MachineRevision {
  readonly id: string;
  /** The state machine resource it belongs to. */
  readonly machineId: string;
  readonly machine: Machine;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
}

export interface MachineSource {
  /** Running executions keep their revision, also after an update or while the machine is being deleted. */
  revision(id: string): Promise<MachineRevision>;
}
