/** An edge: a line with rounded corners, the head of an arrow, and its label. */
import type { Point } from '../layered/flat-graph.ts';
import type { PlacedEdge, PlacedLabel } from '../layout.ts';
import type { Paint } from './colours.ts';
import type { Group } from './shapes.ts';

const CORNER_RADIUS = 8;
const [HEAD_LENGTH, HEAD_HALF_WIDTH] = [8, 3.5];
const BASE_LINE = 4;

/**
 * Edges of one kind that lead to the same node, as one path: where they share a line it would come out bolder if it were drawn
 * several times.
 *
 * @param isTaken whether the execution went this way
 */
export function drawEdges(edges: readonly PlacedEdge[], isTaken: boolean): Group {
  const [first] = edges;
  const isCatch = first?.edge.kind === 'catch';
  const paint: Paint = isCatch ? 'caught' : isTaken ? 'succeeded' : 'edge';
  const tips = edges.map(({ points }) => points.at(-1)!);
  const heads = [
    ...new Set(tips.map(({ x, y }) => `M${x} ${y}l${-HEAD_HALF_WIDTH} ${-HEAD_LENGTH}h${2 * HEAD_HALF_WIDTH}z`)),
  ];
  return {
    kind: 'edge',
    id: first?.edge.id ?? '',
    description: '',
    shapes: [
      {
        shape: 'path',
        data: edges.map(linePath).join(''),
        fill: 'none',
        stroke: { paint, width: isTaken ? 2.25 : 1.5, ...(isCatch && { dashes: '5 4' }) },
      },
      { shape: 'path', data: heads.join(''), fill: paint },
    ],
  };
}

/** From the target backwards, so that the dashes of edges that share a line fall on each other. */
function linePath({ points }: PlacedEdge): string {
  const tip = points.at(-1)!;
  return roundedPath([...points.slice(0, -1), { x: tip.x, y: tip.y - HEAD_LENGTH + 1 }].toReversed());
}

export function drawLabel({ edge }: PlacedEdge, label: PlacedLabel): Group {
  const { text, x, y, width, height } = label;
  return {
    kind: 'label',
    id: edge.id,
    description: text === edge.label ? '' : edge.label,
    shapes: [
      {
        shape: 'rect',
        x,
        y,
        width,
        height,
        radius: height / 2,
        fill: 'node',
        stroke: { paint: 'faint-border', width: 1 },
      },
      {
        shape: 'text',
        text,
        font: 'label',
        fill: edge.kind === 'catch' ? 'caught' : 'faint-text',
        at: { x: x + width / 2, y: y + height / 2 + BASE_LINE },
        anchor: 'middle',
      },
    ],
  };
}

/** @param points corners of a line of horizontal and vertical pieces */
function roundedPath(points: readonly Point[]): string {
  const parts = points.map((corner, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined) return `M${corner.x} ${corner.y}`;
    if (after === undefined) return `L${corner.x} ${corner.y}`;
    const radius = Math.min(CORNER_RADIUS, distance(before, corner) / 2, distance(corner, after) / 2);
    const [start, end] = [towards(corner, before, radius), towards(corner, after, radius)];
    return `L${start.x} ${start.y}Q${corner.x} ${corner.y} ${end.x} ${end.y}`;
  });
  return parts.join('');
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * length, y: from.y + Math.sign(to.y - from.y) * length };
}
