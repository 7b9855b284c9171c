/** FilterLogEvents: the events of a group's streams in order of time, those that a pattern matches. */
import type { Clock } from '../../base/clock.ts';
import type { Operation } from '../../base/service.ts';
import {
  LAST_POSITION,
  type LogGroup,
  type LogPosition,
  type LogQuery,
  type LogStore,
  type StoredLogEvent,
} from '../../store/log-store.ts';
import { checkReference, type GroupReference, groupNameOf, permission } from './arns.ts';
import { errors } from './errors.ts';
import { eventId } from './event-id.ts';
import { parseFilterPattern } from './filter-pattern/parse-filter-pattern.ts';
import { type GroupAccess, requireGroup, requireStream } from './log-groups.ts';
import { decodeToken, encodeToken } from './paging.ts';
import { earlierOf, laterOf, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, readPage } from './read-page.ts';
import * as shapes from './shapes.ts';

export interface FilterEventsDeps extends GroupAccess {
  readonly clock: Clock;
}

interface FilterInput extends GroupReference {
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly limit?: number;
  readonly startFromHead?: boolean;
  readonly nextToken?: string;
}

/** Searches from the newest event on reach back this far (FilterLogEvents API reference). */
const BACKWARDS_FROM_MS = Date.UTC(2024, 0, 1);

/** Where the next page begins, and which way it goes: the token decides that, whatever the request says. */
interface Place {
  readonly position: LogPosition;
  readonly reverse: boolean;
}

export const filterLogEvents = (deps: FilterEventsDeps): Operation<FilterInput> => ({
  input: shapes.structure({
    ...shapes.groupOrIdentifier,
    logStreamNames: { type: 'list', min: 1, max: 100, member: shapes.streamName },
    logStreamNamePrefix: shapes.streamName,
    startTime: shapes.time,
    endTime: shapes.time,
    filterPattern: { type: 'string', max: 1024 },
    limit: shapes.limit(PAGE_EVENTS_MAX),
    interleaved: shapes.boolean,
    startFromHead: shapes.boolean,
    nextToken: shapes.nextToken,
    unmask: shapes.boolean,
  }),
  permissions: (input, call) => [permission('FilterLogEvents', call, groupNameOf(input, call))],
  async run(input, call) {
    checkReference(input);
    if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined) throw errors.namesAndPrefix();
    if (input.startFromHead === false && (input.startTime ?? BACKWARDS_FROM_MS) < BACKWARDS_FROM_MS) {
      throw errors.tooEarlyForBackwards();
    }
    const filter = parseFilterPattern(input.filterPattern ?? '');
    const { logs, clock } = deps;
    const group = await requireGroup(deps, call, groupNameOf(input, call));
    const streams = await streamsOf(logs, group, input);
    const list = JSON.stringify(['FilterLogEvents', group.id]);
    const place = decodeToken<Place>(list, input.nextToken, clock.nowMs());
    const reverse = place?.reverse ?? input.startFromHead === false;
    const query: LogQuery = {
      ...rangeOf(input, place),
      groupId: group.id,
      reverse,
      limit: input.limit ?? PAGE_EVENTS_MAX,
      bytesMax: PAGE_BYTES_MAX,
      ...(streams !== undefined && { streams }),
      ...(filter !== undefined && { filter }),
    };
    const { events, rest } = await readPage(logs, query);
    return {
      events: events.map(describe),
      searchedLogStreams: [],
      nextToken: rest && encodeToken<Place>(list, { position: rest, reverse }, clock.nowMs()),
    };
  },
});

async function streamsOf(logs: LogStore, group: LogGroup, input: FilterInput): Promise<LogQuery['streams']> {
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names === undefined) return prefix === undefined ? undefined : { prefix };
  const streams = await Promise.all([...new Set(names)].map((name) => requireStream(logs, group, name)));
  return { ids: streams.map(({ id }) => id) };
}

/** The end of the time range belongs to it. */
function rangeOf({ startTime = 0, endTime }: FilterInput, place: Place | undefined): Pick<LogQuery, 'from' | 'to'> {
  const from = { timestampMs: startTime, seq: 0 };
  const to = endTime === undefined ? LAST_POSITION : { timestampMs: endTime + 1, seq: 0 };
  if (place === undefined) return { from, to };
  return place.reverse ? { from, to: earlierOf(to, place.position) } : { from: laterOf(from, place.position), to };
}

function describe({ streamName, timestampMs, message, ingestionMs, position }: StoredLogEvent) {
  return {
    logStreamName: streamName,
    timestamp: timestampMs,
    message,
    ingestionTime: ingestionMs,
    eventId: eventId(position),
  };
}
