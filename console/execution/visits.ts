/** From the history to the visits of states: what each entry of a state got, did and gave, and in which iteration of which Map. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { StateStatus } from '../../src/graph/index.ts';
import { type Attempt, changeAttempts, functionOf } from './attempts.ts';

/** One iteration of a Map state. */
export interface Iteration {
  readonly map: string;
  readonly index: number;
}

export interface Visit {
  /** The id of the event with which the state was entered. */
  readonly id: number;
  readonly name: string;
  /** `Task`, `Map` ... */
  readonly type: string;
  /** The visit of the Parallel or Map around it. */
  readonly container: Visit | undefined;
  /** Outermost first; empty outside of Maps. */
  readonly iterations: readonly Iteration[];
  readonly status: StateStatus;
  readonly enteredMs: number;
  readonly exitedMs: number | undefined;
  readonly input: string | undefined;
  readonly output: string | undefined;
  /** What it put into variables: JSON texts by name. */
  readonly assigned: Readonly<Record<string, string>>;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** The first is the call, each further one a retry. Empty for states that call nothing. */
  readonly attempts: readonly Attempt[];
  readonly functionName: string | undefined;
  /** How many items a Map has. */
  readonly itemCount: number | undefined;
  readonly mapRunArn: string | undefined;
}

export interface Visits {
  /** In the order in which the states were entered. */
  readonly all: readonly Visit[];
  /** By id of the event; events of the execution itself belong to none. */
  readonly ofEvent: ReadonlyMap<number, Visit>;
}

type OpenVisit = { -readonly [field in keyof Visit]: Visit[field] };

/** Where an event stands: the visit it belongs to, and what the next state would be entered in. */
interface Place {
  readonly visit: OpenVisit | undefined;
  readonly container: OpenVisit | undefined;
  readonly iterations: readonly Iteration[];
}

const OUTSIDE: Place = { visit: undefined, container: undefined, iterations: [] };
const FAILURE = /^(?!Execution|MapIteration).*Failed$|TimedOut$/;

export function foldVisits(events: readonly HistoryEvent[]): Visits {
  const all: OpenVisit[] = [];
  const places = new Map<number, Place>();
  const left = new Set<OpenVisit>();
  for (const event of events) {
    const { id = 0, previousEventId = 0, type = '' } = event;
    const cause = places.get(previousEventId) ?? OUTSIDE;
    if (type.startsWith('Execution')) {
      if (type === 'ExecutionRedriven') reopen(all.filter((visit) => !left.has(visit)));
      else endAll(all, cause.visit, event);
      continue;
    }
    const place = event.stateEnteredEventDetails ? enter(event, cause) : placeOf(event, cause, all);
    places.set(id, place);
    if (place.visit === undefined) continue;
    if (event.stateEnteredEventDetails) all.push(place.visit);
    else change(place.visit, event);
    if (event.stateExitedEventDetails) left.add(place.visit);
  }
  const ofEvent = [...places].flatMap(([id, { visit }]) => (visit === undefined ? [] : [[id, visit] as const]));
  return { all, ofEvent: new Map(ofEvent) };
}

function enter(event: HistoryEvent, { container, iterations }: Place): Place {
  const { name = '', input } = event.stateEnteredEventDetails ?? {};
  const isFinal = event.type === 'FailStateEntered';
  const visit: OpenVisit = {
    id: event.id ?? 0,
    name,
    type: (event.type ?? '').replace('StateEntered', ''),
    container,
    iterations,
    status: isFinal ? 'failed' : 'running',
    enteredMs: timeOf(event),
    exitedMs: isFinal ? timeOf(event) : undefined,
    input,
    output: undefined,
    assigned: {},
    error: undefined,
    cause: undefined,
    attempts: [],
    functionName: undefined,
    itemCount: undefined,
    mapRunArn: undefined,
  };
  return { visit, container, iterations };
}

