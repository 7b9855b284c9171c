/** Where in a file a diagnostic belongs: its location there is a path of names, or the place where a parser gave up. */
import { JsonSyntaxError, parseJson } from '../../base/json.ts';
import type { WireDiagnostic } from '../aws/operations.ts';
import { jsonPlaces, lineAndColumn } from '../json-places.ts';

/** @returns `:12:7` with the line and column, `` when the diagnostic has no place */
export function placeOf({ location }: WireDiagnostic, text: string): string {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return `:${error.line}:${error.column}`;
    throw error;
  }
  if (!location) return '';
  // Names with slashes stand in locations as they are, so paths are compared as text.
  const isAround = (path: string): boolean => location === path || location.startsWith(`${path}/`);
  const places = jsonPlaces(text).map((place) => ({ ...place, text: place.path.map((name) => `/${name}`).join('') }));
  const [nearest] = places.filter((place) => isAround(place.text)).sort((a, b) => b.text.length - a.text.length);
  if (nearest === undefined) return '';
  const { line, column } = lineAndColumn(text, nearest.start);
  return `:${line}:${column}`;
}
