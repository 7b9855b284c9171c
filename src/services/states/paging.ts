/** The pages of Step Functions' lists. */
import { decodePageToken } from '../../base/page-token.ts';
import { invalidToken } from './errors.ts';

export { encodePageToken as encodeToken } from '../../base/page-token.ts';

export const PAGE_SIZE_DEFAULT = 100;

/** `maxResults` 0 or none means the default (API reference). */
export function pageSize(maxResults: number | undefined): number {
  return maxResults || PAGE_SIZE_DEFAULT;
}

/** Undefined for the first page. @throws InvalidToken */
export function decodeToken<T>(list: string, text: string | undefined, nowMs: number): T | undefined {
  if (text === undefined) return undefined;
  const position = decodePageToken<T>(list, text, nowMs);
  if (position === undefined) throw invalidToken();
  return position;
}
