/** What a trace needs of a history event: no data of the execution, but for the error that ended something. */
import { detailsKeyOf, type HistoryEvent } from '../asl/history-event.ts';
import { Payload } from '../base/payload.ts';
import type { WireEvent } from '../engine/codec.ts';

export interface TracedEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestampMs: number;
  /** Of the state that is entered or left. */
  readonly name?: string;
  /** Of the iteration that is begun. */
  readonly index?: number;
  readonly error?: string;
  readonly cause?: string;
  /** Of the execution that the task started. */
  readonly childArn?: string;
}

type Details = Readonly<Record<string, unknown>>;

/** Causes may be as long as payloads; a trace is no place for those. */
const CAUSE_LENGTH_MAX = 1000;

export function tracedOf({ id, previousEventId, type, timestampMs, details = {} }: HistoryEvent): TracedEvent {
  return { id, previousEventId, type, timestampMs, ...partsOf(details) };
}

export function tracedOfWire(event: WireEvent): TracedEvent {
  const { id, previousEventId, type, timestamp } = event;
  const details = (event[detailsKeyOf(type) ?? ''] ?? {}) as Details;
  return { id, previousEventId, type, timestampMs: timestamp * 1000, ...partsOf(details) };
}

function partsOf(details: Details): Partial<TracedEvent> {
  const { name, index, error, cause } = details;
  const childArn = childOf(details);
  return {
    ...(typeof name === 'string' && { name }),
    ...(typeof index === 'number' && { index }),
    ...(typeof error === 'string' && { error }),
    ...(typeof cause === 'string' && { cause: cause.slice(0, CAUSE_LENGTH_MAX) }),
    ...(childArn !== undefined && { childArn }),
  };
}

/** `states:startExecution` answers, in all its forms, with the ARN of what it started. */
function childOf({ resourceType, resource, output }: Details): string | undefined {
  if (resourceType !== 'states' || typeof resource !== 'string' || !resource.startsWith('startExecution')) return;
  const text = output instanceof Payload ? output.text : output;
  if (typeof text !== 'string') return;
  const answer = JSON.parse(text) as { readonly ExecutionArn?: unknown } | null;
  return typeof answer?.ExecutionArn === 'string' ? answer.ExecutionArn : undefined;
}
