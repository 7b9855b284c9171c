/** Brings the hops of each gap together into crossbars, and tells each hop its track. */
import { type Hop, hopsOf, type LayeredGraph } from './layered-graph.ts';
import type { Ports } from './ports.ts';
import { assignTracks, type Crossbar } from './tracks.ts';

/** How a hop goes through its gap: to its track, along it, and on; straight where it has no track. */
export interface Passage {
  readonly hop: Hop;
  readonly fromX: number;
  readonly toX: number;
  readonly track: number | undefined;
}

export interface RoutedGaps {
  readonly passages: ReadonlyMap<Hop, Passage>;
  /** By gap; undefined where nothing passes. */
  readonly trackCounts: readonly (number | undefined)[];
}

export function routeGaps(graph: LayeredGraph, ports: Ports): RoutedGaps {
  const gaps: Passage[][] = Array.from({ length: graph.layers.length + 1 }, () => []);
  for (const hop of hopsOf(graph)) {
    const fromX = hop.from.kind === 'node' ? ports.leaving[hop.edge]! : hop.from.x;
    const toX = ports.entering.get(hop) ?? hop.to.x;
    gaps[hop.gap]!.push({ hop, fromX, toX, track: undefined });
  }
  const passages = new Map<Hop, Passage>();
  const trackCounts = gaps.map((inGap, gap) => {
    const places = groupedByPlace(inGap);
    const { trackOf, trackCount } = assignTracks(places.map((group) => crossbarOf(group, gap)));
    places.forEach((group, index) => {
      for (const passage of group) passages.set(passage.hop, { ...passage, track: trackOf[index] });
    });
    return inGap.length === 0 ? undefined : trackCount;
  });
  return { passages, trackCounts };
}

/** What leads to one vertex is one crossbar, unless it comes in at different places. */
function groupedByPlace(passages: readonly Passage[]): readonly (readonly Passage[])[] {
  const groups = new Map<string, Passage[]>();
  for (const passage of passages) {
    const { to } = passage.hop;
    const key = `${to.layer} ${to.position} ${passage.toX}`;
    const group = groups.get(key) ?? [];
    group.push(passage);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function crossbarOf(group: readonly Passage[], gap: number): Crossbar {
  const [tops, bottoms] = [new Set<number>(), new Set<number>()];
  for (const { hop, fromX, toX } of group) {
    (hop.from.layer < gap ? tops : bottoms).add(fromX);
    (hop.to.layer < gap ? tops : bottoms).add(toX);
  }
  return { tops: [...tops], bottoms: [...bottoms] };
}
