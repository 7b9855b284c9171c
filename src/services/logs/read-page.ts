/** Reads a page of events: with as many calls of the store as it takes to fill it, up to a bound. */
import {
  comparePositions,
  eventBytes,
  type LogPage,
  type LogPosition,
  type LogQuery,
  type LogStore,
  type StoredLogEvent,
} from '../../store/log-store.ts';

/** Of GetLogEvents and FilterLogEvents (API reference). */
export const PAGE_EVENTS_MAX = 10_000;
export const PAGE_BYTES_MAX = 1_048_576;
/** A search that finds little answers with what it has after looking at some 20 MB. */
const CALLS_MAX = 40;

/** The page may be larger than `bytesMax` by its last event. */
export async function readPage(logs: LogStore, query: LogQuery): Promise<LogPage> {
  const events: StoredLogEvent[] = [];
  let { from, to } = query;
  let bytesLeft = query.bytesMax;
  for (let calls = 1; ; calls++) {
    const limit = query.limit - events.length;
    const { events: found, rest } = await logs.read({ ...query, from, to, limit, bytesMax: bytesLeft });
    for (const event of found) {
      events.push(event);
      bytesLeft -= eventBytes(event.message);
    }
    if (rest === undefined) return { events };
    if (events.length >= query.limit || bytesLeft <= 0 || calls === CALLS_MAX) return { events, rest };
    if (query.reverse) to = rest;
    else from = rest;
  }
}

export function laterOf(a: LogPosition, b: LogPosition): LogPosition {
  return comparePositions(a, b) > 0 ? a : b;
}

export function earlierOf(a: LogPosition, b: LogPosition): LogPosition {
  return comparePositions(a, b) < 0 ? a : b;
}
