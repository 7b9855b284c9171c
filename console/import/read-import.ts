/** What somebody brought along: a history as `aws stepfunctions get-execution-history` prints it, a definition, or both. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';

export interface Imported {
  readonly events: readonly HistoryEvent[] | undefined;
  /** The text of a definition. */
  readonly definition: string | undefined;
}

/** @throws Error with what it is not */
export function readImport(text: string): Imported {
  const parsed = parse(text);
  const events = Array.isArray(parsed) ? parsed : member(parsed, 'events');
  if (Array.isArray(events)) return { events: readEvents(events), definition: undefined };
  // DescribeStateMachine and DescribeStateMachineForExecution hold the definition as text.
  const described = member(parsed, 'definition');
  if (typeof described === 'string') return { events: undefined, definition: described };
  if (member(parsed, 'States') !== undefined) return { events: undefined, definition: text };
  throw new Error('This is neither a history (a JSON object with "events") nor a definition (one with "States").');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON: ${(error as Error).message}`);
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function readEvents(events: readonly unknown[]): readonly HistoryEvent[] {
  const read = events.map((event, i) => {
    const { id, type, timestamp } = (event ?? {}) as Record<string, unknown>;
    if (typeof id !== 'number' || typeof type !== 'string')
      throw new Error(`Event ${i + 1} has no "id" or no "type"; is this the output of get-execution-history?`);
    return { ...(event as HistoryEvent), timestamp: readTime(timestamp) };
  });
  return read.sort((a, b) => a.id! - b.id!);
}

/** The API gives seconds, the CLI by default ISO texts. */
function readTime(timestamp: unknown): Date {
  return new Date(typeof timestamp === 'number' ? timestamp * 1000 : String(timestamp ?? 0));
}
