/** Paging tokens: where the next page begins, tied to the list they belong to, for 24 hours. */

const LIFETIME_MS = 24 * 3600 * 1000;

interface Token<T> {
  readonly list: string;
  readonly issuedMs: number;
  readonly position: T;
}

/** `list` names the operation and what it was asked for: a token works for the same list only. */
export function encodePageToken<T>(list: string, position: T, nowMs: number): string {
  const token: Token<T> = { list, issuedMs: nowMs, position };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** Undefined for what is no token of this list, or one that has expired. */
export function decodePageToken<T>(list: string, text: string, nowMs: number): T | undefined {
  const { issuedMs = Number.NEGATIVE_INFINITY, position, ...token } = parseToken<T>(text);
  return token.list === list && nowMs - issuedMs <= LIFETIME_MS ? position : undefined;
}

function parseToken<T>(text: string): Partial<Token<T>> {
  try {
    return (JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Token<T>> | null) ?? {};
  } catch {
    return {};
  }
}
