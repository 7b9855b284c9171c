/** Logs in memory: the events of a group in one list, in order of their positions. */
import { compileLogFilter } from '../log-filter.ts';
import {
  comparePositions,
  eventBytes,
  expiryMs,
  type LogAppend,
  type LogAppendResult,
  type LogGroup,
  type LogGroupListing,
  type LogPage,
  type LogPosition,
  type LogQuery,
  type LogStore,
  type LogStream,
  type LogStreamListing,
  type NewLogGroup,
  positionAfter,
  type StoredLogEvent,
} from '../log-store.ts';
import { compareCodePoints } from './resources.ts';

interface HeldStream extends Omit<LogStream, 'firstEventMs' | 'lastEventMs' | 'lastIngestionMs'> {
  firstEventMs?: number;
  lastEventMs?: number;
  lastIngestionMs?: number;
}

interface HeldEvent extends StoredLogEvent {
  readonly streamId: number;
  readonly bytes: number;
}

interface HeldGroup {
  group: LogGroup;
  readonly streams: Map<string, HeldStream>;
  /** In order of position. */
  events: HeldEvent[];
}

export class MemoryLogs implements LogStore {
  readonly #groups = new Map<number, HeldGroup>();
  #ids = 0;
  #seq = 0;

  async createGroup(group: NewLogGroup): Promise<boolean> {
    if (this.#named(group.scope, group.name) !== undefined) return false;
    this.#makeGroup(group);
    return true;
  }

  async findGroup(scope: string, name: string): Promise<LogGroup | undefined> {
    return this.#named(scope, name)?.group;
  }

  async listGroups(scope: string, { after = '', parts, limit }: LogGroupListing): Promise<readonly LogGroup[]> {
    return [...this.#groups.values()]
      .map(({ group }) => group)
      .filter((group) => group.scope === scope && compareCodePoints(group.name, after) > 0)
      .filter(
        ({ name }) =>
          parts === undefined ||
          parts.some(({ text, isPrefix }) => (isPrefix ? name.startsWith(text) : name.includes(text))),
      )
      .sort((a, b) => compareCodePoints(a.name, b.name))
      .slice(0, limit);
  }

  async setRetention(groupId: number, days: number | undefined): Promise<void> {
    const held = this.#groups.get(groupId);
    if (held === undefined) return;
    const { retentionDays: _, ...group } = held.group;
    held.group = days === undefined ? group : { ...group, retentionDays: days };
  }

  async replaceData(groupId: number, before: string, after: string): Promise<boolean> {
    const held = this.#groups.get(groupId);
    if (held?.group.data !== before) return false;
    held.group = { ...held.group, data: after };
    return true;
  }

  async deleteGroup(groupId: number): Promise<void> {
    this.#groups.delete(groupId);
  }

  async createStream(groupId: number, name: string, createdMs: number): Promise<boolean> {
    const held = this.#groups.get(groupId);
    if (held === undefined || held.streams.has(name)) return false;
    this.#makeStream(held, name, createdMs);
    return true;
  }

  async findStream(groupId: number, name: string): Promise<LogStream | undefined> {
    const stream = this.#groups.get(groupId)?.streams.get(name);
    return stream && { ...stream };
  }

  async listStreams(groupId: number, listing: LogStreamListing): Promise<readonly LogStream[]> {
    const { orderBy, descending, prefix = '', after, limit } = listing;
    const byName = (a: Placed, b: Placed) => compareCodePoints(a.name, b.name);
    const ascending =
      orderBy === 'name'
        ? byName
        : (a: Placed, b: Placed) => (a.lastEventMs ?? 0) - (b.lastEventMs ?? 0) || byName(a, b);
    const compare = descending ? (a: Placed, b: Placed) => ascending(b, a) : ascending;
    return [...(this.#groups.get(groupId)?.streams.values() ?? [])]
      .filter((stream) => stream.name.startsWith(prefix) && (after === undefined || compare(stream, after) > 0))
      .sort(compare)
      .slice(0, limit)
      .map((stream) => ({ ...stream }));
  }

  async deleteStream(groupId: number, name: string): Promise<boolean> {
    const held = this.#groups.get(groupId);
    const stream = held?.streams.get(name);
    if (held === undefined || stream === undefined) return false;
    held.streams.delete(name);
    removeEvents(held, ({ streamId }) => streamId === stream.id);
    return true;
  }

  async append(ingestionMs: number, appends: readonly LogAppend[]): Promise<readonly LogAppendResult[]> {
    return appends.map((append) => this.#append(ingestionMs, append));
  }

  async read(query: LogQuery): Promise<LogPage> {
    const { groupId, from, to, reverse, limit, bytesMax, filter } = query;
    const held = this.#groups.get(groupId);
    if (held === undefined) return { events: [] };
    const test = filter && compileLogFilter(filter);
    const range = held.events.slice(indexOf(held.events, from), indexOf(held.events, to));
    const found = range.filter((event) => isIn(event, query.streams) && (test?.(event.message) ?? true));
    if (reverse) found.reverse();
    let bytes = 0;
    const end = found.findIndex((event, i) => {
      bytes += event.bytes;
      return i === limit || (i > 0 && bytes > bytesMax);
    });
    const events = (end === -1 ? found : found.slice(0, end)).map(
      ({ streamId: _, bytes: __, ...event }): StoredLogEvent => event,
    );
    const first = end === -1 ? undefined : found[end]?.position;
    return first === undefined ? { events } : { events, rest: reverse ? positionAfter(first) : first };
  }

  async sweep(nowMs: number): Promise<boolean> {
    for (const held of this.#groups.values()) {
      const { retentionDays } = held.group;
      if (retentionDays === undefined) continue;
      const beforeMs = expiryMs(retentionDays, nowMs);
      removeEvents(held, ({ timestampMs }) => timestampMs < beforeMs);
      for (const stream of held.streams.values()) findFirstEvent(held, stream);
    }
    return false;
  }

  #named(scope: string, name: string): HeldGroup | undefined {
    for (const held of this.#groups.values()) {
      if (held.group.scope === scope && held.group.name === name) return held;
    }
    return undefined;
  }

  #makeGroup(group: NewLogGroup): HeldGroup {
    const id = ++this.#ids;
    const held: HeldGroup = { group: { ...group, id, storedBytes: 0 }, streams: new Map(), events: [] };
    this.#groups.set(id, held);
    return held;
  }

  #makeStream(held: HeldGroup, name: string, createdMs: number): HeldStream {
    const stream: HeldStream = { id: ++this.#ids, name, createdMs };
    held.streams.set(name, stream);
    return stream;
  }

  #append(ingestionMs: number, { scope, group, stream: name, events, creates }: LogAppend): LogAppendResult {
    let held = this.#named(scope, group);
    if (held === undefined && creates === 'group') {
      held = this.#makeGroup({ scope, name: group, createdMs: ingestionMs, data: '{}' });
    }
    if (held === undefined) return 'no-group';
    let stream = held.streams.get(name);
    if (stream === undefined && creates !== undefined) stream = this.#makeStream(held, name, ingestionMs);
    if (stream === undefined) return 'no-stream';
    let storedBytes = held.group.storedBytes;
    for (const event of events) {
      const bytes = eventBytes(event.message);
      const position = { timestampMs: event.timestampMs, seq: ++this.#seq };
      const stored = { ...event, position, streamName: name, ingestionMs, streamId: stream.id, bytes };
      held.events.splice(indexOf(held.events, position), 0, stored);
      stream.firstEventMs = Math.min(stream.firstEventMs ?? event.timestampMs, event.timestampMs);
      stream.lastEventMs = Math.max(stream.lastEventMs ?? event.timestampMs, event.timestampMs);
      stream.lastIngestionMs = ingestionMs;
      storedBytes += bytes;
    }
    held.group = { ...held.group, storedBytes };
    return 'appended';
  }
}

type Placed = Pick<LogStream, 'name' | 'lastEventMs'>;

/** Of the first event at or above the position. */
function indexOf(events: readonly HeldEvent[], position: LogPosition): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePositions((events[middle] as HeldEvent).position, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isIn({ streamId, streamName }: HeldEvent, streams: LogQuery['streams']): boolean {
  if (streams === undefined) return true;
  return 'ids' in streams ? streams.ids.includes(streamId) : streamName.startsWith(streams.prefix);
}

function removeEvents(held: HeldGroup, isRemoved: (event: HeldEvent) => boolean): void {
  held.events = held.events.filter((event) => !isRemoved(event));
  const storedBytes = held.events.reduce((sum, { bytes }) => sum + bytes, 0);
  held.group = { ...held.group, storedBytes };
}

function findFirstEvent(held: HeldGroup, stream: HeldStream): void {
  const first = held.events.find(({ streamId }) => streamId === stream.id);
  if (first !== undefined) {
    stream.firstEventMs = first.timestampMs;
    return;
  }
  delete stream.firstEventMs;
  delete stream.lastEventMs;
  delete stream.lastIngestionMs;
}
