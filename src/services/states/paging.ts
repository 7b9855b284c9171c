/** Paging tokens: where the next page begins, tied to the list they belong to, for 24 hours. */
import { invalidToken } from './errors.ts';

const LIFETIME_MS = 24 * 3600 * 1000;
export const PAGE_SIZE_DEFAULT = 100;

/** `maxResults` 0 or none means the default (API reference). */
export function pageSize(maxResults: number | undefined): number {
  return maxResults || PAGE_SIZE_DEFAULT;
}

interface Token<T> {
  readonly list: string;
  readonly issuedMs: number;
  readonly position: T;
}

/** `list` names the operation and its filters: a token works for the same list only. */
export function encodeToken<T>(list: string, position: T, nowMs: number): string {
  const token: Token<T> = { list, issuedMs: nowMs, position };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws InvalidToken */
export function decodeToken<T>(list: string, text: string | undefined, nowMs: number): T | undefined {
  if (text === undefined) return undefined;
  let token: Partial<Token<T>>;
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Token<T>>;
  } catch {
    throw invalidToken();
  }
  const { issuedMs, position } = token ?? {};
  if (
    token?.list !== list ||
    typeof issuedMs !== 'number' ||
    nowMs - issuedMs > LIFETIME_MS ||
    position === undefined
  ) {
    throw invalidToken();
  }
  return position;
}
