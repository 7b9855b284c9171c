/** How our own layout compares with ELK's, the best there is: in crossings, over many definitions drawn from fixed seeds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlatGraph, FlatRoute } from '../../src/graph/layered/flat-graph.ts';
import { layoutFlat } from '../../src/graph/layered/layout-flat.ts';
import type { Scope } from '../../src/graph/model/graph.ts';
import { graphOf } from '../../src/graph/model/read-scope.ts';
import { randomDefinition, randomWorkflow } from '../../src/graph/random-definitions.testing.ts';
import { ELK_RULES, elkRoutes } from './elk-layout.ts';

/** Of each kind: definitions with states in any order, some out of reach, and workflows as people write them. */
const SAMPLE = { seed: 20_261_124, numRuns: 100 };
const [STATE_WIDTH, STATE_HEIGHT, LABEL_WIDTH] = [184, 52, 80];

/** A machine and what is nested in it, each by itself: edges do not leave their scope. */
function scopesOf(scope: Scope): readonly Scope[] {
  const nested = scope.nodes.flatMap((node) => (node.kind === 'state' ? node.scopes : []));
  return [scope, ...nested.flatMap(scopesOf)];
}

function flatGraphOf({ nodes, edges }: Scope): FlatGraph {
  const indexOf = new Map(nodes.map(({ id }, index) => [id, index]));
  return {
    nodes: nodes.map(({ kind }) => ({ width: STATE_WIDTH, height: STATE_HEIGHT, isEnd: kind === 'end' })),
    edges: edges.map(({ from, to, kind, label }) => ({
      from: indexOf.get(from)!,
      to: indexOf.get(to)!,
      labelWidth: label === '' ? 0 : LABEL_WIDTH,
      isCatch: kind === 'catch',
    })),
  };
}

type Points = FlatRoute['points'];

/** Pieces of two lines that cross at right angles. Lines with one target may run into each other: that is no crossing. */
function crossings({ edges }: FlatGraph, lines: readonly Points[]): number {
  const pieces = lines.flatMap((points, edge) =>
    points.slice(1).map((to, index) => ({ to: edges[edge]!.to, a: points[index]!, b: to })),
  );
  const [across, down] = [pieces.filter(({ a, b }) => a.y === b.y), pieces.filter(({ a, b }) => a.x === b.x)];
  const isBetween = (value: number, a: number, b: number) => value > Math.min(a, b) && value < Math.max(a, b);
  let count = 0;
  for (const h of across)
    for (const v of down)
      if (h.to !== v.to && isBetween(v.a.x, h.a.x, h.b.x) && isBetween(h.a.y, v.a.y, v.b.y)) count++;
  return count;
}

describe('crossings over random definitions, all scopes together', () => {
  const graphs = [randomDefinition, randomWorkflow]
    .flatMap((definitions) => fc.sample(definitions, SAMPLE))
    .flatMap((definition) => scopesOf(graphOf(definition)))
    .map(flatGraphOf);
  const own = graphs.reduce(
    (sum, graph) =>
      sum +
      crossings(
        graph,
        layoutFlat(graph).edges.map(({ points }) => points),
      ),
    0,
  );

  test.each(Object.entries(ELK_RULES))('are at most 1.5 times those of ELK with %s', async (_, rules) => {
    let elks = 0;
    for (const graph of graphs) elks += crossings(graph, await elkRoutes(graph, rules));
    expect(elks).toBeGreaterThan(0);
    expect(own / elks).toBeLessThanOrEqual(1.5);
  });
});
