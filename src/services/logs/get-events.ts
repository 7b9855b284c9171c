/** GetLogEvents: the events of one stream, page by page in both directions. */
import type { Operation } from '../../base/service.ts';
import {
  FIRST_POSITION,
  LAST_POSITION,
  type LogPosition,
  type LogQuery,
  positionAfter,
  type StoredLogEvent,
} from '../../store/log-store.ts';
import { checkReference, type GroupReference, groupNameOf, permission } from './arns.ts';
import { errors } from './errors.ts';
import { parsePlaceToken, placeToken } from './event-id.ts';
import { type GroupAccess, requireGroup, requireStream } from './log-groups.ts';
import { earlierOf, laterOf, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, readPage } from './read-page.ts';
import * as shapes from './shapes.ts';

interface GetInput extends GroupReference {
  readonly logStreamName: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly startFromHead?: boolean;
  readonly nextToken?: string;
}

export const getLogEvents = (access: GroupAccess): Operation<GetInput> => ({
  input: shapes.structure({
    ...shapes.groupOrIdentifier,
    logStreamName: shapes.required(shapes.streamName),
    startTime: shapes.time,
    endTime: shapes.time,
    limit: shapes.limit(PAGE_EVENTS_MAX),
    startFromHead: shapes.boolean,
    nextToken: shapes.nextToken,
    unmask: shapes.boolean,
  }),
  permissions: (input, call) => [permission('GetLogEvents', call, groupNameOf(input, call), input.logStreamName)],
  async run(input, call) {
    checkReference(input);
    const place = input.nextToken === undefined ? undefined : parsePlaceToken(input.nextToken);
    if (input.nextToken !== undefined && place === undefined) throw errors.invalidToken();
    const group = await requireGroup(access, call, groupNameOf(input, call));
    const stream = await requireStream(access.logs, group, input.logStreamName);
    const reverse = place === undefined ? input.startFromHead !== true : place.direction === 'backward';
    const query: LogQuery = {
      ...rangeOf(input, place),
      groupId: group.id,
      streams: { ids: [stream.id] },
      reverse,
      limit: input.limit ?? PAGE_EVENTS_MAX,
      bytesMax: PAGE_BYTES_MAX,
    };
    const { events } = await readPage(access.logs, query);
    const inOrder = reverse ? [...events].reverse() : events;
    return { events: inOrder.map(describe), ...tokens(inOrder, place?.position) };
  },
});

/** The end of the time range does not belong to it. */
function rangeOf(
  { startTime = 0, endTime }: GetInput,
  place: ReturnType<typeof parsePlaceToken>,
): Pick<LogQuery, 'from' | 'to'> {
  const from: LogPosition = { timestampMs: startTime, seq: 0 };
  const to: LogPosition = endTime === undefined ? LAST_POSITION : { timestampMs: endTime, seq: 0 };
  if (place === undefined) return { from, to };
  return place.direction === 'forward'
    ? { from: laterOf(from, place.position), to }
    : { from, to: earlierOf(to, place.position) };
}

/** Tokens are always there. Behind an empty page, which is the end in that direction, they stay where they are. */
function tokens(events: readonly StoredLogEvent[], place: LogPosition = FIRST_POSITION) {
  const [first, last] = [events[0], events.at(-1)];
  return {
    nextForwardToken: placeToken('forward', last === undefined ? place : positionAfter(last.position)),
    nextBackwardToken: placeToken('backward', first === undefined ? place : first.position),
  };
}

function describe({ timestampMs, message, ingestionMs }: StoredLogEvent) {
  return { timestamp: timestampMs, message, ingestionTime: ingestionMs };
}
