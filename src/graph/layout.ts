/**
 * From a graph to places. Edges stay in their scope, so each scope is laid out by itself, from the inside out: a Parallel or Map is
 * a box as large as what is in it.
 */

import { FONTS } from './fonts.ts';
import type { FlatLayout, Point } from './layered/flat-graph.ts';
import { LABEL_HEIGHT } from './layered/layered-graph.ts';
import { layoutFlat } from './layered/layout-flat.ts';
import type { GraphEdge, GraphNode, Scope, StateNode } from './model/graph.ts';
import { textWidthPx, truncated } from './text-width.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends Box {
  readonly node: GraphNode;
  /** What it contains is drawn in it, below a header. */
  readonly isContainer: boolean;
}

/** A branch or item processor inside its container. */
export interface PlacedScope extends Box {
  /** The scope's id. */
  readonly id: string;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  /** Corners of a line of horizontal and vertical pieces, in the direction of flow. */
  readonly points: readonly Point[];
  readonly label: PlacedLabel | undefined;
}

export interface PlacedLabel extends Box {
  /** As much of the edge's label as there is room for. */
  readonly text: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** A container comes before what is in it. */
  readonly nodes: readonly PlacedNode[];
  readonly scopes: readonly PlacedScope[];
  readonly edges: readonly PlacedEdge[];
}

export interface LayoutOptions {
  /** Ids of the containers that are drawn like plain states. */
  readonly collapsed?: ReadonlySet<string>;
}

const STATE_HEIGHT = 52;
const [STATE_WIDTH_MIN, STATE_WIDTH_MAX] = [184, 280];
/** What of a state's width its texts do not get: the icon with its air, and room for a status. */
const [BESIDE_NAME, BESIDE_SUBTITLE] = [84, 60];
const [TERMINAL_WIDTH, TERMINAL_HEIGHT] = [64, 32];
export const HEADER_HEIGHT = 40;
const [CONTAINER_PADDING, SCOPE_PADDING, SPACE_BETWEEN_SCOPES] = [18, 14, 12];
const LABEL_TEXT_WIDTH_MAX = 168;
const LABEL_PADDING = 8;

export function layoutGraph(machine: Scope, { collapsed = new Set() }: LayoutOptions = {}): Layout {
  const scope = layoutScope(machine, collapsed);
  const nodes: PlacedNode[] = [];
  const scopes: PlacedScope[] = [];
  const edges: PlacedEdge[] = [];
  place(scope, { x: 0, y: 0 }, { nodes, scopes, edges });
  return { width: scope.flat.width, height: scope.flat.height, nodes, scopes, edges };
}

interface SizedNode {
  readonly node: GraphNode;
  readonly width: number;
  readonly height: number;
  /** Empty unless it is a container. */
  readonly inside: readonly LaidOutScope[];
}

interface LaidOutScope {
  readonly scope: Scope;
  readonly nodes: readonly SizedNode[];
  readonly labels: readonly (string | undefined)[];
  readonly flat: FlatLayout;
}

function layoutScope(scope: Scope, collapsed: ReadonlySet<string>): LaidOutScope {
  const stateWidth = widthOfStates(scope.nodes);
  const nodes = scope.nodes.map((node) => sizeOf(node, stateWidth, collapsed));
  const indexOf = new Map(scope.nodes.map(({ id }, index) => [id, index]));
  const labels = scope.edges.map(({ label }) =>
    label === '' ? undefined : truncated(label, LABEL_TEXT_WIDTH_MAX, FONTS.label),
  );
  const flat = layoutFlat({
    nodes: nodes.map(({ node, width, height }) => ({ width, height, isEnd: node.kind === 'end' })),
    edges: scope.edges.map(({ from, to, kind }, index) => ({
      from: indexOf.get(from)!,
      to: indexOf.get(to)!,
      labelWidth: widthOfLabel(labels[index]),
      isCatch: kind === 'catch',
    })),
  });
  return { scope, nodes, labels, flat };
}

