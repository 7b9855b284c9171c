/** Marker and MaxItems of IAM's lists. */
import { errors } from './errors.ts';

export interface PageRequest {
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

const ITEMS_DEFAULT = 100;

/** @param items All of them, ascending by key. The marker is the last key handed out, so that changes between pages do no harm. */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, { Marker, MaxItems }: PageRequest): Page<T> {
  const after = Marker === undefined ? undefined : decodeMarker(Marker);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, MaxItems ?? ITEMS_DEFAULT);
  const last = page.at(-1);
  if (page.length === rest.length || last === undefined) return { items: page, IsTruncated: false };
  return { items: page, IsTruncated: true, Marker: Buffer.from(keyOf(last)).toString('base64url') };
}

function decodeMarker(marker: string): string {
  const key = Buffer.from(marker, 'base64url').toString('utf8');
  if (key === '' || Buffer.from(key).toString('base64url') !== marker) throw errors.invalidMarker();
  return key;
}
