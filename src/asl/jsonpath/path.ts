/**
 * Compiled JSONPath expressions of the Amazon States Language.
 *
 * The language is Jayway's JsonPath (the Java library that the service's own messages give away), an old version of it, with
 * variables as further roots. No JavaScript library speaks it: those on npm differ in what is definite, in negative indexes
 * and several names, evaluate filters with `eval` or `vm`, or would lose the digits of a `JsonNumber`. So this is our own.
 * Left out are `=~` (a regular expression of the user's could stop the process) and functions such as `length()`, which the
 * service refuses too; such a path does not compile.
 */
import type { Json } from '../../base/json.ts';

export type Root =
  | { readonly type: 'input' }
  | { readonly type: 'context' }
  | { readonly type: 'variable'; readonly name: string };

export type Segment =
  | { readonly type: 'name'; readonly name: string }
  /** `['a','b']`: one object with these members at the end of a path, each of the values elsewhere. */
  | { readonly type: 'names'; readonly names: readonly string[] }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'indexes'; readonly indexes: readonly number[] }
  | { readonly type: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly type: 'wildcard' }
  /** `..`: the segment that follows applies to the value and to all its descendants. */
  | { readonly type: 'descent' }
  | { readonly type: 'filter'; readonly test: FilterTest };

export type Comparator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'nin';

export type FilterTest =
  | { readonly type: 'and' | 'or'; readonly tests: readonly FilterTest[] }
  | { readonly type: 'not'; readonly test: FilterTest }
  | { readonly type: 'exists'; readonly path: FilterPath }
  | {
      readonly type: 'comparison';
      readonly left: FilterOperand;
      readonly comparator: Comparator;
      readonly right: FilterOperand;
    };

export type FilterOperand =
  | { readonly type: 'constant'; readonly value: Json }
  | { readonly type: 'path'; readonly path: FilterPath };

/** A path inside a filter: from the item, `@`, or from the value the whole path started at, `$`. */
export interface FilterPath {
  readonly from: 'item' | 'root';
  readonly segments: readonly Segment[];
  readonly definite: boolean;
}

export interface Path {
  /** As written in the definition. */
  readonly text: string;
  readonly root: Root;
  readonly segments: readonly Segment[];
  /** Names at most one value, and evaluates to it; other paths evaluate to a list, an empty one if nothing fits. */
  readonly definite: boolean;
}

/** `$`: the value itself. */
export const WHOLE_INPUT: Path = { text: '$', root: { type: 'input' }, segments: [], definite: true };

export function isWholeInput(path: Path): boolean {
  return path.root.type === 'input' && path.segments.length === 0;
}

/** As Jayway has it: several names are one object, and so definite, at the end of a path only. */
export function isDefinite(segments: readonly Segment[]): boolean {
  return segments.every(
    ({ type }, i) => type === 'name' || type === 'index' || (type === 'names' && i === segments.length - 1),
  );
}
