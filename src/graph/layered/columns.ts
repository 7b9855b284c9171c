/**
 * Fifth step of the layout: where each vertex stands from left to right. What should be one straight line (an edge that passes
 * layers, a label above its state, a run of states) is a column whose members share one place; then columns are drawn to their
 * neighbours and pushed apart until nothing moves any more.
 */
import { chooseColumns } from './choose-columns.ts';
import { hopsOf, type LayeredGraph, type Vertex } from './layered-graph.ts';
import { pullBetweenColumns } from './pulls.ts';
import { type Constraint, type Separation, separated, separation } from './separation.ts';

const ROUNDS_MAX = 64;
/** Pixels; when no column moves further in a round, they have settled. */
const SETTLED = 0.1;
/** Between the sides of two neighbours. */
const [SPACE_BETWEEN_NODES, SPACE] = [36, 20];

interface Pull {
  readonly column: number;
  readonly towards: number;
  readonly weight: number;
}

/** Sets each vertex's x to a whole number. */
export function placeColumns(graph: LayeredGraph): void {
  const columns = chooseColumns(graph);
  const columnOf = new Map<Vertex, number>();
  columns.forEach((column, index) => {
    for (const vertex of column) columnOf.set(vertex, index);
  });
  const pulls = pullsOf(graph, columnOf);
  const weights = columns.map(() => 0);
  for (const { column, weight } of pulls) weights[column]! += weight;
  const constraints = separation(weights, constraintsOf(graph.layers, columnOf));
  centreLayers(graph.layers);
  const middles = columns.map((column) => mean(column.map(({ x }) => x)));
  const places = settled(separated(middles, constraints), pulls, constraints);
  columns.forEach((column, index) => {
    for (const vertex of column) vertex.x = Math.round(places[index]!);
  });
}

function settled(start: readonly number[], pulls: readonly Pull[], constraints: Separation): readonly number[] {
  let places = start;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = places;
    places = separated(drawnTogether(before, pulls, constraints.weights), constraints);
    if (places.every((place, column) => Math.abs(place - before[column]!) < SETTLED)) break;
  }
  return places;
}

function constraintsOf(
  layers: readonly (readonly Vertex[])[],
  columnOf: ReadonlyMap<Vertex, number>,
): readonly Constraint[] {
  return layers.flatMap((layer) =>
    layer.slice(1).map((vertex, index): Constraint => {
      const before = layer[index]!;
      return { left: columnOf.get(before)!, right: columnOf.get(vertex)!, distance: distanceBetween(before, vertex) };
    }),
  );
}

/** Widths are even, so distances are whole, and rounding the places keeps them. */
function distanceBetween(left: Vertex, right: Vertex): number {
  const space = left.kind === 'node' && right.kind === 'node' ? SPACE_BETWEEN_NODES : SPACE;
  return (left.width + right.width) / 2 + space;
}

/** To begin with, each layer is as narrow as it can be, around the same middle. */
function centreLayers(layers: readonly (readonly Vertex[])[]): void {
  for (const layer of layers) {
    let x = 0;
    layer.forEach((vertex, index) => {
      if (index > 0) x += distanceBetween(layer[index - 1]!, vertex);
      vertex.x = x;
    });
    for (const vertex of layer) vertex.x -= x / 2;
  }
}

function pullsOf(graph: LayeredGraph, columnOf: ReadonlyMap<Vertex, number>): readonly Pull[] {
  return hopsOf(graph).flatMap(({ from, to, pull }): readonly Pull[] => {
    const [a, b] = [columnOf.get(from)!, columnOf.get(to)!];
    if (a === b) return [];
    const weight = pullBetweenColumns(pull);
    return [
      { column: a, towards: b, weight },
      { column: b, towards: a, weight },
    ];
  });
}

/** Half the way to the mean of the neighbours: the whole way would let two of them change sides for ever. */
function drawnTogether(
  places: readonly number[],
  pulls: readonly Pull[],
  weights: readonly number[],
): readonly number[] {
  const sums = places.map(() => 0);
  for (const { column, towards, weight } of pulls) sums[column]! += places[towards]! * weight;
  return places.map((place, column) =>
    weights[column] === 0 ? place : (place + sums[column]! / weights[column]!) / 2,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
