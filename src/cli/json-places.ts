/** Where the values of a JSON text stand in it, for messages that name a line and for changes that keep its layout. */

export interface JsonPlace {
  /** Member names and indexes from the top down. */
  readonly path: readonly string[];
  /** Offsets of the value's first character and behind its last one. */
  readonly start: number;
  readonly end: number;
}

/** Brackets and scalars; commas and colons are not needed to tell where things are. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]|[^\s{}[\]:,"]+/g;

/** @param text JSON that a parser has accepted */
export function jsonPlaces(text: string): readonly JsonPlace[] {
  const tokens = [...text.matchAll(TOKEN)];
  const places: JsonPlace[] = [];
  let at = 0;
  const peek = (): string => tokens[at]![0];
  const value = (path: readonly string[]): void => {
    const start = tokens[at]!.index;
    const opening = tokens[at++]![0];
    if (opening === '{') members(path);
    else if (opening === '[') items(path);
    const last = tokens[at - 1]!;
    places.push({ path, start, end: last.index + last[0].length });
  };
  const members = (path: readonly string[]): void => {
    while (peek() !== '}') value([...path, JSON.parse(tokens[at++]![0]) as string]);
    at++;
  };
  const items = (path: readonly string[]): void => {
    for (let index = 0; peek() !== ']'; index++) value([...path, String(index)]);
    at++;
  };
  value([]);
  return places;
}

/** Both from 1. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
