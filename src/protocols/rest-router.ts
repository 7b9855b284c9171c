/** Finds the restJson operation for a method and path: all bindings compiled once into a tree of path segments. */
import type { Operation, Service } from '../base/service.ts';
import type { Target } from './protocol.ts';

interface Leaf<S> {
  readonly service: S;
  readonly name: string;
  readonly operation: Operation;
  /** The parameter, as `name=value`, that has to be in the query. */
  readonly parameter: string | undefined;
}

interface Node<S> {
  readonly literals: Map<string, Node<S>>;
  /** Any one segment. */
  label?: Node<S>;
  /** Those that ask for a parameter first. */
  readonly methods: Map<string, readonly Leaf<S>[]>;
}

export interface RestRoute<S> {
  readonly service: S;
  readonly target: Target;
}

/** Returns undefined for a path nobody has. A trailing slash makes no difference. */
export type RestRouter<S> = (method: string, path: string, query?: string) => RestRoute<S> | undefined;

export function createRestRouter<S extends Service>(services: readonly S[]): RestRouter<S> {
  const root = emptyNode<S>();
  for (const service of services) {
    for (const [name, operation] of Object.entries(service.operations)) {
      if (operation.rest === undefined) continue;
      const { method, path } = operation.rest;
      const { methods } = nodeAt(root, pathOf(path));
      const leaf: Leaf<S> = { service, name, operation, parameter: parameterOf(path) };
      const others = methods.get(method) ?? [];
      methods.set(method, leaf.parameter === undefined ? [...others, leaf] : [leaf, ...others]);
    }
  }
  return (method, path, query = '') => {
    const segments = segmentsOf(path);
    const labels: string[] = [];
    const leaf = find(root, { method, segments, query, labels }, 0);
    return (
      leaf && { service: leaf.service, target: { name: leaf.name, operation: leaf.operation, labels: [...labels] } }
    );
  };
}

/** The names of a path's labels in their order. */
export function labelNames(path: string): string[] {
  return segmentsOf(pathOf(path))
    .filter(isLabel)
    .map((segment) => segment.slice(1, -1));
}

/** A binding's path may end in a parameter that tells two operations on one path apart: `/layers?find=LayerVersion`. */
function pathOf(path: string): string {
  return path.split('?', 1)[0] as string;
}

function parameterOf(path: string): string | undefined {
  return path.split('?')[1];
}

function emptyNode<S>(): Node<S> {
  return { literals: new Map(), methods: new Map() };
}

function segmentsOf(path: string): string[] {
  const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(1, end).split('/');
}

function isLabel(segment: string): boolean {
  return segment.startsWith('{');
}

function nodeAt<S>(root: Node<S>, path: string): Node<S> {
  let node = root;
  for (const segment of segmentsOf(path)) {
    let next = isLabel(segment) ? node.label : node.literals.get(segment);
    if (next === undefined) {
      next = emptyNode();
      if (isLabel(segment)) node.label = next;
      else node.literals.set(segment, next);
    }
    node = next;
  }
  return node;
}

interface Search {
  readonly method: string;
  readonly segments: readonly string[];
  readonly query: string;
  readonly labels: string[];
}

/** A literal segment goes before a label; what leads nowhere is taken back. */
function find<S>(node: Node<S>, search: Search, depth: number): Leaf<S> | undefined {
  const segment = search.segments[depth];
  if (segment === undefined) return leafFor(node.methods.get(search.method), search.query);
  const literal = node.literals.get(segment);
  const found = literal && find(literal, search, depth + 1);
  if (found !== undefined || node.label === undefined || segment === '') return found;
  search.labels.push(segment);
  const labelled = find(node.label, search, depth + 1);
  if (labelled === undefined) search.labels.pop();
  return labelled;
}

function leafFor<S>(leaves: readonly Leaf<S>[] | undefined, query: string): Leaf<S> | undefined {
  return leaves?.find(({ parameter }) => parameter === undefined || query.split('&').includes(parameter));
}
