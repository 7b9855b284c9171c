/** The syntax tree of a JSONata expression, as the library's parser gives it: what the analysis needs of it. */
import type { Json } from '../../base/json.ts';

export interface SyntaxNode {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly SyntaxNode[];
  /** Filters behind a step of a path, or behind something else. */
  readonly stages?: readonly Stage[];
  readonly predicate?: readonly Stage[];
  /** `{...}` behind a path. */
  readonly group?: { readonly lhs: readonly Pair[] };
  readonly lhs?: SyntaxNode | readonly Pair[];
  readonly rhs?: SyntaxNode;
  readonly expression?: SyntaxNode;
  readonly expressions?: readonly SyntaxNode[];
  readonly procedure?: SyntaxNode;
  readonly arguments?: readonly SyntaxNode[];
  readonly body?: SyntaxNode;
  readonly condition?: SyntaxNode;
  readonly then?: SyntaxNode;
  readonly else?: SyntaxNode;
  readonly terms?: readonly { readonly expression: SyntaxNode }[];
  readonly pattern?: SyntaxNode;
  readonly update?: SyntaxNode;
  readonly delete?: SyntaxNode;
  readonly signature?: { readonly definition: string };
  /** `@$name` and `#$name` bind variables. */
  readonly focus?: string;
  readonly index?: string;
  readonly tuple?: boolean;
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
}

export interface Stage {
  readonly type: 'filter' | 'index';
  readonly expr?: SyntaxNode;
  readonly value?: Json;
}

type Pair = readonly [SyntaxNode, SyntaxNode];

export interface Child {
  readonly node: SyntaxNode;
  /** Evaluated against a value of the expression's own making, which is what field names and `$` mean there. */
  readonly inContext: boolean;
}

/** The parts of a node, in the order of the text. */
export function childrenOf(node: SyntaxNode): readonly Child[] {
  const { steps = [], stages = [], predicate = [], group, lhs, expressions = [], arguments: parameters = [] } = node;
  const outside = [
    node.procedure,
    ...(isPairs(lhs) ? lhs.flat() : [lhs]),
    node.rhs,
    node.expression,
    ...expressions,
    ...parameters,
    node.body,
    node.condition,
    node.then,
    node.else,
    steps[0],
  ];
  const inside = [
    ...steps.slice(1),
    ...[...stages, ...predicate].map(({ expr }) => expr),
    ...(group?.lhs.flat() ?? []),
    ...(node.terms ?? []).map(({ expression }) => expression),
    node.pattern,
    node.update,
    node.delete,
  ];
  const children = (nodes: readonly (SyntaxNode | undefined)[], inContext: boolean) =>
    nodes.flatMap((child) => (child === undefined ? [] : [{ node: child, inContext }]));
  return [...children(outside, false), ...children(inside, true)];
}

function isPairs(lhs: SyntaxNode | readonly Pair[] | undefined): lhs is readonly Pair[] {
  return Array.isArray(lhs);
}

/** The names of a path of names alone, from a variable on: `$states.input.id`; undefined for anything else. */
export function plainPath(node: SyntaxNode): readonly string[] | undefined {
  const steps = node.type === 'path' && node.group === undefined && !node.keepSingletonArray ? node.steps : [node];
  const plain = steps?.every((step, i) => step.type === (i === 0 ? 'variable' : 'name') && isBare(step));
  return plain === true && steps?.[0]?.value !== '' ? steps?.map(({ value }) => String(value)) : undefined;
}

function isBare({ stages, predicate, group, focus, index, tuple, keepArray }: SyntaxNode): boolean {
  return [stages, predicate, group, focus, index].every((part) => part === undefined) && !tuple && !keepArray;
}
