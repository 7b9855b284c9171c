/**
 * The history of an execution as spans: one for the execution, and one for each time a state was entered, below the state that
 * surrounds it. Pure: events in, spans out.
 */
import type { TracedEvent } from './traced-event.ts';

export interface StateSpan {
  /** Id of the event that entered the state. */
  readonly eventId: number;
  /** Event id of the state that surrounds it; 0 for the execution itself. */
  readonly parentId: number;
  readonly name: string;
  /** `Task`, `Map` ... */
  readonly stateType: string;
  readonly startMs: number;
  readonly endMs: number;
  /** It was left, and not by the end of the execution or of what surrounds it. */
  readonly isLeft: boolean;
  /** The iteration of the nearest Map around it. */
  readonly index?: number;
  readonly failures: readonly Failure[];
  /** ARNs of executions that it started. */
  readonly children: readonly string[];
}

export interface Failure {
  readonly atMs: number;
  readonly error: string;
  readonly cause?: string;
}

interface OpenSpan extends Omit<StateSpan, 'endMs' | 'isLeft' | 'failures' | 'children'> {
  endMs: number | undefined;
  readonly failures: Failure[];
  readonly children: Set<string>;
}

/** Where an event happened: in which state (0: in none), and in which iteration. */
interface Place {
  readonly spanId: number;
  readonly index: number | undefined;
}

const ROOT: Place = { spanId: 0, index: undefined };
const ENTERED = /^(\w+)StateEntered$/;
/** After these a line of control goes on inside of the state. */
const OPENS = /^(ParallelStateStarted|MapStateStarted|MapIterationStarted)$/;
/** What happens to a state as a whole, while its children's events may stand between. */
const OF_CONTAINER = /^(Parallel|Map)(State|Iteration|Run)/;

/** @param endMs when the execution ended, and with it whatever had not been left */
export function stateSpans(events: readonly TracedEvent[], endMs: number): readonly StateSpan[] {
  const spans = new Map<number, OpenSpan>();
  const places = new Map<number, Place>();
  const types = new Map<number, string>();
  for (const event of events) {
    const place = placeOf(event, { spans, places, types });
    places.set(event.id, place);
    types.set(event.id, event.type);
    note(spans.get(place.spanId), event);
  }
  return [...spans.values()].map(({ endMs: leftMs, children, ...span }) => ({
    ...span,
    endMs: leftMs ?? endMs,
    isLeft: leftMs !== undefined,
    children: [...children],
  }));
}

interface Seen {
  readonly spans: Map<number, OpenSpan>;
  readonly places: ReadonlyMap<number, Place>;
  readonly types: ReadonlyMap<number, string>;
}

function placeOf(event: TracedEvent, { spans, places, types }: Seen): Place {
  const { id, previousEventId, type, name } = event;
  const before = places.get(previousEventId) ?? ROOT;
  const stateType = ENTERED.exec(type)?.[1];
  if (stateType !== undefined && name !== undefined) {
    const surrounding = OPENS.test(types.get(previousEventId) ?? '') ? before : around(before, spans);
    spans.set(id, openSpan({ ...event, name }, stateType, surrounding));
    return { spanId: id, index: surrounding.index };
  }
  if (type === 'MapIterationStarted') return { spanId: containerOf(before, 'Map', spans).spanId, index: event.index };
  const container = OF_CONTAINER.exec(type)?.[1];
  if (container !== undefined) return containerOf(before, container, spans);
  // A state that surrounds others is left after their last event.
  return name !== undefined && type.endsWith('StateExited') ? named(before, name, spans) : before;
}

function openSpan(event: TracedEvent & { readonly name: string }, stateType: string, surrounding: Place): OpenSpan {
  const { id: eventId, name, timestampMs: startMs } = event;
  const { spanId: parentId, index } = surrounding;
  const parts = {
    eventId,
    parentId,
    name,
    stateType,
    startMs,
    endMs: undefined,
    failures: [],
    children: new Set<string>(),
  };
  return index === undefined ? parts : { ...parts, index };
}

/** The place around a state: that of its siblings. */
function around({ spanId }: Place, spans: ReadonlyMap<number, OpenSpan>): Place {
  const span = spans.get(spanId);
  return span === undefined ? ROOT : { spanId: span.parentId, index: span.index };
}

function containerOf(place: Place, stateType: string, spans: ReadonlyMap<number, OpenSpan>): Place {
  return outward(place, spans, (span) => span.stateType === stateType);
}

function named(place: Place, name: string, spans: ReadonlyMap<number, OpenSpan>): Place {
  return outward(place, spans, (span) => span.name === name);
}

/** The nearest state, from the place outwards, that is meant; the place itself when none is. */
function outward(place: Place, spans: ReadonlyMap<number, OpenSpan>, isMeant: (span: OpenSpan) => boolean): Place {
  for (let span = spans.get(place.spanId); span !== undefined; span = spans.get(span.parentId)) {
    if (isMeant(span)) return { spanId: span.eventId, index: span.index };
  }
  return place;
}

function note(span: OpenSpan | undefined, { type, timestampMs, error, cause, childArn }: TracedEvent): void {
  if (span === undefined) return;
  if (type.endsWith('StateExited') || type.endsWith('StateAborted')) span.endMs = timestampMs;
  if (error !== undefined && !type.startsWith('Execution')) {
    span.failures.push({ atMs: timestampMs, error, ...(cause !== undefined && { cause }) });
  }
  if (childArn !== undefined) span.children.add(childArn);
}
