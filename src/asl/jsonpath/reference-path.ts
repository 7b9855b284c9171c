/**
 * Reference paths: paths that can only ever name one place, so something can be put there (ResultPath). Member names and
 * non-negative indexes; states-language.net, "Reference Paths".
 */
import { isJsonArray, isJsonObject, type Json, setMember } from '../../base/json.ts';
import { compilePath } from './compile-path.ts';
import type { Path } from './path.ts';

export interface ReferencePath {
  readonly text: string;
  readonly steps: readonly (string | number)[];
}

/** A reference path into the input; undefined when the text is something else. */
export function compileReferencePath(text: string): ReferencePath | undefined {
  const path = compilePath(text);
  if (path === undefined || path.root.type !== 'input' || !isReferencePath(path)) return undefined;
  const steps: (string | number)[] = [];
  for (const segment of path.segments) {
    if (segment.type === 'name') steps.push(segment.name);
    else if (segment.type === 'index') steps.push(segment.index);
  }
  return { text: path.text, steps };
}

/** Whether a path, from any root, has only names and non-negative indexes. */
export function isReferencePath(path: Path): boolean {
  return path.segments.every((segment) => segment.type === 'name' || (segment.type === 'index' && segment.index >= 0));
}

/** The step that does not fit, for the message. */
export interface Conflict {
  readonly conflict: string | number;
}

/**
 * A copy of `target` that has `value` at the path, sharing all that is beside it. Missing objects are made; whatever else is
 * in the way is a conflict: a member of something that is no object, an element an array does not have.
 */
export function insertAtReferencePath(target: Json, path: ReferencePath, value: Json): { value: Json } | Conflict {
  return insert(target, path.steps, 0, value);
}

function insert(
  target: Json | undefined,
  steps: ReferencePath['steps'],
  at: number,
  value: Json,
): { value: Json } | Conflict {
  const step = steps[at];
  if (step === undefined) return { value };
  if (typeof step === 'number') {
    if (!isJsonArray(target) || step >= target.length) return { conflict: step };
    const inner = insert(target[step], steps, at + 1, value);
    return 'conflict' in inner ? inner : { value: target.with(step, inner.value) };
  }
  if (target !== undefined && !isJsonObject(target)) return { conflict: step };
  const known = target !== undefined && Object.hasOwn(target, step) ? target[step] : undefined;
  const inner = insert(known, steps, at + 1, value);
  if ('conflict' in inner) return inner;
  const copy: Record<string, Json> = { ...target };
  setMember(copy, step, inner.value);
  return { value: copy };
}
