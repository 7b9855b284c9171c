/** A node: start and end as pills, a state with icon, name, second line and status, a Parallel or Map as a box with a header. */
import { FONTS } from '../fonts.ts';
import type { Point } from '../layered/flat-graph.ts';
import { type Box, HEADER_HEIGHT, type PlacedNode, type PlacedScope } from '../layout.ts';
import type { StateNode, TerminalNode } from '../model/graph.ts';
import { textWidthPx, truncated } from '../text-width.ts';
import { CHEVRONS, ICONS, STATUS_MARKS } from './glyphs.ts';
import type { Group, Shape, Stroke, TextShape } from './shapes.ts';
import { STATUS_FACES, type StateStatus } from './status.ts';

/** What is known about a state beyond its definition. */
export interface StateFace {
  readonly status?: StateStatus | undefined;
  readonly isSelected: boolean;
  /** A few characters: how long it took. */
  readonly note: string;
  /** Whether a Parallel or Map shows that it can be closed and opened. */
  readonly hasToggle: boolean;
}

const RADIUS = 8;
const ICON_WIDTH = 40;
const HEADER_ICON = { offset: 10, size: 24, scale: 0.85 };
const TEXT_LEFT = 50;
const HEADER_TEXT_LEFT = 42;
const RIGHT_PADDING = 10;
/** Of the disc of a status and of a toggle, from the right side; a status stands left of a toggle. */
const [MARK_RIGHT, MARK_DISTANCE, MARK_RADIUS] = [18, 24, 8];
const RING_DISTANCE = 4;

/** A state, and its toggle if it has one. */
export function drawState(placed: PlacedNode, node: StateNode, face: StateFace): readonly Group[] {
  const { status, note, isSelected } = face;
  const words = [node.name, node.subtitle, note, status === undefined ? '' : STATUS_FACES[status].words];
  const shapes = [
    ...(isSelected ? [ring(placed)] : []),
    ...(placed.isContainer ? containerShapes(placed, node, face) : stateShapes(placed, node, face)),
  ];
  const group: Group = {
    kind: placed.isContainer ? 'container' : 'state',
    id: node.id,
    stateName: node.name,
    description: words.filter((word) => word !== '').join(', '),
    box: boxOf(placed, placed.isContainer ? HEADER_HEIGHT : placed.height),
    shapes,
  };
  return hasToggle(node, face) ? [group, toggle(placed, node)] : [group];
}

export function drawTerminal({ x, y, width, height }: PlacedNode, { id, kind }: TerminalNode): Group {
  const text = kind === 'start' ? 'Start' : 'End';
  return {
    kind: 'terminal',
    id,
    description: text,
    shapes: [
      {
        shape: 'rect',
        x,
        y,
        width,
        height,
        radius: height / 2,
        fill: 'node',
        stroke: { paint: 'border', width: 1.25 },
      },
      textAt('terminal', text, { x: x + width / 2, y: y + height / 2 + 4.5 }, { anchor: 'middle' }),
    ],
  };
}

export function drawScope({ id, x, y, width, height }: PlacedScope): Group {
  const stroke: Stroke = { paint: 'faint-border', width: 1, dashes: '4 4' };
  return {
    kind: 'scope',
    id,
    description: '',
    shapes: [{ shape: 'rect', x, y, width, height, radius: RADIUS, fill: 'scope', stroke }],
  };
}

function stateShapes(placed: PlacedNode, node: StateNode, face: StateFace): readonly Shape[] {
  const { x, y, width, height } = placed;
  const { data, field } = ICONS[node.icon];
  const textLeft = x + TEXT_LEFT;
  const right = x + width - RIGHT_PADDING;
  const noteRight = hasToggle(node, face) ? right - MARK_DISTANCE : right;
  const noteWidth = face.note === '' ? 0 : textWidthPx(face.note, FONTS.note) + 6;
  const nameRight = face.status === undefined ? right : x + width - MARK_RIGHT - MARK_RADIUS - 4;
  return [
    { shape: 'rect', x, y, width, height, radius: RADIUS, fill: fillOf(face), stroke: borderOf(node, face) },
    { shape: 'path', data: fieldPath(height), at: { x, y }, fill: field },
    iconAt(data, { x: x + ICON_WIDTH / 2, y: y + height / 2 }),
    textAt('name', truncated(node.name, nameRight - textLeft, FONTS.name), { x: textLeft, y: y + 23 }),
    textAt(
      'subtitle',
      truncated(node.subtitle, noteRight - noteWidth - textLeft, FONTS.subtitle),
      { x: textLeft, y: y + 40 },
      { fill: 'faint-text' },
    ),
    ...noteAt(face.note, { x: noteRight, y: y + 40 }),
    ...statusAt(face.status, { x: x + width - MARK_RIGHT, y: y + 18 }),
  ];
}

