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

const STATES = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];

/** Types whose detail member is not named after them: the state events share two, some have none. */
const DETAILS_KEYS: ReadonlyMap<string, string | undefined> = new Map([
  ...STATES.map((state): [string, string] => [`${state}StateEntered`, 'stateEnteredEventDetails']),
  ...STATES.map((state): [string, string] => [`${state}StateExited`, 'stateExitedEventDetails']),
  ...STATES.map((state): [string, undefined] => [`${state}StateAborted`, undefined]),
  ['LambdaFunctionStarted', undefined],
  ['ParallelStateStarted', undefined],
  ['ParallelStateSucceeded', undefined],
  ['ParallelStateFailed', undefined],
  ['MapStateSucceeded', undefined],
  ['MapStateFailed', undefined],
  ['MapRunSucceeded', undefined],
  ['MapRunAborted', undefined],
]);

/** Members of details that carry data, with what says whether they are cut short. */
export const DATA_MEMBERS: ReadonlySet<string> = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);

/** The member that holds the details of an event type; undefined for types that have none. */
export function detailsKeyOf(type: string): string | undefined {
  if (DETAILS_KEYS.has(type)) return DETAILS_KEYS.get(type);
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
