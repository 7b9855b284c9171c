/** What a drawing is made of. The SVG file and the console's component are both made from it. */
import type { FONTS } from '../fonts.ts';
import type { Point } from '../layered/flat-graph.ts';
import type { Box } from '../layout.ts';
import type { Paint } from './colours.ts';

export interface Stroke {
  readonly paint: Paint;
  readonly width: number;
  /** Lengths of dashes and gaps. */
  readonly dashes?: string;
  readonly hasRoundEnds?: boolean;
}

interface Painted {
  readonly fill: Paint;
  readonly stroke?: Stroke;
  /** For what only a style sheet can do: the console lets `graph-spinner` turn. */
  readonly className?: string;
}

export interface RectShape extends Painted, Box {
  readonly shape: 'rect';
  readonly radius: number;
}

export interface CircleShape extends Painted {
  readonly shape: 'circle';
  readonly centre: Point;
  readonly radius: number;
}

export interface PathShape extends Painted {
  readonly shape: 'path';
  /** SVG path data. */
  readonly data: string;
  /** Where the path's origin comes to lie; without it the path has the drawing's coordinates. */
  readonly at?: Point;
  readonly scale?: number;
}

export interface TextShape {
  readonly shape: 'text';
  readonly text: string;
  readonly font: keyof typeof FONTS;
  readonly fill: Paint;
  /** On the base line. */
  readonly at: Point;
  readonly anchor: 'start' | 'middle' | 'end';
}

export type Shape = RectShape | CircleShape | PathShape | TextShape;

/** Shapes that belong together: everything that is drawn for one node or label, or for the edges that lead to one node. */
export interface Group {
  readonly kind: 'state' | 'container' | 'toggle' | 'terminal' | 'scope' | 'edge' | 'label';
  /** Of the node or scope; a toggle has its container's, a label its edge's, edges that of the first. Unique within the kind. */
  readonly id: string;
  /** Of states, containers and toggles: the state's name. */
  readonly stateName?: string;
  /** What a screen reader or tooltip says; empty where the shapes add nothing to what others say. */
  readonly description: string;
  /** What a click on the group may hit: of a container only its header. */
  readonly box?: Box;
  readonly shapes: readonly Shape[];
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** From the back to the front. */
  readonly groups: readonly Group[];
}
