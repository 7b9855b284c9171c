/**
 * How wide a text will be, without a browser to ask: the advance widths of Open Sans, the console's font. In another font the
 * result is a good guess, as Open Sans is one of the wider ones.
 */

export type FontWeight = 'regular' | 'bold';

export interface Font {
  readonly sizePx: number;
  readonly weight: FontWeight;
}

/** Of U+0020 to U+007E, in hundredths of the font size. */
const ADVANCES: Readonly<Record<FontWeight, readonly number[]>> = {
  regular: [
    26, 26, 40, 65, 57, 83, 73, 22, 29, 29, 55, 57, 26, 32, 26, 37, 57, 57, 57, 57, 57, 57, 57, 57, 57, 57, 26, 26, 57,
    57, 57, 43, 90, 63, 65, 63, 73, 56, 52, 73, 74, 28, 27, 61, 52, 90, 75, 78, 60, 78, 62, 55, 55, 73, 60, 92, 58, 56,
    57, 33, 37, 33, 57, 44, 28, 56, 61, 48, 61, 56, 34, 54, 61, 25, 25, 53, 25, 93, 61, 60, 61, 61, 41, 48, 36, 61, 50,
    77, 52, 50, 47, 38, 55, 38, 57,
  ],
  bold: [
    26, 29, 47, 65, 57, 90, 75, 27, 34, 34, 54, 57, 29, 32, 29, 41, 57, 57, 57, 57, 57, 57, 57, 57, 57, 57, 29, 29, 57,
    57, 57, 48, 90, 69, 67, 64, 74, 56, 55, 72, 77, 33, 33, 66, 56, 94, 81, 80, 63, 80, 66, 55, 58, 76, 65, 97, 67, 62,
    58, 33, 41, 33, 57, 41, 36, 60, 63, 51, 63, 59, 39, 56, 66, 31, 31, 62, 31, 98, 66, 62, 63, 63, 45, 50, 43, 66, 57,
    86, 58, 57, 49, 39, 55, 39, 57,
  ],
};

const FIRST = 0x20;
/** Letters of other alphabets. */
const ADVANCE_ELSEWHERE = 66;
/** From here on come the scripts and symbols that fill a square. */
const WIDE_FROM = 0x1100;
const ADVANCE_WIDE = 105;
const ELLIPSIS = '…';
const ADVANCE_ELLIPSIS = 85;

export function textWidthPx(text: string, { sizePx, weight }: Font): number {
  let hundredths = 0;
  for (const character of text) hundredths += advanceOf(character, weight);
  return (hundredths * sizePx) / 100;
}

/** The text, or as much of its beginning as fits together with an ellipsis. */
export function truncated(text: string, widthMaxPx: number, { sizePx, weight }: Font): string {
  const room = (widthMaxPx * 100) / sizePx;
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += advanceOf(character, weight);
    if (used > room) return `${kept.trimEnd()}${ELLIPSIS}`;
    if (used + ADVANCE_ELLIPSIS <= room) kept += character;
  }
  return text;
}

function advanceOf(character: string, weight: FontWeight): number {
  const code = character.codePointAt(0) ?? FIRST;
  const advance = ADVANCES[weight][code - FIRST];
  if (advance !== undefined) return advance;
  if (character === ELLIPSIS) return ADVANCE_ELLIPSIS;
  return code < WIDE_FROM ? ADVANCE_ELSEWHERE : ADVANCE_WIDE;
}
