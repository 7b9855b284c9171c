/** The layered layout of one scope, step by step: layers, routes, order, bundles, columns, ports, tracks, rows, lines. */
import { bundled } from './bundles.ts';
import { placeColumns } from './columns.ts';
import type { FlatGraph, FlatLayout } from './flat-graph.ts';
import type { LayeredGraph } from './layered-graph.ts';
import { assignLayers } from './layers.ts';
import { drawLines } from './lines.ts';
import { orderLayers } from './order.ts';
import { placePorts } from './ports.ts';
import { routeEdges } from './route-edges.ts';
import { routeGaps } from './route-gaps.ts';
import { stackRows } from './rows.ts';

/** Around everything, for the width of lines. */
const MARGIN = 4;

/** Deterministic: the same graph always gives the same picture. */
export function layoutFlat(flat: FlatGraph): FlatLayout {
  const unordered = routeEdges(flat, assignLayers(flat));
  const graph = bundled({ ...unordered, layers: orderLayers(unordered.layers) });
  placeColumns(graph);
  const { left, right } = sidesOf(graph);
  for (const vertex of graph.layers.flat()) vertex.x -= left;
  const { passages, trackCounts } = routeGaps(graph, placePorts(graph));
  const rows = stackRows(graph.layers, trackCounts, MARGIN);
  return {
    width: right - left,
    height: rows.height,
    nodes: graph.nodes.map((node) => ({ x: node.x - node.width / 2, y: rows.topOf(node) })),
    edges: drawLines(graph, passages, rows),
  };
}

function sidesOf({ layers }: LayeredGraph): { readonly left: number; readonly right: number } {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x, width } of layers.flat()) {
    left = Math.min(left, x - width / 2 - MARGIN);
    right = Math.max(right, x + width / 2 + MARGIN);
  }
  return { left, right };
}
