/** What one looks for among all executions: kept in the address, so that a search is a link and can be saved as a view. */
import type { ExecutionStatus, SearchInput } from '../../src/base/stepwell-api.ts';

export interface SearchFilters {
  readonly text?: string;
  readonly machine?: string;
  readonly status?: readonly ExecutionStatus[];
  readonly error?: string;
  readonly name?: string;
  /** Local times, as a field of type `datetime-local` has them: `2026-11-24T10:00`. */
  readonly from?: string;
  readonly to?: string;
  readonly sort?: NonNullable<SearchInput['sortBy']>;
  readonly ascending?: true;
}

export const STATUSES: readonly ExecutionStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];
const SORTS: readonly string[] = ['START_DATE', 'STOP_DATE', 'NAME', 'DURATION', 'STATUS'];
const TEXTS = ['text', 'machine', 'error', 'name', 'from', 'to'] as const;

/** From the search parameters of an address, whatever somebody wrote there. */
export function readFilters(search: Readonly<Record<string, unknown>>): SearchFilters {
  const { status, sort, ascending } = search;
  const texts = TEXTS.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : []));
  const statuses = Array.isArray(status) ? STATUSES.filter((one) => status.includes(one)) : [];
  return {
    ...Object.fromEntries(texts),
    ...(statuses.length > 0 ? { status: statuses } : {}),
    ...(typeof sort === 'string' && SORTS.includes(sort) ? { sort: sort as NonNullable<SearchFilters['sort']> } : {}),
    ...(ascending === true ? { ascending } : {}),
  };
}

export function searchInput(filters: SearchFilters): SearchInput {
  const { text, machine, status, error, name, from, to, sort, ascending } = filters;
  return {
    ...(text && { text }),
    ...(machine && { stateMachineArn: machine }),
    ...(status && { statuses: status }),
    ...(error && { error }),
    ...(name && { namePrefix: name }),
    ...(from && { startedFrom: secondsOf(from) }),
    ...(to && { startedTo: secondsOf(to) }),
    ...(sort && { sortBy: sort }),
    ...(ascending && { sortOrder: 'ASCENDING' as const }),
  };
}

function secondsOf(localTime: string): number {
  return new Date(localTime).getTime() / 1000;
}
