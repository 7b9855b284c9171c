import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json.ts';
import { CALL_CENTER, NESTED_MAP, POLL_LOOP } from './definitions.testing.ts';
import { type Box, type Layout, layoutGraph, type PlacedEdge, type PlacedNode } from './layout.ts';
import { graphOf } from './model/read-scope.ts';
import { randomDefinition } from './random-definitions.testing.ts';

function layoutOf(definition: Json): Layout {
  return layoutGraph(graphOf(definition));
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** Whether one is a container and the other somewhere in it. Ids are pointers, so the inner one begins with the outer one. */
function isInside(innerId: string, outer: PlacedNode): boolean {
  return outer.isContainer && innerId.startsWith(`${outer.node.id}/`);
}

/** The pieces of a line as boxes without width or height. */
function piecesOf({ points }: PlacedEdge): readonly Box[] {
  return points.slice(1).map((to, index) => {
    const from = points[index]!;
    return {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y),
    };
  });
}

function pairs<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b) => [a, b] as const));
}

/** What a reader would stumble over, in words; empty when all is well. */
function flawsOf(layout: Layout): readonly string[] {
  const { nodes, edges, scopes } = layout;
  const labels = edges.flatMap(({ edge, label }) => (label === undefined ? [] : [{ ...label, id: edge.id }]));
  const page = { x: 0, y: 0, width: layout.width, height: layout.height };
  const boxOfScope = new Map<string, Box>([['', page], ...scopes.map((scope) => [scope.id, scope] as const)]);
  const scopeOf = (id: string) => boxOfScope.get(id.replace(/(\/States\/[^/]*|#[^/]*)$/, ''))!;
  const flaws: string[] = [];
  for (const [a, b] of pairs(nodes)) {
    const nested = isInside(a.node.id, b) || isInside(b.node.id, a);
    if (!nested && overlap(a, b)) flaws.push(`${a.node.id} and ${b.node.id} overlap`);
  }
  for (const node of nodes) {
    const outside = nodes.filter(({ node: { id } }) => id === node.node.id).length !== 1;
    if (outside) flaws.push(`${node.node.id} is drawn twice`);
    if (!contains(scopeOf(node.node.id), node)) flaws.push(`${node.node.id} sticks out of its scope`);
    for (const { edge, ...line } of edges) {
      if (isInside(edge.id, node)) continue;
      if (piecesOf({ edge, ...line }).some((piece) => overlap(piece, node)))
        flaws.push(`${edge.id} passes through ${node.node.id}`);
    }
    for (const label of labels) {
      if (!isInside(label.id, node) && overlap(label, node))
        flaws.push(`the label of ${label.id} hits ${node.node.id}`);
    }
  }
  for (const [a, b] of pairs(labels)) if (overlap(a, b)) flaws.push(`the labels of ${a.id} and ${b.id} overlap`);
  for (const placed of edges) {
    const parts = [...piecesOf(placed), ...(placed.label === undefined ? [] : [placed.label])];
    if (!parts.every((part) => contains(scopeOf(placed.edge.id), part)))
      flaws.push(`${placed.edge.id} leaves its scope`);
    if (!placed.points.every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y)))
      flaws.push(`${placed.edge.id} is not on whole pixels`);
    if (piecesOf(placed).some(({ width, height }) => width > 0 && height > 0))
      flaws.push(`${placed.edge.id} is slanted`);
    const [source, target] = [placed.edge.from, placed.edge.to].map((id) => nodes.find(({ node }) => node.id === id)!);
    const [start, end] = [placed.points[0]!, placed.points.at(-1)!];
    if (start.y !== source!.y + source!.height || start.x <= source!.x || start.x >= source!.x + source!.width)
      flaws.push(`${placed.edge.id} does not begin at the lower side of ${placed.edge.from}`);
    if (end.y !== target!.y || end.x <= target!.x || end.x >= target!.x + target!.width)
      flaws.push(`${placed.edge.id} does not end at the upper side of ${placed.edge.to}`);
    if (placed.points.at(-2)!.y >= end.y) flaws.push(`${placed.edge.id} does not come in from above`);
  }
  for (const scope of scopes) {
    const container = nodes.find(({ node, isContainer }) => isContainer && scope.id.startsWith(`${node.id}/`));
    if (container === undefined || !contains(container, scope)) flaws.push(`${scope.id} sticks out of its container`);
  }
  return flaws;
}

describe('any definition', () => {
  test('is laid out without overlaps, without edges through nodes, with labels in free places, inside its containers', () => {
    fc.assert(
      fc.property(randomDefinition, (definition) => {
        expect(flawsOf(layoutOf(definition))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('looks the same each time', () => {
    fc.assert(
      fc.property(randomDefinition, (definition) => {
        expect(layoutOf(definition)).toEqual(layoutOf(structuredClone(definition)));
      }),
    );
  });

  test('that is any JSON at all is laid out without a throw', () => {
    const incomplete = fc.record({ StartAt: fc.jsonValue(), States: fc.dictionary(fc.string(), fc.jsonValue()) });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), incomplete), (json) => {
        expect(layoutOf(json as Json).nodes.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('large ones', () => {
  const numbered = (count: number, state: (index: number) => Json): Json => ({
    StartAt: 'S0',
    States: Object.fromEntries(Array.from({ length: count }, (_, index) => [`S${index}`, state(index)])),
  });

  test('a thousand states, each with a Catcher to one handler, have one line for all of them', () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S999' }];
    const layout = layoutOf(numbered(1000, (i) => ({ Type: 'Task', Next: `S${i + 1}`, ...(i < 998 && { Catch }) })));
    const handler = layout.nodes.find(({ node }) => node.kind === 'state' && node.name === 'S999')!;
    const caught = layout.edges.filter(({ edge }) => edge.kind === 'catch');
    const columns = new Set(caught.slice(0, -1).map(({ points }) => points.at(-3)?.x));
    expect(caught).toHaveLength(998);
    expect(columns.size).toBeLessThanOrEqual(2);
    expect(layout.width).toBeLessThan(4 * handler.width);
  });

  test('deeper nesting than anybody could read ends in a plain state', () => {
    let definition: Json = { StartAt: 'S', States: { S: { Type: 'Pass', End: true } } };
    for (let depth = 0; depth < 200; depth++)
      definition = { StartAt: 'S', States: { S: { Type: 'Map', ItemProcessor: definition, End: true } } };
    const innermost = layoutOf(definition).nodes.filter(
      ({ node, isContainer }) => node.kind === 'state' && !isContainer,
    );
    expect(innermost).toHaveLength(1);
  });
});

describe('the picture', () => {
  const placeOf = ({ nodes }: Layout, name: string) => {
    const { x, y, width } = nodes.find(({ node }) => node.kind === 'state' && node.name === name)!;
    return { centre: x + width / 2, y };
  };

  test('a run of states stands in one straight line', () => {
    const layout = layoutOf(CALL_CENTER);
    const centres = ['Open Case', 'Assign Case', 'Work on Case', 'Is Case Resolved'].map(
      (name) => placeOf(layout, name).centre,
    );
    expect(new Set(centres).size).toBe(1);
  });

  test('what a Choice leads to stands side by side in the order of its rules', () => {
    const layout = layoutOf(CALL_CENTER);
    const [close, escalate] = [placeOf(layout, 'Close Case'), placeOf(layout, 'Escalate Case')];
    expect(close.y).toBe(escalate.y);
    expect(close.centre).toBeLessThan(escalate.centre);
  });

  test('an edge that closes a loop runs beside the states and comes in from above', () => {
    const layout = layoutOf(POLL_LOOP);
    const waiting = layout.nodes.find(({ node }) => node.kind === 'state' && node.name === 'Wait a while')!;
    const loop = layout.edges.find(({ edge, points }) => edge.kind === 'default' && points[0]!.y > waiting.y)!;
    expect(Math.max(...loop.points.map(({ x }) => x))).toBeGreaterThan(waiting.x + waiting.width);
    expect(loop.points.at(-1)!.y).toBe(waiting.y);
  });

  test('a collapsed Map is drawn like a plain state', () => {
    const graph = graphOf(NESTED_MAP);
    const layout = layoutGraph(graph, { collapsed: new Set(['/States/Each order']) });
    expect(layout.nodes.map(({ node }) => node.id)).toEqual(['#start', '/States/Each order', '#end']);
    expect(layout.scopes).toEqual([]);
  });
});
