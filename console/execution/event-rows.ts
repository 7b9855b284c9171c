/** The history as the rows of its table: which step an event belongs to, and which resource it is about. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Visits } from './visits.ts';

export interface EventRow {
  readonly id: number;
  readonly type: string;
  /** The state the event happened in. */
  readonly step: string | undefined;
  /** The function a task called. */
  readonly functionName: string | undefined;
  /** Since the execution started. */
  readonly elapsedMs: number;
  readonly timestamp: Date;
  /** The event's details as JSON, with its payloads as JSON rather than as text. */
  readonly details: string;
}

export function eventRows(events: readonly HistoryEvent[], { ofEvent }: Visits): readonly EventRow[] {
  const startMs = events[0]?.timestamp?.getTime() ?? 0;
  return events.map((event) => {
    const { id = 0, type = '', timestamp = new Date(0) } = event;
    const visit = ofEvent.get(id);
    return {
      id,
      type,
      step: visit?.name,
      functionName: /^(LambdaFunction|Task(?!State))/.test(type) ? visit?.functionName : undefined,
      elapsedMs: timestamp.getTime() - startMs,
      timestamp,
      details: detailsText(event),
    };
  });
}

/** Members that hold JSON as text. */
const PAYLOADS = new Set(['input', 'output', 'parameters']);
/** Where the place of the execution's data is told; it says nothing here. */
const LEFT_OUT = new Set(['inputDetails', 'outputDetails']);

function detailsText(event: HistoryEvent): string {
  const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1] as object | undefined;
  const members = Object.entries(details ?? {}).filter(([name]) => !LEFT_OUT.has(name));
  // Payloads go in as they came, so that their numbers keep their digits.
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${memberText(name, value)}`).join(',')}}`;
}

function memberText(name: string, value: unknown): string {
  if (PAYLOADS.has(name) && typeof value === 'string' && isJson(value)) return value;
  return JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
