/** From the text of a path to its compiled form. */
import type { Path } from './path.ts';
import { PathParser } from './path-parser.ts';

/** Undefined when the text is no path. Never throws. */
export function compilePath(text: string): Path | undefined {
  const parser = new PathParser(text);
  parser.skipBlanks();
  const path = parser.path();
  parser.skipBlanks();
  return path !== undefined && parser.atEnd ? { ...path, text } : undefined;
}
