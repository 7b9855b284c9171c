/**
 * Who watches the engine at work, for metrics and traces. Told of what is durable, or of Express executions, of what happened;
 * it only counts, and never holds anything up.
 */
import type { ExecutionState } from '../asl/execution-state.ts';
import type { HistoryEvent } from '../asl/history-event.ts';

export interface EngineObserver {
  /** A step of an execution is over. */
  stepped(state: ExecutionState, events: readonly HistoryEvent[]): void;
  /** A batch of steps was committed together. */
  committed(writes: number, durationMs: number): void;
}
