/** The pages of CloudWatch Logs' lists. */
import { decodePageToken } from '../../base/page-token.ts';
import { errors } from './errors.ts';

export { encodePageToken as encodeToken } from '../../base/page-token.ts';

/** Undefined for the first page. @throws ServiceError */
export function decodeToken<T>(list: string, text: string | undefined, nowMs: number): T | undefined {
  if (text === undefined) return undefined;
  const position = decodePageToken<T>(list, text, nowMs);
  if (position === undefined) throw errors.invalidToken();
  return position;
}
