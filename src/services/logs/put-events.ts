/** PutLogEvents: checks a batch, refuses events that are too old or too new, and stores the others. */
import type { Clock } from '../../base/clock.ts';
import type { Call, Operation } from '../../base/service.ts';
import { eventBytes, expiryMs, type LogGroup } from '../../store/log-store.ts';
import { checkNameLengths, permission, scopeOf } from './arns.ts';
import { errors } from './errors.ts';
import { eventId } from './event-id.ts';
import { type GroupAccess, requireGroup, requireStream } from './log-groups.ts';
import type { LogIntake } from './log-intake.ts';
import * as shapes from './shapes.ts';

export interface PutEventsDeps extends GroupAccess {
  readonly clock: Clock;
}

interface InputEvent {
  readonly timestamp: number;
  readonly message: string;
}

interface PutInput {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly InputEvent[];
}

/** CloudWatch Logs quotas and the PutLogEvents reference. */
const BATCH_BYTES_MAX = 1_048_576;
const EVENTS_MAX = 10_000;
const HOUR_MS = 3600_000;
const SPAN_MS_MAX = 24 * HOUR_MS;
const AHEAD_MS_MAX = 2 * HOUR_MS;
const AGE_MS_MAX = 14 * 24 * HOUR_MS;

const { required, structure } = shapes;

export const putLogEvents = (deps: PutEventsDeps): Operation<PutInput> => ({
  input: structure({
    logGroupName: required(shapes.groupName),
    logStreamName: required(shapes.streamName),
    logEvents: {
      type: 'list',
      required: true,
      min: 1,
      max: EVENTS_MAX,
      member: structure({ timestamp: required(shapes.time), message: required({ type: 'string', min: 1 }) }),
    },
    sequenceToken: { type: 'string', min: 1 },
    entity: { type: 'document' },
  }),
  permissions: ({ logGroupName, logStreamName }, call) => [
    permission('PutLogEvents', call, logGroupName, logStreamName),
  ],
  async run({ logGroupName, logStreamName, logEvents }, call) {
    checkNameLengths(logGroupName, logStreamName);
    checkBatch(logEvents);
    const group = await requireGroup(deps, call, logGroupName);
    const stream = await requireStream(deps.logs, group, logStreamName);
    const nowMs = deps.clock.nowMs();
    const { accepted, rejected } = sort(logEvents, group, nowMs);
    if (accepted.length > 0) await store(deps.intake, call, { logGroupName, logStreamName, logEvents: accepted });
    return {
      // The token is ignored since 2023, but always there, also when everything was refused (recorded).
      nextSequenceToken: eventId({ timestampMs: nowMs, seq: stream.id }),
      rejectedLogEventsInfo: rejected,
    };
  },
});

/** @throws ServiceError when the batch as a whole is refused */
function checkBatch(events: readonly InputEvent[]): void {
  let batchBytes = 0;
  for (const { message } of events) {
    const bytes = eventBytes(message);
    if (bytes > BATCH_BYTES_MAX) throw errors.eventTooLarge(bytes, BATCH_BYTES_MAX);
    batchBytes += bytes;
  }
  if (batchBytes > BATCH_BYTES_MAX) throw errors.uploadTooLarge(batchBytes, BATCH_BYTES_MAX);
  if (events.some(({ timestamp }, i) => timestamp < (events[i - 1]?.timestamp ?? 0))) throw errors.notChronological();
  const [first, last] = [events[0], events.at(-1)];
  if (first !== undefined && last !== undefined && last.timestamp - first.timestamp > SPAN_MS_MAX) {
    throw errors.spanTooLong();
  }
}

/** What is too old stands at the beginning, what is too new at the end. */
function sort(events: readonly InputEvent[], { retentionDays }: LogGroup, nowMs: number) {
  const oldestMs = nowMs - AGE_MS_MAX;
  const expiredMs = retentionDays === undefined ? 0 : expiryMs(retentionDays, nowMs);
  const countBefore = (timestampMs: number) => {
    const index = events.findIndex(({ timestamp }) => timestamp >= timestampMs);
    return index === -1 ? events.length : index;
  };
  const tooOld = countBefore(oldestMs);
  const expired = countBefore(expiredMs);
  const tooNew = countBefore(nowMs + AHEAD_MS_MAX + 1);
  const accepted = events.slice(Math.max(tooOld, expired), tooNew);
  if (accepted.length === events.length) return { accepted };
  const rejected = {
    tooOldLogEventEndIndex: tooOld > 0 ? tooOld : undefined,
    expiredLogEventEndIndex: expired > tooOld ? expired : undefined,
    tooNewLogEventStartIndex: tooNew < events.length ? tooNew : undefined,
  };
  return { accepted, rejected };
}

/** Group or stream may have been deleted meanwhile. */
async function store(intake: LogIntake, call: Call, { logGroupName, logStreamName, logEvents }: PutInput) {
  const events = logEvents.map(({ timestamp, message }) => ({ timestampMs: timestamp, message }));
  const result = await intake.append({ scope: scopeOf(call), group: logGroupName, stream: logStreamName, events });
  if (result === 'no-group') throw errors.noSuchGroup();
  if (result === 'no-stream') throw errors.noSuchStream();
}
