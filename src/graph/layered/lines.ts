/** Last step of the layout: the corners of each edge's line. What several edges share is worked out once, from its target back. */
import type { FlatRoute, Point } from './flat-graph.ts';
import type { Hop, LayeredGraph, Vertex } from './layered-graph.ts';
import type { Passage } from './route-gaps.ts';
import type { Rows } from './rows.ts';

export function drawLines(
  { routes }: LayeredGraph,
  passages: ReadonlyMap<Hop, Passage>,
  rows: Rows,
): readonly FlatRoute[] {
  /** From each pass to the target. */
  const rests = new Map<Vertex, readonly Point[]>();
  const cornersOf = (hop: Hop): readonly Point[] => {
    const { fromX, toX, track } = passages.get(hop)!;
    const end = hop.to.kind === 'node' ? [{ x: toX, y: rows.topOf(hop.to) }] : [];
    if (track === undefined) return end;
    const y = rows.heightOfTrack(hop.gap, track);
    return [{ x: fromX, y }, { x: toX, y }, ...end];
  };
  const restFrom = (vertex: Vertex): readonly Point[] => {
    const unknown: Vertex[] = [];
    let place = vertex;
    while (place.onward !== undefined && !rests.has(place)) {
      unknown.push(place);
      place = place.onward.to;
    }
    let rest = rests.get(place) ?? [];
    for (const pass of unknown.toReversed()) {
      const corners = cornersOf(pass.onward!);
      if (corners.length > 0) rest = withoutMidpoints([...corners, ...rest]);
      rests.set(pass, rest);
    }
    return rest;
  };
  return routes.map(({ hops, label }): FlatRoute => {
    const [first, last] = [hops[0]!, hops.at(-1)!];
    const start = { x: passages.get(first)!.fromX, y: rows.bottomOf(first.from) };
    return {
      points: withoutMidpoints([start, ...hops.flatMap(cornersOf), ...restFrom(last.to)]),
      label: label && { x: label.x, y: rows.topOf(label) + label.height / 2 },
    };
  });
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
