/** Where the engine gets machines from: revisions are immutable, so whoever implements this compiles each once. */
import type { Machine } from '../asl/definition.ts';
import type { LoggingSettings } from './execution-log.ts';

export interface MachineRevision {
  readonly id: string;
  /** The state machine resource it belongs to. */
  readonly machineId: string;
  readonly machine: Machine;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
  /** Absent: its executions are not logged. */
  readonly logging?: LoggingSettings;
}

export interface MachineSource {
  /** Running executions keep their revision, also after an update or while the machine is being deleted. */
  revision(id: string): Promise<MachineRevision>;
  /** Undefined once the machine is gone, which does not wait for executions of an Express workflow. */
  tryRevision(id: string): Promise<MachineRevision | undefined>;
}
