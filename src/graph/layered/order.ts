/**
 * Third step of the layout: the order within each layer, so that few edges cross. Sweeps down and up put each vertex at the mean
 * of its neighbours, then neighbours change places where that helps; the best order seen wins.
 */
import { countCrossings, gainOfSwap } from './crossings.ts';
import { renumber, type Vertex } from './layered-graph.ts';

const [SWEEPS_MIN, SWEEPS_MAX] = [2, 24];
/** Vertices visited in all sweeps together: a scope with tens of thousands of them is not worth seconds. */
const VISITS_MAX = 200_000;
/** Sweeps without a better order after which there is little hope. */
const IDLE_SWEEPS_MAX = 6;
const SWAP_ROUNDS_MAX = 8;

export function orderLayers(initial: readonly (readonly Vertex[])[]): readonly (readonly Vertex[])[] {
  let best = initial.map((layer) => layer.slice());
  const layers = initial.map((layer) => layer.slice());
  let fewest = countCrossings(layers);
  const vertexCount = layers.reduce((sum, { length }) => sum + length, 0);
  const sweepsMax = Math.min(SWEEPS_MAX, Math.max(SWEEPS_MIN, Math.floor(VISITS_MAX / vertexCount)));
  for (let sweep = 0, idle = 0; fewest > 0 && sweep < sweepsMax && idle < IDLE_SWEEPS_MAX; sweep++) {
    const downwards = sweep % 2 === 0;
    for (const layer of downwards ? layers : layers.toReversed()) sortByMeans(layer, downwards ? 'above' : 'below');
    swapNeighbours(layers);
    const crossings = countCrossings(layers);
    idle = crossings < fewest ? 0 : idle + 1;
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = layers.map((layer) => layer.slice());
  }
  best.forEach(renumber);
  return best;
}

/** Vertices without neighbours on that side keep their places; the others share the rest. */
function sortByMeans(layer: Vertex[], side: 'above' | 'below'): void {
  const means = new Map<Vertex, number>();
  for (const vertex of layer) if (vertex[side].length > 0) means.set(vertex, meanPosition(vertex[side]));
  const moving = layer.filter((vertex) => means.has(vertex)).sort((a, b) => means.get(a)! - means.get(b)!);
  let next = 0;
  layer.forEach((vertex, place) => {
    if (means.has(vertex)) layer[place] = moving[next++]!;
  });
  renumber(layer);
}

function meanPosition(vertices: readonly Vertex[]): number {
  let sum = 0;
  for (const { position } of vertices) sum += position;
  return sum / vertices.length;
}

function swapNeighbours(layers: readonly Vertex[][]): void {
  for (let round = 0, swapped = true; swapped && round < SWAP_ROUNDS_MAX; round++) {
    swapped = false;
    for (const layer of layers) {
      for (let place = 0; place + 1 < layer.length; place++) {
        const [left, right] = [layer[place]!, layer[place + 1]!];
        if (gainOfSwap(left, right) <= 0) continue;
        [layer[place], layer[place + 1]] = [right, left];
        [left.position, right.position] = [place + 1, place];
        swapped = true;
      }
    }
  }
}
