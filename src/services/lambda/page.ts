/** Pages of a list. A marker names the last item of the page before, so that it holds when items come and go. */
import type { Shape } from '../../base/shape.ts';
import type { FunctionSnapshot } from './function-data.ts';

export interface PageInput {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export const pageShapes: Readonly<Record<string, Shape>> = {
  Marker: { type: 'string' },
  MaxItems: { type: 'integer', min: 1, max: 10_000 },
};

export const pageQuery = { Marker: 'Marker', MaxItems: 'MaxItems' };

/** ListFunctions API reference: a page has 50 at most, whatever is asked for. */
const PAGE_MAX = 50;

/** @param items in rising order of their keys */
export function page<T>(
  items: readonly T[],
  { Marker, MaxItems = PAGE_MAX }: PageInput,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly NextMarker?: string } {
  const after = Marker === undefined ? '' : Buffer.from(Marker, 'base64url').toString();
  const rest = items.filter((item) => keyOf(item) > after);
  const shown = rest.slice(0, Math.min(MaxItems, PAGE_MAX));
  const last = shown.at(-1);
  if (last === undefined || shown.length === rest.length) return { items: shown };
  return { items: shown, NextMarker: Buffer.from(keyOf(last)).toString('base64url') };
}

/** Sorts `$LATEST` first, then versions by number. */
export function versionKey({ version = '' }: FunctionSnapshot): string {
  return version.padStart(12, '0');
}
