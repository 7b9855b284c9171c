/** The pages of the Stepwell service's lists. */
import { decodePageToken } from '../../base/page-token.ts';
import type { Shape } from '../../base/shape.ts';
import { errors } from './errors.ts';

export { encodePageToken as encodeToken } from '../../base/page-token.ts';

export const PAGE_MEMBERS: Readonly<Record<string, Shape>> = {
  maxResults: { type: 'integer', min: 1, max: 1000 },
  nextToken: { type: 'string', min: 1, max: 4096 },
};
export const PAGE_SIZE_DEFAULT = 100;

/** Undefined for the first page. @throws InvalidToken */
export function decodeToken<T>(list: string, text: string | undefined, nowMs: number): T | undefined {
  if (text === undefined) return undefined;
  const position = decodePageToken<T>(list, text, nowMs);
  if (position === undefined) throw errors.invalidToken();
  return position;
}
