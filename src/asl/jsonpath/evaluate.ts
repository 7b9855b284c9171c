/** Evaluates compiled paths. What is missing is worded as Jayway words it, since the service passes those texts on (recorded). */
import { isJsonArray, isJsonObject, type Json, setMember } from '../../base/json.ts';
import { passes } from './filter.ts';
import { javaText } from './java-text.ts';
import type { Path, Root, Segment } from './path.ts';
import type { EvaluationScope } from './scope.ts';

/**
 * `missing`: a member is not there. `pastEnd`: an array has no such element, which a payload template takes for null.
 * `notArray`: an index meets something that has no elements, which the service reports in words of its own.
 */
type MissKind = 'missing' | 'pastEnd' | 'notArray';

type Found = { readonly found: true; readonly value: Json };
export type Miss = { readonly found: false; readonly kind: MissKind; readonly reason: string };

export type PathScope = Pick<EvaluationScope, 'input' | 'context' | 'variables'>;

/** A definite path gives its value; another one gives a list, empty where nothing fits. Never throws. */
export function evaluatePath(path: Path, scope: PathScope): Found | Miss {
  const start = valueOfRoot(path.root, scope);
  if (start === undefined) return { found: false, kind: 'missing', reason: `No results for path: ${path.text}` };
  return path.definite ? evaluateDefinite(path.segments, start) : evaluateIndefinite(path.segments, start, start);
}

function valueOfRoot(root: Root, scope: PathScope): Json | undefined {
  switch (root.type) {
    case 'input':
      return scope.input;
    case 'context':
      return scope.context();
    case 'variable':
      return scope.variables.get(root.name);
  }
}

export function evaluateDefinite(segments: readonly Segment[], start: Json): Found | Miss {
  let value = start;
  for (let i = 0; i < segments.length; i++) {
    const next = step(segments[i] as Segment, value);
    if (next === undefined) return miss(segments, i, value);
    value = next;
  }
  return { found: true, value };
}

/** One step of a definite path; undefined when there is nothing. */
function step(segment: Segment, value: Json): Json | undefined {
  switch (segment.type) {
    case 'name':
      return isJsonObject(value) && Object.hasOwn(value, segment.name) ? value[segment.name] : undefined;
    case 'index':
      return isJsonArray(value) ? value.at(segment.index) : undefined;
    case 'names':
      return isJsonObject(value) ? pick(value, segment.names) : undefined;
    default:
      return undefined;
  }
}

function pick(value: { readonly [key: string]: Json }, names: readonly string[]): Json {
  const picked: Record<string, Json> = {};
  for (const name of names) if (Object.hasOwn(value, name)) setMember(picked, name, value[name] as Json);
  return picked;
}

/** Why the step at `at` of a definite path found nothing in `value`. */
function miss(segments: readonly Segment[], at: number, value: Json): Miss {
  const segment = segments[at] as Segment;
  const before = canonical(segments.slice(0, at));
  const here = canonical(segments.slice(0, at + 1));
  if (segment.type === 'index') {
    if (isJsonArray(value)) {
      return { found: false, kind: 'pastEnd', reason: `No results for path: ${canonical(segments)}` };
    }
    return notArray(segments, at, value);
  }
  if (!isJsonObject(value)) {
    const reason = `Property ${fragment(segment)} not found in path ${before}`;
    return { found: false, kind: 'missing', reason };
  }
  const reason = at === segments.length - 1 ? `No results for path: ${here}` : `Missing property in path ${here}`;
  return { found: false, kind: 'missing', reason };
}

function notArray(segments: readonly Segment[], at: number, value: Json): Miss {
  const rest = segments.slice(at).map(fragment).join('');
  const reason =
    value === null
      ? `The path ${canonical(segments.slice(0, at))} is null`
      : `Filter: ${rest} can only be applied to arrays. Current context is: ${javaText(value)}`;
  return { found: false, kind: 'notArray', reason };
}

/** `$['a']['b'][0]` */
function canonical(segments: readonly Segment[]): string {
  return `$${segments.map(fragment).join('')}`;
}

function fragment(segment: Segment): string {
  switch (segment.type) {
    case 'name':
      return `['${segment.name}']`;
    case 'names':
      return `[${segment.names.map((name) => `'${name}'`).join(',')}]`;
    case 'index':
      return `[${segment.index}]`;
    case 'indexes':
      return `[${segment.indexes.join(',')}]`;
    case 'slice':
      return `[${segment.from ?? ''}:${segment.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'descent':
      return '..';
    case 'filter':
      return '[?]';
  }
}

/**
 * An index or slice that meets something else than an array before anything was indefinite fails as in a definite path; a
 * missing member gives the empty list (recorded).
 */
export function evaluateIndefinite(segments: readonly Segment[], start: Json, root: Json): Found | Miss {
  let values: readonly Json[] = [start];
  let definite = true;
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as Segment;
    if (definite && takesArrays(segment) && values.length > 0 && !isJsonArray(values[0])) {
      return notArray(segments, i, values[0] as Json);
    }
    values =
      segment.type === 'descent'
        ? descend(values, segments[++i] as Segment, root)
        : values.flatMap((value) => select(segment, value, root));
    definite &&= segment.type === 'name' || segment.type === 'index';
  }
  return { found: true, value: values };
}

function takesArrays(segment: Segment): boolean {
  return segment.type === 'index' || segment.type === 'indexes' || segment.type === 'slice';
}

/** What a segment selects in one value. */
function select(segment: Segment, value: Json, root: Json): readonly Json[] {
  switch (segment.type) {
    case 'name':
    case 'index': {
      const next = step(segment, value);
      return next === undefined ? [] : [next];
    }
    case 'names':
      if (!isJsonObject(value)) return [];
      return segment.names.filter((name) => Object.hasOwn(value, name)).map((name) => value[name] as Json);
    case 'indexes':
      if (!isJsonArray(value)) return [];
      return segment.indexes.map((index) => value.at(index)).filter((item) => item !== undefined);
    case 'slice':
      return isJsonArray(value) ? value.slice(segment.from, segment.to) : [];
    case 'wildcard':
      return childrenOf(value);
    case 'filter':
      if (isJsonArray(value)) return value.filter((item) => passes(segment.test, item, root));
      return isJsonObject(value) && passes(segment.test, value, root) ? [value] : [];
    case 'descent':
      return [];
  }
}

/** What `segment` selects in the values and all their descendants, parents first. */
function descend(values: readonly Json[], segment: Segment, root: Json): readonly Json[] {
  const selected: Json[] = [];
  // a stack of our own: state data may be nested deeper than calls
  const open = [...values].reverse();
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    // a filter is asked about each object itself, so the arrays that hold them need not be
    if (segment.type !== 'filter' || isJsonObject(value)) selected.push(...select(segment, value, root));
    const children = childrenOf(value);
    for (let i = children.length - 1; i >= 0; i--) open.push(children[i] as Json);
  }
  return selected;
}

function childrenOf(value: Json): readonly Json[] {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}
