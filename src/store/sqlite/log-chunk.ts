/** Chunks: the events that a stream got at once, as far as they lie in the same second, in one row. */
import { eventBytes, type LogEvent, type LogPosition, type StoredLogEvent } from '../log-store.ts';

export interface LogChunk {
  readonly second: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Counted as `storedBytes`. */
  readonly bytes: number;
  /** JSON: the milliseconds within the second and the message of each event, one after the other. */
  readonly events: string;
}

export interface StoredChunk {
  readonly id: number;
  readonly second: number;
  readonly ingestionMs: number;
  readonly streamName: string;
  readonly events: string;
}

/** A chunk is decoded as a whole, so it should not be large. */
const CHUNK_BYTES_MAX = 64 * 1024;
/** A position's `seq` is the chunk's id times this, and the event's place in the chunk. */
const CHUNK_EVENTS_MAX = 16_384;

export const secondOf = (timestampMs: number): number => Math.floor(timestampMs / 1000);

/** In the order of the events. */
export function toChunks(events: readonly LogEvent[]): readonly LogChunk[] {
  const chunks: LogChunk[] = [];
  let begin = 0;
  while (begin < events.length) {
    const end = chunkEnd(events, begin);
    chunks.push(chunkOf(events.slice(begin, end)));
    begin = end;
  }
  return chunks;
}

function chunkEnd(events: readonly LogEvent[], begin: number): number {
  const second = secondOf((events[begin] as LogEvent).timestampMs);
  let characters = 0;
  let end = begin;
  for (; end < events.length && end - begin < CHUNK_EVENTS_MAX; end++) {
    const { timestampMs, message } = events[end] as LogEvent;
    characters += message.length;
    if (secondOf(timestampMs) !== second || (end > begin && characters > CHUNK_BYTES_MAX)) break;
  }
  return end;
}

function chunkOf(events: readonly LogEvent[]): LogChunk {
  const second = secondOf((events[0] as LogEvent).timestampMs);
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  let bytes = 0;
  const flat: (number | string)[] = [];
  for (const { timestampMs, message } of events) {
    firstMs = Math.min(firstMs, timestampMs);
    lastMs = Math.max(lastMs, timestampMs);
    bytes += eventBytes(message);
    flat.push(timestampMs - second * 1000, message);
  }
  return { second, firstMs, lastMs, bytes, events: JSON.stringify(flat) };
}

export function eventsOf({ id, second, ingestionMs, streamName, events }: StoredChunk): readonly StoredLogEvent[] {
  const flat = JSON.parse(events) as (number | string)[];
  return Array.from({ length: flat.length / 2 }, (_, i) => {
    const timestampMs = second * 1000 + (flat[2 * i] as number);
    const position: LogPosition = { timestampMs, seq: id * CHUNK_EVENTS_MAX + i };
    return { timestampMs, message: flat[2 * i + 1] as string, position, streamName, ingestionMs };
  });
}
