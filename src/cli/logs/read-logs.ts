/** Reads a log group's events in the order of their times, and as they come in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsClient, AwsError } from '../aws/client.ts';
import type { LogEvent, Output } from '../aws/operations.ts';
import { CommandError } from '../command-error.ts';

export interface LogSelection {
  readonly logGroupName: string;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** Never ends, and waits for a log group that is not there yet. */
  readonly follow: boolean;
}

const PAUSE_MS = 1000;
/** Events may become visible later than others that are younger by so much. */
const LATENESS_MS = 10_000;

/** @throws CommandError when there is no such log group */
export async function* readLogs(client: AwsClient, selection: LogSelection): AsyncGenerator<LogEvent> {
  const { logGroupName, follow } = selection;
  const recent = new Map<string, number>();
  let startTime = selection.sinceMs;
  for (;;) {
    for await (const event of eventsFrom(client, { logGroupName, startTime }, follow)) {
      if (recent.has(event.eventId)) continue;
      recent.set(event.eventId, event.timestamp);
      yield event;
    }
    if (!follow) return;
    startTime = Math.max(startTime, ...[...recent.values()].map((timestamp) => timestamp - LATENESS_MS));
    for (const [eventId, timestamp] of recent) if (timestamp < startTime) recent.delete(eventId);
    await sleep(PAUSE_MS);
  }
}

async function* eventsFrom(
  client: AwsClient,
  request: { readonly logGroupName: string; readonly startTime: number },
  mayBeMissing: boolean,
): AsyncGenerator<LogEvent> {
  let nextToken: string | undefined;
  do {
    const page: Output<'logs', 'FilterLogEvents'> = await client
      .call('logs', 'FilterLogEvents', { ...request, ...(nextToken !== undefined && { nextToken }) })
      .catch((error: unknown) => {
        if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
        if (mayBeMissing) return {};
        throw new CommandError(`no log group ${request.logGroupName}: a function's is made when it first runs`);
      });
    yield* page.events ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
