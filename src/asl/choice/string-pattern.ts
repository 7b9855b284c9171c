/** The pattern of StringMatches: `*` stands for any text, `\*` and `\\` for the character alone. No regular expressions. */
export interface StringPattern {
  /** What has to occur, in order; between two of them anything may stand. */
  readonly pieces: readonly string[];
}

export function compilePattern(text: string): StringPattern {
  const pieces: string[] = [];
  let piece = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const next = text[i + 1];
    if (char === '\\' && (next === '*' || next === '\\')) {
      piece += next;
      i++;
    } else if (char === '*') {
      pieces.push(piece);
      piece = '';
    } else piece += char;
  }
  return { pieces: [...pieces, piece] };
}

/** Looks for each piece once, from left to right. */
export function matchesPattern({ pieces }: StringPattern, text: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
