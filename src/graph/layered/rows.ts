/** How high everything lies: layers and the gaps between them, one below the other. */
import type { Vertex } from './layered-graph.ts';

const SPACE_BETWEEN_TRACKS = 12;
/** Between a layer and the tracks below it, and between tracks and the layer below them, with room for an arrow's head. */
const [BELOW_NODES, ABOVE_NODES] = [14, 18];
const [BELOW_LABELS, ABOVE_LABELS] = [8, 10];
/** At the outside, where only loops turn. */
const OUTSIDE = 8;

export interface Rows {
  readonly height: number;
  topOf(vertex: Vertex): number;
  bottomOf(vertex: Vertex): number;
  heightOfTrack(gap: number, track: number): number;
}

/** @param trackCounts by gap; undefined where nothing passes */
export function stackRows(
  layers: readonly (readonly Vertex[])[],
  trackCounts: readonly (number | undefined)[],
  marginPx: number,
): Rows {
  const layerTops: number[] = [];
  const firstTracks: number[] = [];
  let y = marginPx;
  trackCounts.forEach((trackCount, gap) => {
    const [upper, lower] = [layers[gap - 1] ?? [], layers[gap] ?? []];
    const isOutside = upper.length === 0 || lower.length === 0;
    firstTracks[gap] = y + spaceBelow(upper);
    if (trackCount !== undefined || !isOutside) {
      y += spaceBelow(upper) + Math.max(0, (trackCount ?? 0) - 1) * SPACE_BETWEEN_TRACKS + spaceAbove(lower);
    }
    layerTops[gap] = y;
    y += Math.max(0, ...lower.map(({ height }) => height));
  });
  const topOf = ({ layer }: Vertex) => layerTops[layer]!;
  return {
    height: y + marginPx,
    topOf,
    bottomOf: (vertex) => topOf(vertex) + vertex.height,
    heightOfTrack: (gap, track) => firstTracks[gap]! + track * SPACE_BETWEEN_TRACKS,
  };
}

function spaceBelow(layer: readonly Vertex[]): number {
  if (layer.some(({ kind }) => kind === 'node')) return BELOW_NODES;
  return layer.length === 0 ? OUTSIDE : BELOW_LABELS;
}

function spaceAbove(layer: readonly Vertex[]): number {
  if (layer.some(({ kind }) => kind === 'node')) return ABOVE_NODES;
  return layer.length === 0 ? OUTSIDE : ABOVE_LABELS;
}