/** An event follows its cause, but may belong to a state around it: causes of what ends a Map lie in its last iteration. */
function placeOf(event: HistoryEvent, cause: Place, all: readonly OpenVisit[]): Place {
  const { type = '' } = event;
  const iteration = iterationOf(event);
  const name = event.stateExitedEventDetails?.name ?? iteration?.map ?? event.evaluationFailedEventDetails?.state;
  if (name !== undefined) {
    const visit = nearest(cause, (near) => near.name === name) ?? all.findLast((other) => other.name === name);
    if (visit === undefined || iteration === undefined) return after(visit);
    const isStart = type === 'MapIterationStarted';
    return { visit, container: visit, iterations: isStart ? [...visit.iterations, iteration] : visit.iterations };
  }
  const container = /^(Map|Parallel)(State|Run)(?!Aborted)/.exec(type)?.[1];
  if (container === undefined) return cause;
  const visit = nearest(cause, (near) => near.type === container && near.status === 'running') ?? cause.visit;
  return type.endsWith('Started') ? { visit, container: visit, iterations: visit?.iterations ?? [] } : after(visit);
}

function after(visit: OpenVisit | undefined): Place {
  if (visit === undefined) return OUTSIDE;
  return { visit, container: visit.container, iterations: visit.iterations };
}

function nearest({ visit, container }: Place, fits: (visit: OpenVisit) => boolean): OpenVisit | undefined {
  let near: OpenVisit | undefined = visit ?? container;
  while (near !== undefined && !fits(near)) near = near.container;
  return near;
}

function iterationOf(event: HistoryEvent): Iteration | undefined {
  const details =
    event.mapIterationStartedEventDetails ??
    event.mapIterationSucceededEventDetails ??
    event.mapIterationFailedEventDetails ??
    event.mapIterationAbortedEventDetails;
  return details && { map: details.name ?? '', index: details.index ?? 0 };
}

function change(visit: OpenVisit, event: HistoryEvent): void {
  const type = event.type ?? '';
  const exited = event.stateExitedEventDetails;
  visit.attempts = changeAttempts(visit.attempts, event);
  visit.functionName = functionOf(event) ?? visit.functionName;
  visit.itemCount = event.mapStateStartedEventDetails?.length ?? visit.itemCount;
  visit.mapRunArn = event.mapRunStartedEventDetails?.mapRunArn ?? visit.mapRunArn;
  if (exited !== undefined) {
    visit.status = visit.status === 'failed' ? 'caught' : 'succeeded';
    visit.exitedMs = timeOf(event);
    visit.output = exited.output;
    visit.assigned = exited.assignedVariables ?? {};
  } else if (FAILURE.test(type)) {
    Object.assign(visit, failureOf(event), { status: 'failed' });
  } else if (type.endsWith('StateAborted')) {
    visit.exitedMs = timeOf(event);
    if (visit.status !== 'failed') visit.status = 'cancelled';
  } else if (/(Scheduled|StateStarted)$/.test(type)) {
    // A retry: what the attempt before ended with is no longer how the state ended.
    Object.assign(visit, { status: 'running', error: undefined, cause: undefined });
  }
}

/** What still ran when the execution ended ended with it: as failed where the failure came through, else as cancelled. */
function endAll(all: readonly OpenVisit[], failing: OpenVisit | undefined, event: HistoryEvent): void {
  const isFailure = event.type === 'ExecutionFailed';
  if (!isFailure && !/Aborted$|TimedOut$/.test(event.type ?? '')) return;
  const failed = new Set<Visit>();
  for (let visit: Visit | undefined = failing; visit !== undefined; visit = visit.container) failed.add(visit);
  for (const visit of all) {
    if (visit.exitedMs !== undefined && visit.status !== 'failed') continue;
    if (visit.status === 'running')
      visit.status = isFailure && (failed.size === 0 || failed.has(visit)) ? 'failed' : 'cancelled';
    visit.exitedMs ??= timeOf(event);
    // A Fail state's own events hold no error: it stands in the execution's.
    if (visit.status === 'failed' && visit.error === undefined && visit.cause === undefined)
      Object.assign(visit, failureOf(event));
  }
}

/** A redrive does the work of states that were not left again, without entering them again. */
function reopen(visits: readonly OpenVisit[]): void {
  const open = { status: 'running', exitedMs: undefined, error: undefined, cause: undefined } as const;
  for (const visit of visits) Object.assign(visit, open);
}

function failureOf(event: HistoryEvent): Pick<Visit, 'error' | 'cause'> {
  const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1] as
    | { readonly error?: string; readonly cause?: string }
    | undefined;
  return { error: details?.error, cause: details?.cause };
}

function timeOf({ timestamp }: HistoryEvent): number {
  return timestamp?.getTime() ?? 0;
}
