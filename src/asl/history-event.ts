/** History events, as GetExecutionHistory shows them (API reference, HistoryEvent). */
import type { Json } from '../base/json.ts';
import type { Payload } from '../base/payload.ts';

/** Detail members: JSON, a payload (on the wire a string of JSON text), or assigned variables by name. */
export type EventDetails = Readonly<Record<string, Json | Payload | Readonly<Record<string, Payload>> | undefined>>;

export interface HistoryEvent {
  /** From 1, dense. */
  readonly id: number;
  /** The causal predecessor; 0 for none. */
  readonly previousEventId: number;
  readonly timestampMs: number;
  readonly type: string;
  readonly details?: EventDetails;
}

/** Types whose detail member is not named after them: state events share two, some have none. */
const SHARED_DETAILS: readonly (readonly [RegExp, string | undefined])[] = [
  [/StateEntered$/, 'stateEnteredEventDetails'],
  [/StateExited$/, 'stateExitedEventDetails'],
  [/^(?:Map|Parallel)State(?:Succeeded|Failed)$/, undefined],
  [/^(?:ParallelStateStarted|LambdaFunctionStarted|MapRunSucceeded|MapRunAborted)$/, undefined],
  [/^(?:Task|Wait|Parallel|Map)StateAborted$/, undefined],
];

/** The member that holds the details of an event type; undefined for types that have none. */
export function detailsKeyOf(type: string): string | undefined {
  const shared = SHARED_DETAILS.find(([pattern]) => pattern.test(type));
  return shared === undefined ? `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails` : shared[1];
}
