/** Reads an execution's history as it grows. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsClient } from '../aws/client.ts';
import type { HistoryEvent } from '../aws/operations.ts';

const ENDED = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;
const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 1000;
const PAGE_EVENTS = 200;

/** Gives the events that are new, in order of id, until the execution has ended; an empty list when there are none yet. */
export async function* followExecution(
  client: AwsClient,
  executionArn: string,
): AsyncGenerator<readonly HistoryEvent[]> {
  let lastId = 0;
  let pauseMs = PAUSE_MS_MIN;
  for (;;) {
    const events = await eventsAfter(client, executionArn, lastId);
    yield events;
    const last = events.at(-1);
    if (last !== undefined && ENDED.test(last.type)) return;
    lastId = last?.id ?? lastId;
    pauseMs = events.length > 0 ? PAUSE_MS_MIN : Math.min(pauseMs * 1.5, PAUSE_MS_MAX);
    await sleep(pauseMs);
  }
}

/** Backwards from the newest one, so that a long history is not read again and again. */
async function eventsAfter(client: AwsClient, executionArn: string, lastId: number): Promise<readonly HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.call('states', 'GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      includeExecutionData: false,
      maxResults: PAGE_EVENTS,
      ...(nextToken !== undefined && { nextToken }),
    });
    const fresh = page.events.filter(({ id }) => id > lastId);
    found.push(...fresh);
    nextToken = fresh.length === page.events.length ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  return found.reverse();
}
