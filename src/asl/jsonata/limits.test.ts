import { expect, test } from 'vitest';
import { compileQuery } from './expression.ts';
import { HOSTILE, LARGE, TRAP } from './hostile-expressions.testing.ts';
import { outcomeOf } from './query.testing.ts';

test.each(HOSTILE)('$what fails instead of holding up others', async ({ text, input }) => {
  expect(await outcomeOf(text, { input })).toMatch(/^threw an error during evaluation\. /);
});

test.each(['(a+)+$', '^(a|aa)+$', '([a-z]+)*[0-9]', '(.*)(.*)(.*)[0-9]'])(
  'the regular expression %s takes no time on a text that is a trap for backtracking',
  async (regex) => {
    expect(await outcomeOf(`$contains($states.input.text, /${regex}/)`, { input: TRAP })).toBe('false');
  },
);

test.each<[string, string]>([
  ['$count([1..100000])', '100000'],
  ['$sum($map([1..20000], function($i){ $i }))', '200010000'],
  ['$count($sort($map([1..5000], function($i){ -$i })))', '5000'],
  ['$count($states.input.items[id > 3900])', '99'],
  ['$count($distinct($states.input.items))', '4000'],
  ['$keys($states.input.items{$string(id % 7): $count($)})[0]', '"0"'],
  ['$length($states.input.text)', '60001'],
])('%s is within the limits', async (text, value) => {
  expect(await outcomeOf(text, { input: LARGE })).toBe(value);
});

test('an expression whose parsing would double with each ?? is refused', () => {
  const nested = (depth: number): string => (depth === 0 ? '$a' : `(${nested(depth - 1)} ?? $b)`);
  expect(compileQuery(nested(40), 'Output')).toMatchObject({ ok: false, code: 'INVALID_JSONATA_EXPRESSION' });
  expect(compileQuery(`*/ ${nested(40)} /`, 'Output').ok).toBe(false);
  expect(compileQuery(`$contains("/", /['"]/) and ${nested(40)}`, 'Output').ok).toBe(false);
  expect(compileQuery(`'(' & ${nested(40)}`, 'Output').ok).toBe(false);
});

test('any number of ?? side by side is fine', () => {
  const members = Array.from({ length: 200 }, (_, i) => `"k${i}": $lookup($a, "k${i}") ?? ($b ?? 'none')`);
  expect(compileQuery(`{${members.join(', ')}}`, 'Output').ok).toBe(true);
  expect(compileQuery(Array.from({ length: 100 }, (_, i) => `$f${i}.x`).join(' ?? '), 'Output').ok).toBe(true);
});

test('a signature that would take exponential time to check is refused', () => {
  const text = `function($a)<${'n?'.repeat(30)}s:n>{ 1 }`;
  expect(compileQuery(text, 'Output')).toMatchObject({ ok: false, code: 'UNSUPPORTED_JSONATA_EXPRESSION' });
});
