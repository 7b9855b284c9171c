/**
 * Third step of the layout: the order within each layer, so that few edges cross. Sweeps down and up put each vertex at the mean
 * of its neighbours, then neighbours change places where that helps. They cannot bring a long line to the other side of what it
 * passes, since halfway it would cross even more; so each line that still crosses something is tried on both sides.
 */
import { countCrossings, gainOfSwap } from './crossings.ts';
import { renumber, type Vertex } from './layered-graph.ts';
import { crossingLines, movedAside } from './long-lines.ts';

const SWEEPS_MIN = 2;
/** Sweeps without a better order after which there is little hope. */
const [IDLE_SWEEPS_MAX, IDLE_SWEEPS_OF_TRY_MAX] = [6, 4];
const SWAP_ROUNDS_MAX = 8;
const SHUFFLES_MAX = 40;
/** Vertices visited in all sweeps together: an order without crossings is not worth seconds. */
const VISITS_MAX = 50_000;

/** What is left to spend. */
interface Budget {
  sweeps: number;
}

type Layers = readonly (readonly Vertex[])[];

interface Ordering {
  readonly layers: Layers;
  readonly crossings: number;
}

/** Leaves each vertex's position as in the result. */
export function orderLayers(initial: Layers): Layers {
  const budget = { sweeps: Math.max(SWEEPS_MIN, Math.floor(VISITS_MAX / countVertices(initial))) };
  let best: Ordering | undefined;
  for (const start of starts(initial)) {
    const ordering = withLinesMoved(start, budget);
    if (best === undefined || ordering.crossings < best.crossings) best = ordering;
    if (best.crossings === 0 || budget.sweeps <= 0) break;
  }
  best!.layers.forEach(renumber);
  return best!.layers;
}

/** As it was made, with loops on the right; the other way round; with loops on the left; then shuffled, since means get stuck. */
function* starts(initial: Layers): Iterable<Layers> {
  yield initial;
  yield initial.map((layer) => layer.toReversed());
  yield initial.map((layer) => [...layer.filter(isOfLoop), ...layer.filter((vertex) => !isOfLoop(vertex))]);
  const random = seededRandom();
  for (let shuffle = 0; shuffle < SHUFFLES_MAX; shuffle++) yield initial.map((layer) => shuffled(layer, random));
}

function shuffled(layer: readonly Vertex[], random: () => number): readonly Vertex[] {
  const drawn = layer.map((vertex) => ({ vertex, place: random() }));
  return drawn.sort((a, b) => a.place - b.place).map(({ vertex }) => vertex);
}

/** The same numbers each time, so that the picture is the same each time (a linear congruential generator modulo 2^32). */
function seededRandom(): () => number {
  let last = 1;
  return () => {
    last = (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0;
    return last;
  };
}

function isOfLoop({ kind, layer, onward }: Vertex): boolean {
  return kind === 'turn' || (onward !== undefined && onward.to.layer <= layer);
}

function withLinesMoved(start: Layers, budget: Budget): Ordering {
  let best = swept(start, IDLE_SWEEPS_MAX, budget);
  for (let improved = true; improved; ) {
    improved = false;
    best.layers.forEach(renumber);
    for (const line of crossingLines(best.layers)) {
      for (const side of ['left', 'right'] as const) {
        if (best.crossings === 0 || budget.sweeps <= 0) return best;
        const other = swept(movedAside(best.layers, line, side), IDLE_SWEEPS_OF_TRY_MAX, budget);
        if (other.crossings >= best.crossings) continue;
        best = other;
        improved = true;
      }
    }
  }
  return best;
}

/** The best order seen in some sweeps. */
function swept(initial: Layers, idleMax: number, budget: Budget): Ordering {
  const layers = initial.map((layer) => layer.slice());
  layers.forEach(renumber);
  let best: Ordering = { layers: initial, crossings: countCrossings(layers) };
  for (let sweep = 0, idle = 0; best.crossings > 0 && budget.sweeps > 0 && idle < idleMax; sweep++) {
    budget.sweeps--;
    const downwards = sweep % 2 === 0;
    const tiesTurn = sweep % 4 >= 2;
    for (const layer of downwards ? layers : layers.toReversed())
      sortByMeans(layer, downwards ? 'above' : 'below', tiesTurn);
    swapNeighbours(layers);
    const crossings = countCrossings(layers);
    idle = crossings < best.crossings ? 0 : idle + 1;
    if (crossings < best.crossings) best = { layers: layers.map((layer) => layer.slice()), crossings };
  }
  return best;
}

/** Vertices without neighbours on that side keep their places; the others share the rest. */
function sortByMeans(layer: Vertex[], side: 'above' | 'below', tiesTurn: boolean): void {
  if (layer.length < 2) return;
  const moving: { readonly vertex: Vertex; readonly mean: number }[] = [];
  for (const vertex of layer) if (vertex[side].length > 0) moving.push({ vertex, mean: meanPosition(vertex[side]) });
  if (tiesTurn) moving.reverse();
  moving.sort((a, b) => a.mean - b.mean);
  let next = 0;
  layer.forEach(({ [side]: neighbours }, place) => {
    if (neighbours.length > 0) layer[place] = moving[next++]!.vertex;
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

function countVertices(layers: Layers): number {
  return layers.reduce((sum, { length }) => sum + length, 0);
}
