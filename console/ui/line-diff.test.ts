import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

const signs = { same: ' ', gone: '-', new: '+' };
const shown = (before: string, after: string) =>
  lineDiff(before, after).map(({ change, text }) => signs[change] + text);

describe('the difference of two texts', () => {
  test('names the lines that are gone and those that are new', () => {
    expect(shown('{\n  "a": 1,\n  "b": 2\n}', '{\n  "a": 1,\n  "b": 3,\n  "c": 4\n}')).toEqual([
      ' {',
      '   "a": 1,',
      '-  "b": 2',
      '+  "b": 3,',
      '+  "c": 4',
      ' }',
    ]);
  });

  test('gives back both texts, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        const without = (change: string) => lines.filter((line) => line.change !== change).map((line) => line.text);
        expect(without('new').join('\n')).toBe(before);
        expect(without('gone').join('\n')).toBe(after);
      }),
    );
  });
});
