/** What only Stepwell's own service answers, as queries: search over all executions, the overview, where an execution came from. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SearchInput } from '../../src/base/stepwell-api.ts';
import { useClients } from '../app/clients.ts';
import { statesKeys } from './states.ts';

const SEARCH_REFRESH_MS = 2_000;

export function useSearch(input: SearchInput) {
  const { stepwell } = useClients();
  return useQuery({
    queryKey: ['stepwell', 'search', input],
    queryFn: () => stepwell.call('SearchExecutions', input),
    placeholderData: keepPreviousData,
    refetchInterval: SEARCH_REFRESH_MS,
  });
}

export function useOverview(minutes: number) {
  const { stepwell } = useClients();
  return useQuery({
    queryKey: ['stepwell', 'overview', minutes],
    queryFn: () => stepwell.call('GetOverview', { minutes }),
    placeholderData: keepPreviousData,
    refetchInterval: SEARCH_REFRESH_MS,
  });
}

/** What AWS's description of an execution does not tell. */
export function useExecutionOrigin(executionArn: string) {
  const { stepwell } = useClients();
  return useQuery({
    queryKey: [...statesKeys.execution(executionArn), 'origin'],
    queryFn: () => stepwell.call('DescribeExecution', { executionArn }),
  });
}
