/** The wildcards of policies: `*` is any run of characters, `?` any one. */

/**
 * A pattern in which wildcards are told from literal stars and question marks, as policy variables can put them there: the
 * wildcards are characters that stand in no ARN.
 */
export type Glob = string;

const MANY = '\u0000';
const ONE = '\u0001';

export function globOf(pattern: string): Glob {
  return withoutWildcards(pattern).replaceAll('*', MANY).replaceAll('?', ONE);
}

/** Text that matches itself only. */
export function withoutWildcards(text: string): Glob {
  return text.replaceAll(MANY, '').replaceAll(ONE, '');
}

/** Linear in the text for each `*`: it backs up to the last one only, so no pattern can make it hang. */
export function globMatches(glob: Glob, text: string): boolean {
  let at = 0;
  let star = -1;
  let starText = 0;
  let g = 0;
  while (at < text.length) {
    if (glob[g] === MANY) {
      star = g++;
      starText = at;
    } else if (g < glob.length && (glob[g] === ONE || glob[g] === text[at])) {
      g++;
      at++;
    } else if (star >= 0) {
      g = star + 1;
      at = ++starText;
    } else return false;
  }
  while (glob[g] === MANY) g++;
  return g === glob.length;
}

/** The fast forms of a pattern that never changes. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const glob = globOf(pattern);
  if (glob === MANY) return () => true;
  const wildcard = glob.search(/[\u0000\u0001]/);
  if (wildcard < 0) return (text) => text === glob;
  if (wildcard === glob.length - 1 && glob.endsWith(MANY)) {
    const prefix = glob.slice(0, -1);
    return (text) => text.startsWith(prefix);
  }
  return (text) => globMatches(glob, text);
}
