import { expect, test } from 'vitest';
import { compileQuery } from './expression.ts';
import { outcomeOf } from './query.testing.ts';

/** 60,000 characters of one kind, and some thousand small objects. */
const LARGE = JSON.stringify({
  text: `${'a'.repeat(60_000)}b`,
  items: Array.from({ length: 4_000 }, (_, id) => ({ id, list: [id] })),
});
const TRAP = JSON.stringify({ text: `${'a'.repeat(50)}!` });

test.each<[string, string, string?]>([
  ['a recursion that does not end', '($f := function($n){ 1 + $f($n + 1) }; $f(1))'],
  ['a tail recursion that does not end', '($f := function($n){ $f($n + 1) }; $f(1))'],
  ['a recursion that branches', '($f := function($n){ $f($n) + $f($n) }; $f(1))'],
  ['recursions side by side', '($f := function($n){ $f($n) }; [$f(1), $f(2), {"x": $f(3)}])'],
  ['a recursion in a native function', '$map([1, 2], function($i){ ($f := function($n){ $f($n) }; $f($i)) })'],
  ['a range', '[1..900000]'],
  ['a range beyond all memory', '[1..10000000000]'],
  ['$range', '$range(1, 900000, 1)'],
  ['ranges of ranges', '[1..1000].[1..1000].[1..1000]'],
  ['a text that doubles', '$reduce([1..60], function($a, $i){ $a & $a }, "x")'],
  ['an object that doubles', '$reduce([1..60], function($a, $i){ {"l": $a, "r": $a} }, {})'],
  ['an array that doubles', '$reduce([1..60], function($a, $i){ [$a, $a] }, [1])'],
  [
    'objects that are compared in depth',
    '($a := $reduce([1..40], function($a, $i){ {"l": $a, "r": $a} }, {}); $a = $a)',
  ],
  ['a value that holds itself', '($a := {"x": 1} ~> |$|{"self": $}|; [$a])'],
  ['$pad', '$pad("x", 1000000000)'],
  ['$pad of many texts', '$map(["a", "b"], $pad(?, 10000000))'],
  ['$join', '$join($map([1..60000], function($i){ "x" }), "a separator that makes it long")'],
  ['a growing list', '$reduce([1..60000], function($a, $i){ $append($a, $i) }, [])'],
  ['one group for all', '[1..60000]{"k": $}'],
  ['a wildcard over many arrays', '$merge($map([1..9000], function($i){ {"k" & $i: [$i]} })).*'],
  ['a copy of a large text for each of many', '$map([1..60000], function(){ $uppercase($states.input.text) })', LARGE],
  ['a search in a list for each of many', '$map([1..60000], function($i){ $i in $states.input.items.id })', LARGE],
  ['a regular expression that looks ahead to the end each time', '$match($states.input.text, /(a.*c|a)/)', LARGE],
  ['a large regular expression on a large text', '$contains($states.input.text, /((a{1,30}){1,30}c|b)$/)', LARGE],
  ['a match for every character', '$match($states.input.text, /a*?/)', LARGE],
  ['a timestamp whose picture is ambiguous', '$toMillis($states.input.text, "[MNn][FNn][MNn][FNn][xNn][P]")', TRAP],
  ['a roman number', '$formatInteger(1e9, "I")'],
])('%s fails instead of holding up others', async (_, text, input) => {
  expect(await outcomeOf(text, input === undefined ? {} : { input })).toMatch(/^threw an error during evaluation\. /);
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
