/**
 * A scope in layers, as the steps of the layout work on it: each edge has a vertex in every layer it passes, so that there is room
 * for it, and one as wide as its label in the layer for labels below its source.
 */
import type { FlatEdge } from './flat-graph.ts';

export interface Vertex {
  /** A turn is the bend of an edge that closes a loop, beyond the layer in which it turns. */
  readonly kind: 'node' | 'label' | 'pass' | 'turn';
  readonly layer: number;
  readonly width: number;
  readonly height: number;
  /** Of a pass: those of the same bundle lead to the same place and may become one line. */
  readonly bundle: string;
  /** Of a pass: how it goes on from here, for all edges that come here. */
  onward: Hop | undefined;
  /** Neighbours in the layers above and below. */
  readonly above: Vertex[];
  readonly below: Vertex[];
  /** Place in its layer. */
  position: number;
  /** Centre. */
  x: number;
}

/** A piece of an edge through one gap. Gap g lies above layer g. */
export interface Hop {
  readonly gap: number;
  readonly from: Vertex;
  readonly to: Vertex;
  /** Index of an edge that goes this way; those that share the hop are of one kind and have one target. */
  readonly edge: number;
  /** How strongly its two ends want to stand one above the other. */
  readonly pull: number;
}

export interface Route {
  readonly edge: FlatEdge;
  readonly label: Vertex | undefined;
  /** The edge's own ones: from its source to its target, or to the first pass, from where `onward` leads. */
  readonly hops: readonly Hop[];
}

export interface LayeredGraph {
  /** From left to right. */
  readonly layers: readonly (readonly Vertex[])[];
  /** By index of the node. */
  readonly nodes: readonly Vertex[];
  readonly end: Vertex | undefined;
  /** By index of the edge. */
  readonly routes: readonly Route[];
}

export const LABEL_HEIGHT = 18;

/** Each one once, however many edges share it. */
export function hopsOf({ layers, routes }: Pick<LayeredGraph, 'layers' | 'routes'>): readonly Hop[] {
  const all = routes.flatMap(({ hops }) => hops);
  for (const layer of layers) for (const { onward } of layer) if (onward !== undefined) all.push(onward);
  return all;
}

export function renumber(layer: readonly Vertex[]): void {
  layer.forEach((vertex, position) => {
    vertex.position = position;
  });
}
