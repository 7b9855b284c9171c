/**
 * Fourth step of the layout: lines that lead to the same place and run side by side become one. Goes from the place they lead to
 * backwards, so what has become one stays one up to there. Turns have done their duty in the ordering and go.
 */
import type { Hop, LayeredGraph, Route, Vertex } from './layered-graph.ts';

export function bundled({ layers, nodes, routes }: LayeredGraph): LayeredGraph {
  const next = new Map<Vertex, Vertex>();
  for (const { hops } of routes) for (const { from, to } of hops) if (from.kind === 'pass') next.set(from, to);
  const merged = new Map<Vertex, Vertex>();
  const standsFor = (vertex: Vertex) => merged.get(vertex) ?? vertex;
  const mergeIn = (layer: readonly Vertex[], climbs: boolean) => {
    let kept: Vertex | undefined;
    for (const vertex of layer) {
      const isSame = kept?.kind === 'pass' && vertex.kind === 'pass' && kept.bundle === vertex.bundle;
      const isJoined = isSame && standsFor(next.get(kept!)!) === standsFor(next.get(vertex)!);
      if (isJoined && isClimbing(vertex, next.get(vertex)!) === climbs) merged.set(vertex, kept!);
      else kept = vertex;
    }
  };
  for (const layer of layers.toReversed()) mergeIn(layer, false);
  for (const layer of layers) mergeIn(layer, true);

  const left = layers.map((layer) => layer.filter((vertex) => vertex.kind !== 'turn' && !merged.has(vertex)));
  for (const layer of left) {
    layer.forEach((vertex, position) => {
      vertex.position = position;
    });
  }
  const bundledRoutes = routes.map((route): Route => {
    const hops = route.hops.map((hop): Hop => ({ ...hop, from: standsFor(hop.from), to: standsFor(hop.to) }));
    return { ...route, hops };
  });
  return { layers: left, nodes, routes: bundledRoutes };
}

function isClimbing(pass: Vertex, next: Vertex): boolean {
  return next.layer <= pass.layer;
}
