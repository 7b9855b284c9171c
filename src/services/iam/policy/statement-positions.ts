/** Where the statements of a policy stand in its text, as the policy simulator shows them. */

export interface Position {
  /** From 1. */
  readonly Line: number;
  readonly Column: number;
}

export interface StatementSpan {
  readonly StartPosition: Position;
  readonly EndPosition: Position;
}

/**
 * Both positions are those behind the statement's brace, opening and closing (recorded).
 * @param text a valid policy document
 */
export function statementSpans(text: string): readonly StatementSpan[] {
  const spans: StatementSpan[] = [];
  /** Open braces and brackets. */
  let depth = 0;
  /** Depth of the statements' braces, once the member `Statement` has begun. */
  let statementDepth: number | undefined;
  let startAt = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      if (depth === 1 && JSON.parse(text.slice(at, end)) === 'Statement' && isName(text, end)) {
        statementDepth = text
          .slice(text.indexOf(':', end) + 1)
          .trimStart()
          .startsWith('[')
          ? 3
          : 2;
      }
      at = end - 1;
    } else if (char === '{' || char === '[') {
      depth++;
      if (depth === statementDepth && char === '{') startAt = at + 1;
    } else if (char === '}' || char === ']') {
      if (depth === statementDepth && char === '}') {
        spans.push({ StartPosition: positionOf(text, startAt), EndPosition: positionOf(text, at + 1) });
      }
      depth--;
      if (depth === 1) statementDepth = undefined;
    }
  }
  return spans;
}

/** The index behind the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isName(text: string, end: number): boolean {
  return /^\s*:/.test(text.slice(end));
}

function positionOf(text: string, at: number): Position {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { Line: before.split('\n').length, Column: at - lineStart + 1 };
}
