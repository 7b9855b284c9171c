/** Events as Step Functions writes them into CloudWatch Logs (history-events.md section 5: form and levels as recorded). */
import type { Redrive } from '../asl/execution-state.ts';
import { DATA_MEMBERS, type EventDetails, type HistoryEvent } from '../asl/history-event.ts';
import { Payload } from '../base/payload.ts';
import type { LoggingSettings, LogLines } from './execution-log.ts';
import type { MachineRevision } from './machine-source.ts';

export interface LoggedExecution {
  readonly arn: string;
  readonly startMs: number;
  /** Oldest first. */
  readonly redrives: readonly Pick<Redrive, 'eventId'>[];
  readonly revision: Pick<MachineRevision, 'machineId' | 'machineName'>;
}

/** Undefined when the machine logs none of them. */
export function logLines(
  { level, includeExecutionData, logGroupArn }: LoggingSettings,
  execution: LoggedExecution,
  events: readonly HistoryEvent[],
): LogLines | undefined {
  const logged = events.filter(({ type }) => LEVELS[level](type));
  if (logged.length === 0) return undefined;
  return {
    logGroupArn,
    stream: streamOf(execution),
    events: logged.map((event) => ({
      timestampMs: event.timestampMs,
      message: messageOf(event, execution, includeExecutionData),
    })),
  };
}

const FATAL = new Set(['ExecutionAborted', 'ExecutionFailed', 'ExecutionTimedOut']);

/** Which types of events a level logs (developer guide, "Log levels for Step Functions execution events"). */
const LEVELS: Readonly<Record<LoggingSettings['level'], (type: string) => boolean>> = {
  ALL: () => true,
  ERROR: (type) => /(?:Failed|TimedOut|Aborted)$/.test(type) || type === 'FailStateEntered',
  FATAL: (type) => FATAL.has(type),
};

/** The executions a machine starts in one minute share a stream, each stays in its own, also when a line is written again. */
function streamOf({ startMs, revision }: LoggedExecution): string {
  const minute = new Date(startMs).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  return `states/${revision.machineName}/${minute}/${revision.machineId.slice(0, 8)}`;
}

/**
 * Of an event in CloudWatch Logs: messages above are cut short. GUESS: where AWS cuts; its `truncated` tells that it does.
 * Escaping makes a text twice as long at most, and no message has more than two long ones.
 */
const TEXT_LENGTH_MAX = 50_000;

/** Ids, times and counts are strings (recorded). */
function messageOf(event: HistoryEvent, { arn, redrives }: LoggedExecution, includeExecutionData: boolean): string {
  const { id, previousEventId, timestampMs, type, details } = event;
  return JSON.stringify({
    id: String(id),
    type,
    details: details && (includeExecutionData ? withData(details) : withoutData(details)),
    previous_event_id: String(previousEventId),
    event_timestamp: String(timestampMs),
    execution_arn: arn,
    redrive_count: String(redrives.filter(({ eventId }) => eventId <= id).length),
  });
}

function withoutData(details: EventDetails): object {
  return Object.fromEntries(Object.entries(details).filter(([key]) => !DATA_MEMBERS.has(key)));
}

function withData(details: EventDetails): object {
  const shown: Record<string, unknown> = { ...details };
  for (const [key, value] of Object.entries(details)) {
    if (!DATA_MEMBERS.has(key) || key.endsWith('Details')) continue;
    const whole = textsOf(value as Payload | string | Variables);
    const cut = cutShort(whole);
    shown[key] = cut;
    if (cut !== whole && `${key}Details` in details) shown[`${key}Details`] = { truncated: true };
  }
  return shown;
}

type Variables = Readonly<Record<string, Payload | string>>;
type Texts = string | Readonly<Record<string, string>>;

function textsOf(value: Payload | string | Variables): Texts {
  if (typeof value === 'string') return value;
  if (value instanceof Payload) return value.text;
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, textsOf(text) as string]));
}

/** The same when it is short enough; of variables either all or none. */
function cutShort(texts: Texts): Texts {
  if (typeof texts === 'string') return texts.length <= TEXT_LENGTH_MAX ? texts : texts.slice(0, TEXT_LENGTH_MAX);
  const length = Object.values(texts).reduce((sum, text) => sum + text.length, 0);
  return length <= TEXT_LENGTH_MAX ? texts : {};
}
