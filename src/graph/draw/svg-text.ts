/** A drawing as the text of an SVG file that needs nothing else: literal colours, no style sheet, no symbols from fonts. */
import { FONTS } from '../fonts.ts';
import { textWidthPx } from '../text-width.ts';
import { colourOf, type Theme } from './colours.ts';
import type { Drawing, Group, Shape } from './shapes.ts';
import { type SvgElement, svgElement } from './svg-element.ts';

/** Around the drawing. */
const MARGIN = 16;
const FONT_FAMILY = "'Open Sans', 'Helvetica Neue', Arial, sans-serif";

export function svgText({ width, height, groups }: Drawing, theme: Theme): string {
  const [outerWidth, outerHeight] = [width + 2 * MARGIN, height + 2 * MARGIN];
  const viewBox = [-MARGIN, -MARGIN, outerWidth, outerHeight].join(' ');
  const size = { width: outerWidth, height: outerHeight, viewBox };
  const attributes = { ...size, fontFamily: FONT_FAMILY, role: 'img', 'aria-label': 'The graph of a state machine' };
  const background = { x: -MARGIN, y: -MARGIN, width: outerWidth, height: outerHeight };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${attributesText(attributes)}>`,
    `<rect${attributesText({ ...background, fill: colourOf('background', theme) })}/>`,
    ...groups.map((group) => groupText(group, theme)),
    '</svg>',
    '',
  ].join('\n');
}

function groupText({ description, shapes }: Group, theme: Theme): string {
  const title = description === '' ? '' : `<title>${escaped(description)}</title>`;
  const elements = shapes.map((shape) =>
    elementText(
      fitted(
        svgElement(shape, (paint) => colourOf(paint, theme)),
        shape,
      ),
    ),
  );
  return `<g>${title}${elements.join('')}</g>`;
}

/** Where the font is missing, another one is squeezed into the room that was measured. */
function fitted(element: SvgElement, shape: Shape): SvgElement {
  if (shape.shape !== 'text' || shape.text === '') return element;
  const textLength = Math.round(textWidthPx(shape.text, FONTS[shape.font]) * 10) / 10;
  return { ...element, attributes: { ...element.attributes, textLength, lengthAdjust: 'spacingAndGlyphs' } };
}

function elementText({ tag, attributes, text }: SvgElement): string {
  const opening = `<${tag}${attributesText(attributes)}`;
  return text === undefined ? `${opening}/>` : `${opening}>${escaped(text)}</${tag}>`;
}

function attributesText(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${svgName(name)}="${escaped(String(value))}"`)
    .join('');
}

const NAMES_WITH_CAPITALS = new Set(['viewBox', 'textLength', 'lengthAdjust']);

/** `strokeWidth` -> `stroke-width` */
function svgName(name: string): string {
  if (name === 'className') return 'class';
  return NAMES_WITH_CAPITALS.has(name) ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no way to write most control characters and halves of surrogate pairs. */
function escaped(text: string): string {
  return text
    .replace(/[\x00-\x1f\x7f\ufffe\uffff]|\p{Surrogate}/gu, ' ')
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
