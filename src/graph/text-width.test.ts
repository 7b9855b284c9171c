import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FONTS } from './fonts.ts';
import { textWidthPx, truncated } from './text-width.ts';

test('widths are those of the font', () => {
  // Measured in a browser: 131.39 and 139.64 px at a font size of 10 px.
  const text = 'Lambda: OpenCaseFunction';
  expect(textWidthPx(text, { sizePx: 10, weight: 'regular' })).toBeCloseTo(131.4, 0);
  expect(textWidthPx(text, { sizePx: 10, weight: 'bold' })).toBeCloseTo(139.6, 0);
});

test('what fits stays, what does not ends in an ellipsis', () => {
  expect(truncated('Open Case', 100, FONTS.name)).toBe('Open Case');
  expect(truncated('Wait for Content Moderation', 100, FONTS.name)).toBe('Wait for Con…');
  expect(truncated('注文を確認してください', 60, FONTS.name)).toBe('注文を…');
});

test('a truncated text is never wider than there is room for, and never splits a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 12, max: 300 }), (text, room) => {
      const short = truncated(text, room, FONTS.label);
      expect(textWidthPx(short, FONTS.label)).toBeLessThanOrEqual(room);
      expect(short).not.toMatch(/\p{Surrogate}/u);
      if (short !== text) expect(text.startsWith(short.slice(0, -1))).toBe(true);
    }),
  );
});
