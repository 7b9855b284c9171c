/** How many edges cross between two layers. */
import type { Vertex } from './layered-graph.ts';

export function countCrossings(layers: readonly (readonly Vertex[])[]): number {
  let crossings = 0;
  for (let layer = 0; layer + 1 < layers.length; layer++) {
    crossings += crossingsBelow(layers[layer]!, layers[layer + 1]!.length);
  }
  return crossings;
}

/**
 * Inversions, counted with a binary indexed tree: edges are taken from left to right by their upper end, and each crosses
 * those before it whose lower end lies further right.
 */
function crossingsBelow(upper: readonly Vertex[], lowerCount: number): number {
  const tree = new Int32Array(lowerCount + 1);
  let [crossings, seen] = [0, 0];
  for (const { below } of upper) {
    for (const { position } of below) {
      let notRight = 0;
      for (let i = position + 1; i > 0; i -= i & -i) notRight += tree[i]!;
      crossings += seen - notRight;
    }
    for (const { position } of below) for (let i = position + 1; i <= lowerCount; i += i & -i) tree[i]!++;
    seen += below.length;
  }
  return crossings;
}

/** By how many crossings it is better when two neighbours change places; negative when it is worse. */
export function gainOfSwap(left: Vertex, right: Vertex): number {
  return gain(left.above, right.above) + gain(left.below, right.below);
}

function gain(left: readonly Vertex[], right: readonly Vertex[]): number {
  let better = 0;
  for (const a of left) for (const b of right) better += Math.sign(a.position - b.position);
  return better;
}
