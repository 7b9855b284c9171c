import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileLinearRegex, RegexSyntaxError } from './linear-regex.ts';

describe('a regular expression', () => {
  test.each([
    ['AUTHORIZED', 'UNAUTHORIZED REQUEST', true],
    ['^[hc]at', 'cat', true],
    ['^[hc]at', 'a cat', false],
    ['[hc]at$', 'a cat\n', true],
    ['[hc]at$', 'cats', false],
    ['colou?r', 'the color', true],
    ['^[^a-c]$', 'd', true],
    ['^[^a-c]$', 'b', false],
    ['^a{3,5}$', 'aa', false],
    ['^a{3,5}$', 'aaaaa', true],
    ['^a{2}$', 'aaa', false],
    ['^a{2,}$', 'aaaaa', true],
    ['gray|grey', 'a grey area', true],
    ['^a|b$', 'xb', true],
    ['10\\.10\\.0\\.1', '10.10.0.1', true],
    ['10\\.10\\.0\\.1', '10x10.0.1', false],
    ['a.*c', 'a\nc', false],
    ['\\d+\\s\\w\\D\\S\\W', '12 a-b!', true],
    ['\\x41', 'A', true],
    ['[\\d\\-.]+x', '1-.x', true],
    ['[a-]', '-', true],
    ['', 'anything', true],
  ])('%s finds in "%s": %s', (source, text, found) => {
    expect(compileLinearRegex(source)(text)).toBe(found);
  });

  test('finds what JavaScript’s own finds', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w');
    const item = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{1,2}')).map(([a, q]) => a + q);
    const sequence = fc
      .tuple(fc.constantFrom('', '^'), fc.array(item, { maxLength: 4 }), fc.constantFrom('', '$'))
      .map(([start, items, end]) => start + items.join('') + end);
    const source = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((sequences) => sequences.join('|'));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(source, text, (s, t) => {
        expect(compileLinearRegex(s)(t)).toBe(new RegExp(s).test(t));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test.each(['*a', 'a$b', '(a)', '[a', 'a\\', '[b-a]', 'a{3,2}', 'a{999}{9}{9999}'])('%s is refused', (source) => {
    expect(() => compileLinearRegex(source)).toThrow(RegexSyntaxError);
  });

  test('takes time in proportion to the text, whatever it is', () => {
    expect(compileLinearRegex('.*.*.*.*=x')('a'.repeat(50_000))).toBe(false);
  });
});
