/** Expressions that would hold up a server, or take all its memory, if nothing stopped them. For tests and the benchmark. */

/** 60,000 characters of one kind, and some thousand small objects. */
export const LARGE = JSON.stringify({
  text: `${'a'.repeat(60_000)}b`,
  items: Array.from({ length: 4_000 }, (_, id) => ({ id, list: [id] })),
});
/** On its text a regular expression that backtracks takes for ever. */
export const TRAP = JSON.stringify({ text: `${'a'.repeat(50)}!` });

/** What it is, the expression, and its input. Each of them has to fail. */
const EXPRESSIONS: readonly (readonly [string, string, string?])[] = [
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
];

export const HOSTILE = EXPRESSIONS.map(([what, text, input = '{}']) => ({ what, text, input }));
