/** From a shape to an SVG element, in the form that React takes: names of attributes in camelCase. */
import { FONTS } from '../fonts.ts';
import type { Paint } from './colours.ts';
import type { Shape } from './shapes.ts';

export interface SvgElement {
  readonly tag: 'rect' | 'circle' | 'path' | 'text';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

/** @param colour what to write for a paint: a colour for a file, a custom property for a page */
export function svgElement(shape: Shape, colour: (paint: Paint) => string): SvgElement {
  switch (shape.shape) {
    case 'rect': {
      const { x, y, width, height, radius } = shape;
      return { tag: 'rect', attributes: { x, y, width, height, rx: radius, ...painted(shape, colour) } };
    }
    case 'circle': {
      const { centre, radius } = shape;
      return { tag: 'circle', attributes: { cx: centre.x, cy: centre.y, r: radius, ...painted(shape, colour) } };
    }
    case 'path': {
      const { data, at, scale = 1 } = shape;
      const move = at === undefined ? '' : `translate(${at.x} ${at.y})`;
      const transform = scale === 1 ? move : `${move} scale(${scale})`;
      return { tag: 'path', attributes: { d: data, ...(transform && { transform }), ...painted(shape, colour) } };
    }
    case 'text': {
      const { text, font, at, anchor, fill } = shape;
      const { sizePx, weight } = FONTS[font];
      const attributes = {
        x: at.x,
        y: at.y,
        fontSize: sizePx,
        ...(weight === 'bold' && { fontWeight: 700 }),
        ...(anchor !== 'start' && { textAnchor: anchor }),
        fill: colour(fill),
      };
      return { tag: 'text', attributes, text };
    }
  }
}

function painted({ fill, stroke, className }: Exclude<Shape, { shape: 'text' }>, colour: (paint: Paint) => string) {
  return {
    fill: colour(fill),
    ...(stroke && { stroke: colour(stroke.paint), strokeWidth: stroke.width }),
    ...(stroke?.dashes && { strokeDasharray: stroke.dashes }),
    ...(stroke?.hasRoundEnds && { strokeLinecap: 'round', strokeLinejoin: 'round' }),
    ...(className && { className }),
  };
}
