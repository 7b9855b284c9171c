/**
 * First step of the layout: which layer each node stands in. Every edge leads downwards, but for those that close a loop; they
 * are found by walking from the start as an execution would.
 */
import type { FlatGraph } from './flat-graph.ts';

export interface Layering {
  /** By node. */
  readonly layerOf: readonly number[];
  readonly layerCount: number;
  /** By edge: whether it closes a loop and so leads upwards. */
  readonly isBack: readonly boolean[];
  /** By node: its place in a walk from the start, which is how a reader would go through the states. */
  readonly walkOrder: readonly number[];
}

export function assignLayers(graph: FlatGraph): Layering {
  const { isBack, walkOrder, finished } = walk(graph);
  const layerOf = longestPaths(graph, isBack, finished);
  pullDownSources(graph, isBack, layerOf);
  const { nodes, edges } = graph;
  const last = Math.max(0, ...layerOf);
  nodes.forEach(({ isEnd }, node) => {
    if (isEnd) layerOf[node] = last;
  });
  // A loop that leads to the topmost layer turns above it.
  const isTopTarget = edges.some(({ to }, index) => isBack[index] && layerOf[to] === 0);
  const spread = layersWithLabels(graph, layerOf, last, isTopTarget ? 1 : 0);
  return {
    layerOf: layerOf.map((layer) => spread[layer] ?? 0),
    layerCount: spread[last + 1] ?? 0,
    isBack,
    walkOrder,
  };
}

/** A depth-first walk in the order of the definition, without recursion: a chain of states may be long. */
function walk({ nodes, edges }: FlatGraph) {
  const leaving: number[][] = nodes.map(() => []);
  edges.forEach(({ from }, index) => {
    leaving[from]!.push(index);
  });
  const phase: ('new' | 'open' | 'done')[] = nodes.map(() => 'new');
  const isBack = edges.map(() => false);
  const walkOrder = nodes.map(() => 0);
  const finished: number[] = [];
  let visited = 0;
  const open = (node: number) => {
    phase[node] = 'open';
    walkOrder[node] = visited++;
    return { node, next: 0 };
  };
  for (let root = 0; root < nodes.length; root++) {
    if (phase[root] !== 'new') continue;
    const path = [open(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = leaving[top.node]?.[top.next++];
      if (edge === undefined) {
        phase[top.node] = 'done';
        finished.push(top.node);
        path.pop();
        continue;
      }
      const { to } = edges[edge]!;
      if (phase[to] === 'open') isBack[edge] = true;
      else if (phase[to] === 'new') path.push(open(to));
    }
  }
  return { isBack, walkOrder, finished };
}

/** As high as the edges allow. */
function longestPaths({ nodes, edges }: FlatGraph, isBack: readonly boolean[], finished: readonly number[]): number[] {
  const leaving: number[][] = nodes.map(() => []);
  edges.forEach(({ from, to }, index) => {
    if (!isBack[index]) leaving[from]!.push(to);
  });
  const layerOf = nodes.map(() => 0);
  for (const node of finished.toReversed()) {
    for (const to of leaving[node] ?? []) layerOf[to] = Math.max(layerOf[to]!, layerOf[node]! + 1);
  }
  return layerOf;
}

/** A state nothing leads to stands right above the first one it leads to, rather than at the top with a long line. */
function pullDownSources({ nodes, edges }: FlatGraph, isBack: readonly boolean[], layerOf: number[]): void {
  const hasEntry = nodes.map((_, node) => node === 0);
  const lowest = nodes.map(() => Number.POSITIVE_INFINITY);
  edges.forEach(({ from, to }, index) => {
    if (isBack[index]) return;
    hasEntry[to] = true;
    lowest[from] = Math.min(lowest[from]!, layerOf[to]! - 1);
  });
  nodes.forEach((_, node) => {
    if (!hasEntry[node] && lowest[node] !== Number.POSITIVE_INFINITY) layerOf[node] = lowest[node]!;
  });
}

/** Where each layer comes to stand when one for labels follows each layer that has labelled edges. */
function layersWithLabels(
  { edges }: FlatGraph,
  layerOf: readonly number[],
  last: number,
  first: number,
): readonly number[] {
  const hasLabels = new Set(edges.filter(({ labelWidth }) => labelWidth > 0).map(({ from }) => layerOf[from]));
  const spread = [first];
  for (let layer = 0; layer <= last; layer++) spread.push(spread[layer]! + (hasLabels.has(layer) ? 2 : 1));
  return spread;
}
