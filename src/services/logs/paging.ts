/** Paging tokens: where the next page begins, tied to the list they belong to, for 24 hours. */
import { errors } from './errors.ts';

const LIFETIME_MS = 24 * 3600 * 1000;

interface Token<T> {
  readonly list: string;
  readonly issuedMs: number;
  readonly position: T;
}

/** `list` names the operation and what it was asked for: a token works for the same list only. */
export function encodeToken<T>(list: string, position: T, nowMs: number): string {
  const token: Token<T> = { list, issuedMs: nowMs, position };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws ServiceError */
export function decodeToken<T>(list: string, text: string | undefined, nowMs: number): T | undefined {
  if (text === undefined) return undefined;
  let token: Partial<Token<T>> | null;
  try {
    token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Token<T>> | null;
  } catch {
    throw errors.invalidToken();
  }
  const { issuedMs = Number.NEGATIVE_INFINITY, position } = token ?? {};
  if (token?.list !== list || nowMs - issuedMs > LIFETIME_MS || position === undefined) throw errors.invalidToken();
  return position;
}
