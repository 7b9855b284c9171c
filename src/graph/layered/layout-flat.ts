/** The layered layout of one scope, step by step: layers, routes, order, bundles, columns, ports, tracks, rows. */
import { bundled } from './bundles.ts';
import { placeColumns } from './columns.ts';
import type { FlatGraph, FlatLayout, FlatRoute, Point } from './flat-graph.ts';
import { type LayeredGraph, layeredGraph } from './layered-graph.ts';
import { assignLayers } from './layers.ts';
import { orderLayers } from './order.ts';
import { placePorts } from './ports.ts';
import { routeGaps } from './route-gaps.ts';
import { stackRows } from './rows.ts';

/** Around everything, for the width of lines. */
const MARGIN = 4;

/** Deterministic: the same graph always gives the same picture. */
export function layoutFlat(flat: FlatGraph): FlatLayout {
  const unordered = layeredGraph(flat, assignLayers(flat));
  const graph = bundled({ ...unordered, layers: orderLayers(unordered.layers) });
  placeColumns(graph);
  const ports = placePorts(graph);
  const { pieces, trackCounts } = routeGaps(graph, ports);
  const rows = stackRows(graph.layers, trackCounts, MARGIN);
  const { left, right } = sidesOf(graph);
  const edges = graph.routes.map(({ hops, label }, index): FlatRoute => {
    const start = { x: ports.leaving[index]!, y: rows.bottomOf(hops[0]!.from) };
    const corners = pieces[index]!.flatMap(({ gap, fromX, toX, track }): readonly Point[] => {
      if (track === undefined) return [];
      const y = rows.heightOfTrack(gap, track);
      return [
        { x: fromX, y },
        { x: toX, y },
      ];
    });
    const end = { x: ports.entering[index]!, y: rows.topOf(hops.at(-1)!.to) };
    return {
      points: withoutMidpoints([start, ...corners, end]).map(({ x, y }) => ({ x: x - left, y })),
      label: label && { x: label.x - left, y: rows.topOf(label) + label.height / 2 },
    };
  });
  const nodes = graph.nodes.map((node) => ({ x: node.x - node.width / 2 - left, y: rows.topOf(node) }));
  return { width: right - left, height: rows.height, nodes, edges };
}

function sidesOf({ layers }: LayeredGraph): { readonly left: number; readonly right: number } {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x, width } of layers.flat()) {
    left = Math.min(left, x - width / 2 - MARGIN);
    right = Math.max(right, x + width / 2 + MARGIN);
  }
  return { left, right };
}

/** Only the corners: no point twice, none in the middle of a straight piece. */
function withoutMidpoints(points: readonly Point[]): readonly Point[] {
  const corners: Point[] = [];
  for (const point of points) {
    const last = corners.at(-1);
    if (last?.x === point.x && last.y === point.y) continue;
    const before = corners.at(-2);
    const isStraight = before && last && (before.x === last.x ? last.x === point.x : last.y === point.y);
    if (isStraight) corners.pop();
    corners.push(point);
  }
  return corners;
}
