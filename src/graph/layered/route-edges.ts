/**
 * Second step of the layout: each edge becomes a route from layer to layer. An edge that closes a loop leaves its source downwards
 * like the others, turns, climbs past the layers between, turns again and comes in from above.
 */
import type { FlatEdge, FlatGraph } from './flat-graph.ts';
import {
  type Hop,
  hopsOf,
  LABEL_HEIGHT,
  type LayeredGraph,
  type Route,
  renumber,
  type Vertex,
} from './layered-graph.ts';
import type { Layering } from './layers.ts';
import { pullOf } from './pulls.ts';

/** So many long edges to one state (a handler that every state leads to) are one line from the start, lest each crowds every layer. */
const BUNDLED_FROM = 12;

export function routeEdges(graph: FlatGraph, layering: Layering): LayeredGraph {
  const { layerOf, layerCount, isBack, walkOrder } = layering;
  const rows = new Rows(layerCount + 1);
  const nodes = graph.nodes.map(({ width, height }, node) =>
    rows.add({ kind: 'node', layer: layerOf[node]!, width, height }, walkOrder[node]!),
  );
  const crowded = crowdedBundles(graph, layering);
  const routes = graph.edges.map((edge, index): Route => {
    const climbs = isBack[index]!;
    // Loops begin on the right, out of the way, the shorter ones nearer to the states.
    const key = climbs ? nodes.length + layerOf[edge.from]! - layerOf[edge.to]! : walkOrder[edge.to]! - 0.5;
    const [source, target] = [nodes[edge.from]!, nodes[edge.to]!];
    const hopTo = (to: Vertex, from: Vertex): Hop => ({
      gap: gapBetween(from, to),
      from,
      to,
      edge: index,
      pull: pullOf({ edge, climbs, from, to }),
    });
    const label = edge.labelWidth > 0 ? rows.addLabel(edge.labelWidth, source.layer + 1, key) : undefined;
    const own = label === undefined ? [] : [hopTo(label, source)];
    const bundle = bundleOf(edge, climbs);
    let last = label ?? source;
    const goTo = (to: Vertex) => {
      if (last.kind === 'pass') last.onward = hopTo(to, last);
      else own.push(hopTo(to, last));
      last = to;
    };
    // Who climbs passes the layers of both ends as well, beside them.
    const [step, beyond] = climbs ? [-1, target.layer - 1] : [1, target.layer];
    for (let layer = climbs ? last.layer : last.layer + 1; layer !== beyond; layer += step) {
      const existing = crowded.has(bundle) ? rows.passOf(bundle, layer) : undefined;
      goTo(existing ?? rows.addPass(bundle, layer, key));
      if (existing !== undefined) return { edge, label, hops: own };
    }
    goTo(target);
    return { edge, label, hops: own };
  });
  linkNeighbours(hopsOf({ layers: rows.layers(), routes }), rows);
  const end = nodes.find((_, node) => graph.nodes[node]!.isEnd);
  return { layers: rows.layers(), nodes, end, routes };
}

type NewVertex = Pick<Vertex, 'kind' | 'layer'> & Partial<Pick<Vertex, 'width' | 'height' | 'bundle'>>;

/** The layers while they are filled, each vertex with a key by which it stands among the others of its layer to begin with. */
class Rows {
  readonly #rows: { readonly vertex: Vertex; readonly key: number }[][];
  readonly #passes = new Map<string, Vertex>();

  constructor(count: number) {
    this.#rows = Array.from({ length: count }, () => []);
  }

  add({ kind, layer, width = 0, height = 0, bundle = '' }: NewVertex, key: number): Vertex {
    const place = { above: [], below: [], position: 0, x: 0 };
    const vertex: Vertex = { kind, layer, width, height, bundle, onward: undefined, ...place };
    this.#rows[layer]!.push({ vertex, key });
    return vertex;
  }

  addLabel(width: number, layer: number, key: number): Vertex {
    return this.add({ kind: 'label', layer, width, height: LABEL_HEIGHT }, key);
  }

  addPass(bundle: string, layer: number, key: number): Vertex {
    const pass = this.add({ kind: 'pass', layer, bundle }, key);
    this.#passes.set(`${layer} ${bundle}`, pass);
    return pass;
  }

  /** The latest one. */
  passOf(bundle: string, layer: number): Vertex | undefined {
    return this.#passes.get(`${layer} ${bundle}`);
  }

  addTurn(layer: number): Vertex {
    return this.add({ kind: 'turn', layer }, Number.POSITIVE_INFINITY);
  }

  layers(): readonly (readonly Vertex[])[] {
    return this.#rows.map((row) => {
      const layer = row.toSorted((a, b) => (a.key === b.key ? 0 : a.key - b.key)).map(({ vertex }) => vertex);
      renumber(layer);
      return layer;
    });
  }
}

function bundleOf({ to, isCatch }: FlatEdge, climbs: boolean): string {
  return `${to}${isCatch ? ' catch' : ''}${climbs ? ' up' : ''}`;
}

function crowdedBundles({ edges }: FlatGraph, { layerOf, isBack }: Layering): ReadonlySet<string> {
  const sizes = new Map<string, number>();
  edges.forEach((edge, index) => {
    const bundle = bundleOf(edge, isBack[index]!);
    sizes.set(bundle, (sizes.get(bundle) ?? 0) + (passesMuch(edge, layerOf) ? 1 : 0));
  });
  return new Set([...sizes].filter(([, size]) => size >= BUNDLED_FROM).map(([bundle]) => bundle));
}

function passesMuch({ from, to }: FlatEdge, layerOf: readonly number[]): boolean {
  return Math.abs(layerOf[to]! - layerOf[from]!) > 2;
}

function gapBetween(from: Vertex, to: Vertex): number {
  if (from.layer !== to.layer) return Math.max(from.layer, to.layer);
  // A turn: out of a node or label below it, into a node above it.
  return to.kind === 'pass' ? from.layer + 1 : from.layer;
}

/** The two ends of a turn stand in one layer; a vertex beyond the gap stands for the bend, so that it takes part in the ordering. */
function linkNeighbours(hops: readonly Hop[], rows: Rows): void {
  for (const { gap, from, to } of hops) {
    if (from.layer < to.layer) link(from, to);
    else if (from.layer > to.layer) link(to, from);
    else if (gap > from.layer) {
      const bend = rows.addTurn(gap);
      for (const end of [from, to]) link(end, bend);
    } else {
      const bend = rows.addTurn(gap - 1);
      for (const end of [from, to]) link(bend, end);
    }
  }
}

function link(upper: Vertex, lower: Vertex): void {
  if (upper.below.includes(lower)) return;
  upper.below.push(lower);
  lower.above.push(upper);
}
