/** Brings the edges of each gap together into crossbars, and tells each piece of an edge its track. */
import type { Hop, LayeredGraph } from './layered-graph.ts';
import type { Ports } from './ports.ts';
import { assignTracks, type Crossbar } from './tracks.ts';

/** How an edge goes through one gap: down to its track, along it, and on; straight where it has no track. */
export interface Piece {
  readonly gap: number;
  readonly fromX: number;
  readonly toX: number;
  readonly track: number | undefined;
}

export interface RoutedGaps {
  /** By index of the edge, in the order of its hops. */
  readonly pieces: readonly (readonly Piece[])[];
  /** By gap; undefined where nothing passes. */
  readonly trackCounts: readonly (number | undefined)[];
}

interface Passage {
  readonly edge: number;
  readonly hop: Hop;
  readonly fromX: number;
  readonly toX: number;
}

export function routeGaps({ layers, routes }: LayeredGraph, ports: Ports): RoutedGaps {
  const passages: Passage[][] = Array.from({ length: layers.length + 1 }, () => []);
  routes.forEach(({ hops }, edge) => {
    for (const hop of hops) {
      const fromX = hop.from.kind === 'node' ? ports.leaving[edge]! : hop.from.x;
      const toX = hop.to.kind === 'node' ? ports.entering[edge]! : hop.to.x;
      passages[hop.gap]!.push({ edge, hop, fromX, toX });
    }
  });
  const pieces: Piece[][] = routes.map(() => []);
  const trackCounts = passages.map((inGap, gap) => {
    const places = [...groupedByPlace(inGap).values()];
    const { trackOf, trackCount } = assignTracks(places.map((group) => crossbarOf(group, gap)));
    places.forEach((group, index) => {
      for (const { edge, hop, fromX, toX } of group) {
        pieces[edge]![routes[edge]!.hops.indexOf(hop)] = { gap, fromX, toX, track: trackOf[index] };
      }
    });
    return inGap.length === 0 ? undefined : trackCount;
  });
  return { pieces, trackCounts };
}

/** What leads to one vertex is one crossbar, unless it comes in at different places. */
function groupedByPlace(passages: readonly Passage[]): ReadonlyMap<string, readonly Passage[]> {
  const groups = new Map<string, Passage[]>();
  for (const passage of passages) {
    const { to } = passage.hop;
    const key = `${to.layer} ${to.position} ${passage.toX}`;
    const group = groups.get(key) ?? [];
    group.push(passage);
    groups.set(key, group);
  }
  return groups;
}

function crossbarOf(group: readonly Passage[], gap: number): Crossbar {
  const [tops, bottoms] = [new Set<number>(), new Set<number>()];
  for (const { hop, fromX, toX } of group) {
    (hop.from.layer < gap ? tops : bottoms).add(fromX);
    (hop.to.layer < gap ? tops : bottoms).add(toX);
  }
  return { tops: [...tops], bottoms: [...bottoms] };
}