function containerShapes(placed: PlacedNode, node: StateNode, face: StateFace): readonly Shape[] {
  const { x, y, width, height } = placed;
  const { data, field } = ICONS[node.icon];
  const middle = y + HEADER_HEIGHT / 2;
  const { offset, size, scale } = HEADER_ICON;
  const markX = x + width - MARK_RIGHT - (hasToggle(node, face) ? MARK_DISTANCE : 0);
  const noteRight = markX + (face.status === undefined ? MARK_RADIUS : -MARK_RADIUS - 6);
  const noteWidth = face.note === '' ? 0 : textWidthPx(face.note, FONTS.note) + 6;
  const textLeft = x + HEADER_TEXT_LEFT;
  return [
    { shape: 'rect', x, y, width, height, radius: RADIUS, fill: 'container', stroke: borderOf(node, face) },
    { shape: 'rect', x: x + offset, y: middle - size / 2, width: size, height: size, radius: 5, fill: field },
    iconAt(data, { x: x + offset + size / 2, y: middle }, scale),
    textAt('name', truncated(node.name, noteRight - noteWidth - textLeft, FONTS.name), { x: textLeft, y: middle + 5 }),
    ...noteAt(face.note, { x: noteRight, y: middle + 4 }),
    ...statusAt(face.status, { x: markX, y: middle }),
  ];
}

function hasToggle({ scopes }: StateNode, face: StateFace): boolean {
  return face.hasToggle && scopes.length > 0;
}

function toggle(placed: PlacedNode, node: StateNode): Group {
  const { x, y, width, height, isContainer } = placed;
  const centre = { x: x + width - MARK_RIGHT, y: isContainer ? y + HEADER_HEIGHT / 2 : y + height - 16 };
  const box = { x: centre.x - 11, y: centre.y - 11, width: 22, height: 22 };
  return {
    kind: 'toggle',
    id: node.id,
    stateName: node.name,
    description: `${isContainer ? 'Collapse' : 'Expand'} ${node.name}`,
    box,
    shapes: [
      { shape: 'rect', ...box, radius: 5, fill: 'node', stroke: { paint: 'faint-border', width: 1 } },
      {
        shape: 'path',
        data: isContainer ? CHEVRONS.up : CHEVRONS.down,
        at: centre,
        fill: 'none',
        stroke: { paint: 'faint-text', width: 1.75, hasRoundEnds: true },
      },
    ],
  };
}

function fillOf({ status }: StateFace) {
  return status === undefined ? 'node' : STATUS_FACES[status].fill;
}

/** A state that no path leads to has a dashed border. */
function borderOf({ isReachable }: StateNode, { status }: StateFace): Stroke {
  if (status !== undefined) return { paint: STATUS_FACES[status].paint, width: 2 };
  return { paint: 'border', width: 1.25, ...(!isReachable && { dashes: '5 3' }) };
}

function ring({ x, y, width, height }: PlacedNode): Shape {
  const grown = { x: x - RING_DISTANCE, y: y - RING_DISTANCE };
  const size = { width: width + 2 * RING_DISTANCE, height: height + 2 * RING_DISTANCE };
  const stroke: Stroke = { paint: 'selection', width: 2.5 };
  return { shape: 'rect', ...grown, ...size, radius: RADIUS + RING_DISTANCE, fill: 'none', stroke };
}

/** The field for the icon: rounded on the left, straight on the right. */
function fieldPath(height: number): string {
  const corner = `${RADIUS} ${RADIUS} 0 0 1`;
  return `M${RADIUS} 0H${ICON_WIDTH}V${height}H${RADIUS}A${corner} 0 ${height - RADIUS}V${RADIUS}A${corner} ${RADIUS} 0Z`;
}

function iconAt(data: string, at: Point, scale = 1): Shape {
  return { shape: 'path', data, at, scale, fill: 'none', stroke: { paint: 'glyph', width: 1.8, hasRoundEnds: true } };
}

function statusAt(status: StateStatus | undefined, centre: Point): readonly Shape[] {
  switch (status) {
    case undefined:
      return [];
    case 'running': {
      const stroke = { width: 2.5, hasRoundEnds: true };
      const circle = { shape: 'circle', centre, radius: 7, fill: 'none' } as const;
      return [
        { ...circle, stroke: { ...stroke, paint: 'running-track' } },
        { ...circle, stroke: { ...stroke, paint: 'running', dashes: '12 32' }, className: 'graph-spinner' },
      ];
    }
    default: {
      const stroke: Stroke = { paint: 'status-mark', width: 2, hasRoundEnds: true };
      return [
        { shape: 'circle', centre, radius: MARK_RADIUS, fill: STATUS_FACES[status].paint },
        { shape: 'path', data: STATUS_MARKS[status], at: centre, fill: 'none', stroke },
      ];
    }
  }
}

function noteAt(text: string, at: Point): readonly Shape[] {
  return text === '' ? [] : [textAt('note', text, at, { fill: 'faint-text', anchor: 'end' })];
}

function textAt(
  font: TextShape['font'],
  text: string,
  at: Point,
  { fill = 'text', anchor = 'start' }: Partial<Pick<TextShape, 'fill' | 'anchor'>> = {},
): TextShape {
  return { shape: 'text', font, text, at, fill, anchor };
}

function boxOf({ x, y, width }: Box, height: number): Box {
  return { x, y, width, height };
}
