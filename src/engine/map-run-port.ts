/** What the engine tells of distributed Maps: the Map Runs, beside it, implement this. */
import type { ExecutionState, Frame, OpenEffect } from '../asl/execution-state.ts';
import type { MachineRevision } from './machine-source.ts';

/** The state that waits for a Map Run. */
export interface MapRunRequest {
  readonly revision: MachineRevision;
  readonly state: ExecutionState;
  readonly frame: Frame;
  readonly effect: OpenEffect;
}

export interface MapRunPort {
  /** Begins the Map Run, or takes it up again; its end comes to the execution as the effect's result. */
  begin(request: MapRunRequest): void;
  /** Nobody waits any more for what the effect of this execution began: if that is a Map Run, it is stopped. */
  abandon(executionArn: string, effectId: string): void;
  /** A child execution has durably ended. */
  childEnded(child: ExecutionState): void;
  /** An execution was found ended; if it is a child, its end may not have been told. */
  foundEnded(executionArn: string): void;
}
