/** An execution's history as it grows: each time only the events that are new are fetched. */
import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import { statesKeys } from '../queries/states.ts';

const PAGE_EVENTS = 1000;
const POLL_MS_MIN = 500;
const POLL_MS_MAX = 5_000;

const ENDING = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

interface History {
  readonly events: readonly HistoryEvent[];
  /** How long to wait before asking again: longer each time nothing was new. */
  readonly pollMs: number;
}

/** In order of id. A hidden tab does not poll, and nobody polls for what has ended. */
export function useHistory(executionArn: string) {
  const { states } = useClients();
  const queries = useQueryClient();
  const queryKey = [...statesKeys.execution(executionArn), 'history'];
  return useQuery({
    queryKey,
    queryFn: async (): Promise<History> => {
      const known = queries.getQueryData<History>(queryKey) ?? { events: [], pollMs: POLL_MS_MIN };
      const added = await fetchNewer(states, executionArn, known.events.at(-1)?.id ?? 0);
      if (added.length === 0) return { ...known, pollMs: Math.min(known.pollMs * 1.5, POLL_MS_MAX) };
      return { events: [...known.events, ...added], pollMs: POLL_MS_MIN };
    },
    refetchInterval: ({ state }) => (hasEnded(state.data?.events ?? []) ? false : (state.data?.pollMs ?? POLL_MS_MIN)),
  });
}

export function hasEnded(events: readonly HistoryEvent[]): boolean {
  return ENDING.test(events.at(-1)?.type ?? '');
}

/** All of it, in order of id. */
export function fetchHistory(states: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> {
  return fetchNewer(states, executionArn, 0);
}

/** Backwards from the newest event to the last one known. */
async function fetchNewer(states: SFNClient, executionArn: string, lastId: number): Promise<readonly HistoryEvent[]> {
  const newer: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await states.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: PAGE_EVENTS, nextToken }),
    );
    const events = (page.events ?? []).filter(({ id = 0 }) => id > lastId);
    newer.push(...events);
    nextToken = events.length < (page.events?.length ?? 0) ? undefined : page.nextToken;
  } while (nextToken !== undefined);
  return newer.reverse();
}
