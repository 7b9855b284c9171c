/** Log streams: create, describe, delete. */
import type { Clock } from '../../base/clock.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { LogStream, LogStreamListing } from '../../store/log-store.ts';
import { checkNameLengths, checkReference, type GroupReference, groupNameOf, permission, streamArn } from './arns.ts';
import { errors } from './errors.ts';
import { eventId } from './event-id.ts';
import { type GroupAccess, requireGroup } from './log-groups.ts';
import { decodeToken, encodeToken } from './paging.ts';
import type { RetentionSweep } from './retention-sweep.ts';
import * as shapes from './shapes.ts';

export interface StreamDeps extends GroupAccess {
  readonly clock: Clock;
  readonly sweep: RetentionSweep;
}

interface NamedStream {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

const { required, structure } = shapes;
const named = structure({
  logGroupName: required(shapes.groupName),
  logStreamName: required(shapes.streamName),
});
const onStream = (operation: string) => (input: NamedStream, call: Call) => [
  permission(operation, call, input.logGroupName, input.logStreamName),
];

const createLogStream = (deps: StreamDeps): Operation<NamedStream> => ({
  input: named,
  permissions: onStream('CreateLogStream'),
  async run({ logGroupName, logStreamName }, call) {
    checkNameLengths(logStreamName);
    const group = await requireGroup(deps, call, logGroupName);
    if (!(await deps.logs.createStream(group.id, logStreamName, deps.clock.nowMs()))) throw errors.streamExists();
    return {};
  },
});

const deleteLogStream = (deps: StreamDeps): Operation<NamedStream> => ({
  input: named,
  permissions: onStream('DeleteLogStream'),
  async run({ logGroupName, logStreamName }, call) {
    checkNameLengths(logStreamName);
    const group = await requireGroup(deps, call, logGroupName);
    if (!(await deps.logs.deleteStream(group.id, logStreamName))) throw errors.noSuchStream();
    deps.sweep.start();
    return {};
  },
});

interface DescribeInput extends GroupReference {
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: 'LogStreamName' | 'LastEventTime';
  readonly descending?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
}

const PAGE_SIZE = 50;

type Place = NonNullable<LogStreamListing['after']>;

const describeLogStreams = (deps: StreamDeps): Operation<DescribeInput> => ({
  input: structure({
    ...shapes.groupOrIdentifier,
    logStreamNamePrefix: shapes.streamName,
    orderBy: { type: 'string', enum: ['LogStreamName', 'LastEventTime'] },
    descending: shapes.boolean,
    limit: shapes.limit(PAGE_SIZE),
    nextToken: shapes.nextToken,
  }),
  permissions: (input, call) => [permission('DescribeLogStreams', call, groupNameOf(input, call))],
  async run(input, call) {
    checkReference(input);
    const { logStreamNamePrefix: prefix, orderBy, descending = false, limit = PAGE_SIZE } = input;
    const byTime = orderBy === 'LastEventTime';
    if (byTime && prefix !== undefined) throw errors.prefixWithLastEventTime();
    const { clock } = deps;
    const group = await requireGroup(deps, call, groupNameOf(input, call));
    const list = JSON.stringify(['DescribeLogStreams', group.id, prefix, byTime, descending]);
    const after = decodeToken<Place>(list, input.nextToken, clock.nowMs());
    const found = await deps.logs.listStreams(group.id, {
      orderBy: byTime ? 'last-event' : 'name',
      descending,
      limit: limit + 1,
      ...(prefix !== undefined && { prefix }),
      ...(after !== undefined && { after }),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      logStreams: page.map((stream) => describe(stream, streamArn(call, group.name, stream.name))),
      nextToken: last && found.length > limit ? encodeToken(list, placeOf(last), clock.nowMs()) : undefined,
    };
  },
});

function placeOf({ name, lastEventMs }: LogStream): Place {
  return { name, ...(lastEventMs !== undefined && { lastEventMs }) };
}

/** AWS has reported 0 stored bytes for every stream since 2019, and no upload token for one without events (recorded). */
function describe(stream: LogStream, arn: string) {
  const { id, name, createdMs, firstEventMs, lastEventMs, lastIngestionMs } = stream;
  return {
    logStreamName: name,
    creationTime: createdMs,
    firstEventTimestamp: firstEventMs,
    lastEventTimestamp: lastEventMs,
    lastIngestionTime: lastIngestionMs,
    uploadSequenceToken: lastIngestionMs === undefined ? undefined : eventId({ timestampMs: lastIngestionMs, seq: id }),
    arn,
    storedBytes: 0,
  };
}

export function streamOperations(deps: StreamDeps): Record<string, Operation> {
  return {
    CreateLogStream: createLogStream(deps),
    DeleteLogStream: deleteLogStream(deps),
    DescribeLogStreams: describeLogStreams(deps),
  };
}
