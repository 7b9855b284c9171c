/** Which vertices share a column: two that are each other's main neighbours, as long as no two columns cross. */
import { hopsOf, type LayeredGraph, type Vertex } from './layered-graph.ts';

interface Link {
  readonly upper: Vertex;
  readonly lower: Vertex;
  readonly pull: number;
}

/** Each vertex is in one column, by itself if need be; a column has at most one vertex per layer, without holes. */
export function chooseColumns(graph: LayeredGraph): readonly (readonly Vertex[])[] {
  const links = linksOf(graph);
  const mainBelow = mainLinks(links, 'upper');
  const mainAbove = mainLinks(links, 'lower');
  const mutual = links.filter((link) => mainBelow.get(link.upper) === link && mainAbove.get(link.lower) === link);
  const below = new Map<Vertex, Vertex>();
  for (const { upper, lower } of withoutCrossings(mutual)) below.set(upper, lower);
  releaseEnd(graph, links, below);
  const continued = new Set(below.values());
  return graph.layers.flat().flatMap((vertex) => (continued.has(vertex) ? [] : [columnFrom(vertex, below)]));
}

/** Where several ways end, End stands between them, unless one of them is the straight line from Start. */
function releaseEnd({ nodes, end }: LayeredGraph, links: readonly Link[], below: Map<Vertex, Vertex>): void {
  if (end === undefined || columnFrom(nodes[0]!, below).includes(end)) return;
  const ways = links.filter(({ lower }) => lower === end);
  if (ways.length > 1) for (const { upper } of ways) if (below.get(upper) === end) below.delete(upper);
}

function columnFrom(top: Vertex, below: ReadonlyMap<Vertex, Vertex>): readonly Vertex[] {
  const column = [top];
  for (let next = below.get(top); next !== undefined; next = below.get(next)) column.push(next);
  return column;
}

/** One link per pair of neighbours, with the strongest pull of the edges that run there. */
function linksOf(graph: LayeredGraph): readonly Link[] {
  const links = new Map<Vertex, Map<Vertex, Link>>();
  for (const { from, to, pull } of hopsOf(graph)) {
    if (from.layer === to.layer) continue;
    const [upper, lower] = from.layer < to.layer ? [from, to] : [to, from];
    const ofUpper = links.get(upper) ?? new Map<Vertex, Link>();
    const strongest = Math.max(pull, ofUpper.get(lower)?.pull ?? 0);
    links.set(upper, ofUpper.set(lower, { upper, lower, pull: strongest }));
  }
  return [...links.values()].flatMap((ofUpper) => [...ofUpper.values()]);
}

/** The link with the strongest pull at each vertex's upper or lower side; none where two are equally strong. */
function mainLinks(links: readonly Link[], end: 'upper' | 'lower'): ReadonlyMap<Vertex, Link | undefined> {
  const strongest = new Map<Vertex, number>();
  const main = new Map<Vertex, Link | undefined>();
  for (const link of links) {
    const vertex = link[end];
    const soFar = strongest.get(vertex) ?? 0;
    if (link.pull > soFar) main.set(vertex, link);
    else if (link.pull === soFar) main.set(vertex, undefined);
    strongest.set(vertex, Math.max(soFar, link.pull));
  }
  return main;
}

/** The stronger ones first; a link that would cross one that is already chosen is left out. */
function withoutCrossings(links: readonly Link[]): readonly Link[] {
  const chosen = new Map<number, Link[]>();
  for (const link of links.toSorted((a, b) => b.pull - a.pull)) {
    const inGap = chosen.get(link.lower.layer) ?? [];
    if (!inGap.some((other) => crosses(link, other))) inGap.push(link);
    chosen.set(link.lower.layer, inGap);
  }
  return [...chosen.values()].flat();
}

function crosses(a: Link, b: Link): boolean {
  return (a.upper.position - b.upper.position) * (a.lower.position - b.lower.position) < 0;
}
