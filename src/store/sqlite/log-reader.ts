/**
 * Reads events in order of their positions, forwards or backwards: whole seconds at a time, so that the chunks of all streams
 * are there to be put in order. A call reads a bounded amount, since appends wait meanwhile.
 */
import { compileLogFilter, type MessageTest } from '../log-filter.ts';
import {
  comparePositions,
  eventBytes,
  type LogPage,
  type LogPosition,
  type LogQuery,
  positionAfter,
  type StoredLogEvent,
} from '../log-store.ts';
import { type Database, first, type Statement } from './driver.ts';
import { eventsOf, type StoredChunk, secondOf } from './log-chunk.ts';

export interface LogReader {
  read(query: LogQuery): LogPage;
}

/** About how many chunks of a group or stream are read at once; more when a second has more. */
const WINDOW_CHUNKS = 64;
/** A call that has read this much answers with what it has found. */
const SCAN_CHARACTERS_MAX = 512 * 1024;

/** Seconds, both included. */
interface Window {
  readonly first: number;
  readonly last: number;
}

/** Where chunks come from: the group, or one stream. */
interface Source {
  readonly statements: SourceStatements;
  readonly id: number;
}

interface SourceStatements {
  /** The second of the chunk so many places up, or down. */
  readonly nextUp: Statement;
  readonly nextDown: Statement;
  readonly chunks: Statement;
}

export function logReader(database: Database): LogReader {
  const ofGroup = sourceStatements(database, 'group_id');
  const ofStream = sourceStatements(database, 'stream_id');

  function sourcesOf({ groupId, streams }: LogQuery): readonly Source[] {
    if (streams === undefined || 'prefix' in streams) return [{ statements: ofGroup, id: groupId }];
    return streams.ids.map((id) => ({ statements: ofStream, id }));
  }

  return {
    read(query) {
      const page = new Page(query);
      const sources = sourcesOf(query);
      let window: Window | undefined = rangeOf(query);
      let scanned = 0;
      while (window !== undefined && sources.length > 0) {
        const part = nextPart(sources, window, query.reverse);
        const chunks = sources.flatMap((source) => chunksOf(source, part, query));
        const rest = page.add(chunks);
        if (rest !== undefined) return { events: page.events, rest };
        window = without(window, part, query.reverse);
        for (const { events } of chunks) scanned += events.length;
        if (window !== undefined && (page.isFull || scanned >= SCAN_CHARACTERS_MAX)) {
          return { events: page.events, rest: edgeOf(window, query) };
        }
      }
      return { events: page.events };
    },
  };
}

function sourceStatements(database: Database, column: 'group_id' | 'stream_id'): SourceStatements {
  const next = (direction: 'ASC' | 'DESC') =>
    database.prepare(`
      SELECT second FROM log_chunks WHERE ${column} = ? AND second BETWEEN ? AND ?
      ORDER BY second ${direction} LIMIT 1 OFFSET ${WINDOW_CHUNKS - 1}`);
  return {
    nextUp: next('ASC'),
    nextDown: next('DESC'),
    chunks: database.prepare(`
      SELECT log_chunks.id, second, ingestion_ms AS ingestionMs, name AS streamName, events
      FROM log_chunks JOIN log_streams ON log_streams.id = stream_id
      WHERE log_chunks.${column} = ? AND second BETWEEN ? AND ? AND last_ms >= ? AND first_ms <= ?
        AND substr(name, 1, length(?)) = ?`),
  };
}

function rangeOf({ from, to }: LogQuery): Window | undefined {
  const first = secondOf(from.timestampMs);
  const last = secondOf(to.seq === 0 ? to.timestampMs - 1 : to.timestampMs);
  return first <= last ? { first, last } : undefined;
}

/** The seconds at the window's beginning, or end in reverse, that have about as many chunks as are read at once. */
function nextPart(sources: readonly Source[], window: Window, reverse: boolean): Window {
  let { first: begin, last: end } = window;
  for (const { statements, id } of sources) {
    if (reverse) begin = secondIn(statements.nextDown, id, begin, end) ?? begin;
    else end = secondIn(statements.nextUp, id, begin, end) ?? end;
  }
  return { first: begin, last: end };
}

function secondIn(statement: Statement, id: number, from: number, to: number): number | undefined {
  return first(statement, id, from, to)?.['second'] as number | undefined;
}

function chunksOf({ statements, id }: Source, part: Window, { from, to, streams }: LogQuery): readonly StoredChunk[] {
  const prefix = streams !== undefined && 'prefix' in streams ? streams.prefix : '';
  const bounds = [part.first, part.last, from.timestampMs, to.timestampMs];
  return statements.chunks.all(id, ...bounds, prefix, prefix) as unknown as StoredChunk[];
}

function without(window: Window, part: Window, reverse: boolean): Window | undefined {
  const rest = reverse ? { ...window, last: part.first - 1 } : { ...window, first: part.last + 1 };
  return rest.first <= rest.last ? rest : undefined;
}

/** The position at which reading goes on with this window. */
function edgeOf(window: Window, { reverse }: LogQuery): LogPosition {
  return { timestampMs: (reverse ? window.last + 1 : window.first) * 1000, seq: 0 };
}

/** The events found so far. */
class Page {
  readonly #query: LogQuery;
  readonly #test: MessageTest | undefined;
  readonly #events: StoredLogEvent[] = [];
  #bytes = 0;

  constructor(query: LogQuery) {
    this.#query = query;
    this.#test = query.filter && compileLogFilter(query.filter);
  }

  get events(): readonly StoredLogEvent[] {
    return this.#events;
  }

  get isFull(): boolean {
    return this.#events.length >= this.#query.limit || this.#bytes >= this.#query.bytesMax;
  }

  /** Where the rest begins when they do not all fit. */
  add(chunks: readonly StoredChunk[]): LogPosition | undefined {
    const { reverse, limit, bytesMax } = this.#query;
    for (const event of this.#wanted(chunks)) {
      const bytes = this.#bytes + eventBytes(event.message);
      if (this.#events.length === limit || (this.#events.length > 0 && bytes > bytesMax)) {
        return reverse ? positionAfter(event.position) : event.position;
      }
      this.#events.push(event);
      this.#bytes = bytes;
    }
    return undefined;
  }

  #wanted(chunks: readonly StoredChunk[]): readonly StoredLogEvent[] {
    const { from, to, reverse } = this.#query;
    const wanted: StoredLogEvent[] = [];
    for (const chunk of chunks) {
      for (const event of eventsOf(chunk)) {
        const isInRange = comparePositions(event.position, from) >= 0 && comparePositions(event.position, to) < 0;
        if (isInRange && (this.#test?.(event.message) ?? true)) wanted.push(event);
      }
    }
    const order = (a: StoredLogEvent, b: StoredLogEvent) => comparePositions(a.position, b.position);
    return wanted.sort(reverse ? (a, b) => order(b, a) : order);
  }
}
