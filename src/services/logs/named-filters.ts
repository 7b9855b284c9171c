/** What metric filters and subscription filters have in common: a name in their group, and lists in pages. */
import type { StringShape } from '../../base/shape.ts';
import { errors } from './errors.ts';
import { decodeToken, encodeToken } from './paging.ts';

export const filterName: StringShape = { type: 'string', min: 1, max: 512, pattern: '[^:*]*' };
export const filterPattern: StringShape = { type: 'string', max: 1024 };

interface Named {
  readonly filterName: string;
}

/** In order of name; one of the same name is replaced. @throws ServiceError when there are too many */
export function withFilter<T extends Named>(filters: readonly T[] = [], filter: T, max: number): readonly T[] {
  const others = filters.filter((other) => other.filterName !== filter.filterName);
  if (others.length >= max) throw errors.tooManyFilters();
  return [...others, filter].sort((a, b) => (a.filterName < b.filterName ? -1 : 1));
}

interface PageRequest {
  /** What the list is of: a token belongs to the same one. */
  readonly list: string;
  readonly limit: number;
  readonly nextToken: string | undefined;
  readonly nowMs: number;
}

/** In order of name, then of group. */
export function pageOfFilters<T extends Named & { readonly logGroupName: string }>(
  filters: readonly T[],
  { list, limit, nextToken, nowMs }: PageRequest,
) {
  const keyOf = (filter: T) => JSON.stringify([filter.filterName, filter.logGroupName]);
  const after = decodeToken<string>(list, nextToken, nowMs) ?? '';
  const rest = filters.filter((filter) => keyOf(filter) > after).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, nextToken: last && rest.length > limit ? encodeToken(list, keyOf(last), nowMs) : undefined };
}