/** The states of a scope are equally wide, which is calmer to look at. */
function widthOfStates(nodes: readonly GraphNode[]): number {
  const widths = nodes.map((node) => (node.kind === 'state' ? widthOfState(node) : 0));
  return even(Math.min(STATE_WIDTH_MAX, Math.max(STATE_WIDTH_MIN, ...widths)));
}

function widthOfState({ name, subtitle }: StateNode): number {
  return Math.max(textWidthPx(name, FONTS.name) + BESIDE_NAME, textWidthPx(subtitle, FONTS.subtitle) + BESIDE_SUBTITLE);
}

function sizeOf(node: GraphNode, stateWidth: number, collapsed: ReadonlySet<string>): SizedNode {
  if (node.kind !== 'state') return { node, width: TERMINAL_WIDTH, height: TERMINAL_HEIGHT, inside: [] };
  if (node.scopes.length === 0 || collapsed.has(node.id))
    return { node, width: stateWidth, height: STATE_HEIGHT, inside: [] };
  const inside = node.scopes.map((scope) => layoutScope(scope, collapsed));
  return {
    node,
    width: even(Math.max(widthOfScopes(inside) + 2 * CONTAINER_PADDING, stateWidth)),
    height: HEADER_HEIGHT + heightOfScopes(inside) + CONTAINER_PADDING,
    inside,
  };
}

function widthOfScopes(inside: readonly LaidOutScope[]): number {
  const own = inside.reduce((sum, { flat }) => sum + flat.width + 2 * SCOPE_PADDING, 0);
  return own + (inside.length - 1) * SPACE_BETWEEN_SCOPES;
}

function heightOfScopes(inside: readonly LaidOutScope[]): number {
  return inside.reduce((most, { flat }) => Math.max(most, flat.height), 0) + 2 * SCOPE_PADDING;
}

function widthOfLabel(text: string | undefined): number {
  return text === undefined ? 0 : even(textWidthPx(text, FONTS.label) + 2 * LABEL_PADDING);
}

/** Rounded up; the layout halves widths and works in whole pixels. */
function even(width: number): number {
  return 2 * Math.ceil(width / 2);
}

interface Placed {
  readonly nodes: PlacedNode[];
  readonly scopes: PlacedScope[];
  readonly edges: PlacedEdge[];
}

/** Moves a scope and all that is in it to where it belongs in the whole. */
function place({ scope, nodes, labels, flat }: LaidOutScope, origin: Point, placed: Placed): void {
  nodes.forEach(({ node, width, height, inside }, index) => {
    const { x, y } = shifted(flat.nodes[index]!, origin);
    placed.nodes.push({ node, x, y, width, height, isContainer: inside.length > 0 });
    let left = x + Math.floor((width - widthOfScopes(inside)) / 2);
    for (const inner of inside) {
      const box = { x: left, y: y + HEADER_HEIGHT, width: inner.flat.width + 2 * SCOPE_PADDING };
      placed.scopes.push({ id: inner.scope.id, ...box, height: height - HEADER_HEIGHT - CONTAINER_PADDING });
      place(inner, { x: box.x + SCOPE_PADDING, y: box.y + SCOPE_PADDING }, placed);
      left += box.width + SPACE_BETWEEN_SCOPES;
    }
  });
  scope.edges.forEach((edge, index) => {
    const { points, label } = flat.edges[index]!;
    placed.edges.push({
      edge,
      points: points.map((point) => shifted(point, origin)),
      label: label && labelAt(labels[index] ?? '', shifted(label, origin)),
    });
  });
}

function labelAt(text: string, { x, y }: Point): PlacedLabel {
  const width = widthOfLabel(text);
  return { text, x: x - width / 2, y: y - LABEL_HEIGHT / 2, width, height: LABEL_HEIGHT };
}

function shifted({ x, y }: Point, origin: Point): Point {
  return { x: x + origin.x, y: y + origin.y };
}
