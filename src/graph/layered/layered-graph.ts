/**
 * Second step of the layout: each edge becomes a route from layer to layer. It gets a vertex in every layer it passes, so that
 * later steps keep room for it there, and one as wide as its label in the layer for labels below its source. An edge that closes
 * a loop leaves its source downwards like the others, turns, climbs past the layers between, turns and comes in from above.
 */
import type { FlatEdge, FlatGraph } from './flat-graph.ts';
import type { Layering } from './layers.ts';

export interface Vertex {
  readonly kind: 'node' | 'label' | 'pass' | 'turn';
  readonly layer: number;
  readonly width: number;
  readonly height: number;
  /** Of a pass: those of the same bundle lead to the same place and may become one line. */
  readonly bundle: string;
  /** Neighbours in the layers above and below. */
  readonly above: Vertex[];
  readonly below: Vertex[];
  /** Place in its layer. */
  position: number;
  /** Centre. */
  x: number;
}

/** A piece of a route through one gap. Gap g lies above layer g. */
export interface Hop {
  readonly gap: number;
  readonly from: Vertex;
  readonly to: Vertex;
}

export interface Route {
  readonly edge: FlatEdge;
  /** Whether it closes a loop. */
  readonly climbs: boolean;
  readonly hops: readonly Hop[];
  readonly label: Vertex | undefined;
}

export interface LayeredGraph {
  /** From left to right. */
  readonly layers: readonly (readonly Vertex[])[];
  /** By index of the node. */
  readonly nodes: readonly Vertex[];
  /** By index of the edge. */
  readonly routes: readonly Route[];
}

export const LABEL_HEIGHT = 18;

/** So many long edges to one state (a handler that every state leads to) are one line from the start, lest each crowds every layer. */
const BUNDLED_FROM = 12;

export function layeredGraph(graph: FlatGraph, { layerOf, layerCount, isBack, walkOrder }: Layering): LayeredGraph {
  const layers: { vertex: Vertex; key: number }[][] = Array.from({ length: layerCount + 1 }, () => []);
  /** @param key where to stand among the others of its layer to begin with */
  const add = (vertex: Pick<Vertex, 'kind' | 'layer'> & Partial<Vertex>, key: number): Vertex => {
    const added: Vertex = { width: 0, height: 0, bundle: '', above: [], below: [], position: 0, x: 0, ...vertex };
    layers[added.layer]!.push({ vertex: added, key });
    return added;
  };
  const nodes = graph.nodes.map(({ width, height }, node) =>
    add({ kind: 'node', layer: layerOf[node]!, width, height }, walkOrder[node]!),
  );
  const crowded = crowdedBundles(graph, layerOf, isBack);
  const shared = new Map<string, Vertex>();
  const passOf = (bundle: string, layer: number, key: number): Vertex => {
    if (!crowded.has(bundle)) return add({ kind: 'pass', layer, bundle }, key);
    const place = `${bundle} ${layer}`;
    const pass = shared.get(place) ?? add({ kind: 'pass', layer, bundle }, key);
    shared.set(place, pass);
    return pass;
  };

  const routes = graph.edges.map((edge, index): Route => {
    const [source, target] = [nodes[edge.from]!, nodes[edge.to]!];
    const climbs = isBack[index]!;
    // Loops begin on the right, out of the way.
    const key = climbs ? graph.nodes.length : walkOrder[edge.to]! - 0.5;
    const hasLabel = edge.labelWidth > 0;
    const label = hasLabel
      ? add({ kind: 'label', layer: source.layer + 1, width: edge.labelWidth, height: LABEL_HEIGHT }, key)
      : undefined;
    const leaving = label ?? source;
    const passes = passedLayers(leaving.layer, target.layer, climbs).map((layer) =>
      passOf(bundleOf(edge, climbs), layer, key),
    );
    const stops = [source, ...(label === undefined ? [] : [label]), ...passes, target];
    const hops = stops.slice(1).map((to, i): Hop => hopBetween(stops[i]!, to));
    return { edge, climbs, hops, label };
  });

  linkNeighbours(routes, (layer) => add({ kind: 'turn', layer }, graph.nodes.length));
  return { layers: layers.map((layer) => sorted(layer)), nodes, routes };
}

function bundleOf({ to, isCatch }: FlatEdge, climbs: boolean): string {
  return `${to}${isCatch ? ' catch' : ''}${climbs ? ' up' : ''}`;
}

function crowdedBundles({ edges }: FlatGraph, layerOf: readonly number[], isBack: readonly boolean[]) {
  const sizes = new Map<string, number>();
  edges.forEach((edge, index) => {
    const bundle = bundleOf(edge, isBack[index]!);
    const isLong = isBack[index]! || layerOf[edge.to]! - layerOf[edge.from]! > 2;
    if (isLong) sizes.set(bundle, (sizes.get(bundle) ?? 0) + 1);
  });
  return new Set([...sizes].filter(([, size]) => size >= BUNDLED_FROM).map(([bundle]) => bundle));
}

/** In the order of travel. Who climbs passes the layers of both ends as well, beside them. */
function passedLayers(from: number, to: number, climbs: boolean): readonly number[] {
  return climbs
    ? Array.from({ length: from - to + 1 }, (_, i) => from - i)
    : Array.from({ length: to - from - 1 }, (_, i) => from + 1 + i);
}

function hopBetween(from: Vertex, to: Vertex): Hop {
  if (from.layer !== to.layer) return { gap: Math.max(from.layer, to.layer), from, to };
  // A turn: out of a node or label below it, into a node above it.
  return { gap: to.kind === 'pass' ? from.layer + 1 : from.layer, from, to };
}

/** The two ends of a turn stand in one layer; a vertex beyond the gap stands for the bend, so that it takes part in the ordering. */
function linkNeighbours(routes: readonly Route[], addTurn: (layer: number) => Vertex): void {
  const link = (upper: Vertex, lower: Vertex) => {
    if (upper.below.includes(lower)) return;
    upper.below.push(lower);
    lower.above.push(upper);
  };
  for (const { gap, from, to } of routes.flatMap(({ hops }) => hops)) {
    if (from.layer < to.layer) link(from, to);
    else if (from.layer > to.layer) link(to, from);
    else if (gap > from.layer) {
      const bend = addTurn(gap);
      for (const end of [from, to]) link(end, bend);
    } else {
      const bend = addTurn(gap - 1);
      for (const end of [from, to]) link(bend, end);
    }
  }
}

function sorted(layer: readonly { readonly vertex: Vertex; readonly key: number }[]): readonly Vertex[] {
  const vertices = layer.toSorted((a, b) => a.key - b.key).map(({ vertex }) => vertex);
  vertices.forEach((vertex, position) => {
    vertex.position = position;
  });
  return vertices;
}
