/**
 * Fourth step of the layout: lines that lead to the same place and run side by side become one. Goes from the place they lead to
 * backwards, so what has become one stays one up to there. Turns have done their duty in the ordering and go.
 */
import { type Hop, type LayeredGraph, type Route, renumber, type Vertex } from './layered-graph.ts';

export function bundled({ layers, routes, ...graph }: LayeredGraph): LayeredGraph {
  const merged = new Map<Vertex, Vertex>();
  const standsFor = (vertex: Vertex) => merged.get(vertex) ?? vertex;
  const mergeIn = (layer: readonly Vertex[], direction: 'down' | 'up') => {
    let kept: Vertex | undefined;
    for (const vertex of layer) {
      const isSame = vertex.kind === 'pass' && kept?.bundle === vertex.bundle && directionOf(vertex) === direction;
      if (isSame && standsFor(kept!.onward!.to) === standsFor(vertex.onward!.to)) merged.set(vertex, kept!);
      else kept = vertex;
    }
  };
  for (const layer of layers.toReversed()) mergeIn(layer, 'down');
  for (const layer of layers) mergeIn(layer, 'up');

  const left = layers.map((layer) => layer.filter((vertex) => vertex.kind !== 'turn' && !merged.has(vertex)));
  const redirected = (hop: Hop): Hop => (merged.has(hop.to) ? { ...hop, to: standsFor(hop.to) } : hop);
  for (const layer of left) {
    renumber(layer);
    for (const vertex of layer) vertex.onward &&= redirected(vertex.onward);
  }
  return {
    ...graph,
    layers: left,
    routes: routes.map((route): Route => ({ ...route, hops: route.hops.map(redirected) })),
  };
}

function directionOf({ layer, onward }: Vertex): 'down' | 'up' {
  return onward!.to.layer > layer ? 'down' : 'up';
}
