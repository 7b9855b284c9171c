/** Edges that pass layers, each as a whole: which of them cross others, and how it would be to have one at a side. */
import type { Vertex } from './layered-graph.ts';

type Line = ReadonlySet<Vertex>;
type Layers = readonly (readonly Vertex[])[];

/** Positions have to be up to date. */
export function crossingLines(layers: Layers): readonly Line[] {
  const seen = new Set<Vertex>();
  const lines: Line[] = [];
  for (const vertex of layers.flat()) {
    if (vertex.kind !== 'pass' || seen.has(vertex)) continue;
    const line = lineOf(vertex);
    for (const member of line) seen.add(member);
    if ([...line].some((member) => crossesAny(member, layers[member.layer]!))) lines.push(line);
  }
  return lines;
}

/** All vertices that hang together without a state between them: passes, the label, the turns. */
function lineOf(vertex: Vertex): Line {
  const line = new Set([vertex]);
  // The set is walked through while it grows.
  for (const { above, below } of line) {
    for (const other of [...above, ...below]) if (other.kind !== 'node') line.add(other);
  }
  return line;
}

/** Whether an edge from here crosses one from another vertex of the layer. */
function crossesAny(vertex: Vertex, layer: readonly Vertex[]): boolean {
  return layer.some((other) => {
    const turnsRound = (side: 'above' | 'below') =>
      other[side].some((end) =>
        vertex[side].some((own) => (vertex.position - other.position) * (own.position - end.position) < 0),
      );
    return turnsRound('below') || turnsRound('above');
  });
}

export function movedAside(layers: Layers, line: Line, side: 'left' | 'right'): Layers {
  return layers.map((layer) => {
    const moved = layer.filter((vertex) => line.has(vertex));
    if (moved.length === 0) return layer;
    const others = layer.filter((vertex) => !line.has(vertex));
    return side === 'left' ? [...moved, ...others] : [...others, ...moved];
  });
}
