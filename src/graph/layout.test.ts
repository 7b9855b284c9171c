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

interface Label extends Box {
  readonly id: string;
}

function labelsOf({ edges }: Layout): readonly Label[] {
  return edges.flatMap(({ edge, label }) => (label === undefined ? [] : [{ ...label, id: edge.id }]));
}

/** What a reader would stumble over, in words; empty when all is well. */
function flawsOf(layout: Layout): readonly string[] {
  return [...nodeFlaws(layout), ...labelFlaws(layout), ...edgeFlaws(layout), ...scopeFlaws(layout)];
}

function nodeFlaws({ nodes, edges }: Layout): readonly string[] {
  const overlaps = pairs(nodes).flatMap(([a, b]) => {
    const isNested = isInside(a.node.id, b) || isInside(b.node.id, a);
    return !isNested && overlap(a, b) ? [`${a.node.id} and ${b.node.id} overlap`] : [];
  });
  const passed = nodes.flatMap((node) =>
    edges
      .filter((placed) => !isInside(placed.edge.id, node) && piecesOf(placed).some((piece) => overlap(piece, node)))
      .map(({ edge }) => `${edge.id} passes through ${node.node.id}`),
  );
  return [...overlaps, ...passed];
}

function labelFlaws(layout: Layout): readonly string[] {
  const labels = labelsOf(layout);
  const onNodes = labels.flatMap((label) =>
    layout.nodes
      .filter((node) => !isInside(label.id, node) && overlap(label, node))
      .map(({ node }) => `the label of ${label.id} hits ${node.id}`),
  );
  const onLabels = pairs(labels).filter(([a, b]) => overlap(a, b));
  return [...onNodes, ...onLabels.map(([a, b]) => `the labels of ${a.id} and ${b.id} overlap`)];
}

function edgeFlaws({ nodes, edges }: Layout): readonly string[] {
  const boxOf = new Map(nodes.map((node) => [node.node.id, node]));
  return edges.flatMap(({ edge, points }) => {
    const [source, target] = [boxOf.get(edge.from)!, boxOf.get(edge.to)!];
    const [start, end] = [points[0]!, points.at(-1)!];
    const isWithin = (x: number, box: Box) => x > box.x && x < box.x + box.width;
    const checks: Readonly<Record<string, boolean>> = {
      'begins at the lower side of its source': start.y === source.y + source.height && isWithin(start.x, source),
      'ends at the upper side of its target': end.y === target.y && isWithin(end.x, target),
      'comes in from above': points.at(-2)!.y < end.y,
      'lies on whole pixels': points.every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y)),
      'has no slanted pieces': piecesOf({ edge, points, label: undefined }).every(
        ({ width, height }) => width * height === 0,
      ),
    };
    return Object.entries(checks).flatMap(([claim, holds]) => (holds ? [] : [`not true that ${edge.id} ${claim}`]));
  });
}

/** What belongs to a scope has to lie in its box, and that box in its container. */
function scopeFlaws(layout: Layout): readonly string[] {
  const { nodes, edges, scopes, width, height } = layout;
  const boxOf = new Map<string, Box>(scopes.map((scope) => [scope.id, scope]));
  boxOf.set('', { x: 0, y: 0, width, height });
  const parts: readonly (Box & { readonly id: string })[] = [
    ...nodes.map((node) => ({ ...node, id: node.node.id })),
    ...labelsOf(layout),
    ...edges.flatMap((placed) => piecesOf(placed).map((piece) => ({ ...piece, id: placed.edge.id }))),
  ];
  const escaped = parts.filter((part) => !contains(boxOf.get(scopeOf(part.id))!, part));
  const loose = scopes.filter((scope) => !nodes.some((node) => isInside(scope.id, node) && contains(node, scope)));
  return [...escaped, ...loose].map(({ id }) => `${id} sticks out`);
}

/** `/States/A/Branches/0/States/B` and `/States/A/Branches/0#start` -> `/States/A/Branches/0` */
function scopeOf(id: string): string {
  return id.replace(/(\/States\/[^/]*|#[^/]*)$/, '');
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
