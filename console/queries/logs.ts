/** Log groups and what is in them, as queries. */
import { paginateDescribeLogGroups, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { useQuery } from '@tanstack/react-query';
import { useClients } from '../app/clients.ts';
import type { TimeWindow } from '../app/paths.ts';
import { gather } from './pages.ts';
import { LIST_REFRESH_MS } from './refresh.ts';

/** Enough to read; what is older is found with a narrower filter. */
const LINES_MAX = 2_000;

export function useLogGroups() {
  const { logs: client } = useClients();
  return useQuery({
    queryKey: ['logs', 'groups'],
    queryFn: () => gather(paginateDescribeLogGroups({ client }, { limit: 50 }), (page) => page.logGroups),
    refetchInterval: LIST_REFRESH_MS,
  });
}

export interface LogFilter {
  readonly group: string;
  readonly pattern: string;
  readonly window: TimeWindow | undefined;
  /** Whether to keep asking for what is new. */
  readonly follow: boolean;
}

export function useLogEvents({ group, pattern, window, follow }: LogFilter) {
  const { logs: client } = useClients();
  return useQuery({
    queryKey: ['logs', 'events', group, pattern, window],
    queryFn: () => {
      const input = {
        logGroupName: group,
        ...(pattern === '' ? {} : { filterPattern: pattern }),
        ...(window === undefined ? {} : { startTime: window.fromMs, endTime: window.toMs }),
      };
      return gather(paginateFilterLogEvents({ client }, input), (page) => page.events, LINES_MAX);
    },
    refetchInterval: follow ? 1_000 : false,
  });
}
