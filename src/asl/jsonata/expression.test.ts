import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { START_MS } from '../run-machine.testing.ts';
import { compileQuery, expressionText } from './expression.ts';
import { evaluate, outcomeOf, type Visible } from './query.testing.ts';

const INPUT = '{"a":{"b":0.0},"big":12345678901234567890,"items":[{"id":1,"n":1.50},{"id":2,"n":2}],"empty":[],"f":{}}';

describe('an expression', () => {
  test.each<[string, string, Visible?]>([
    ['$states.input.items[id = 2].n', '2'],
    ['$states.input.items.id', '[1,2]'],
    ['$states.context.Execution.Name', '"x"'],
    ['$states.context.Execution', '{"Name":"x"}'],
    ['$v + 1', '6', { variables: { v: 5 } }],
    ['($v := $v + 1; $v)', '6', { variables: { v: 5 } }],
    ['$sum($states.input.items.n)', '3.5'],
    ['$map([1..3], function($i){ $i * 2 })', '[2,4,6]'],
    ['$map(["abc", "def"], $substring(?, 1))', '["bc","ef"]'],
    ["'x' in ['x', 'y']", 'true'],
    ['$exists($nowhere)', 'false'],
    ['$nowhere ?? "default"', '"default"'],
    ['$states.input.empty{"k": 1}', '{"k":1}'],
    ['null', 'null'],
  ])('%s gives %s', async (text, value, visible) => {
    expect(await outcomeOf(text, { input: INPUT, ...visible })).toBe(value);
  });

  test.each<[string, string, Visible?]>([
    ['$states.input.nowhere', 'returned nothing (undefined).'],
    ['$states.result', 'returned nothing (undefined).'],
    ['$nowhere', 'returned nothing (undefined).'],
    ['$states.input.a ? 1 : $nowhere', 'returned nothing (undefined).', { input: '{"a":false}' }],
    ['function($x){ $x }', 'returned an unsupported result type.'],
    ['{"f": [$sum]}', 'returned an unsupported result type.'],
    ['$sum', 'returned an unsupported result type.'],
    ['/a/', 'returned an unsupported result type.'],
    ['$eval("1")', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ['$randomSeeded(1)', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ['$states.input.f(1)', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    [
      '1 + "a"',
      'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number',
    ],
    ['$error("no luck")', 'threw an error during evaluation. D3137: no luck'],
  ])('%s %s', async (text, problem, visible) => {
    expect(await outcomeOf(text, { input: INPUT, ...visible })).toBe(problem);
  });

  test('tells its place and its text when it fails', async () => {
    expect(await evaluate('$nowhere')).toEqual({
      ok: false,
      failure: {
        error: 'States.QueryEvaluationError',
        cause: "The JSONata expression '$nowhere' specified for the field 'Output' returned nothing (undefined).",
        evaluation: { location: 'Output' },
      },
    });
  });

  test.each([
    ['{% $x %}', '$x'],
    ['{%$x%}', '$x'],
    ['{%\n $x\n%}', '$x'],
    [' {% $x %}', undefined],
    ['{% $x %} ', undefined],
    ['a {% $x %}', undefined],
    ['{% $x', undefined],
  ])('stands between the delimiters and nothing else: %j', (text, expected) => {
    expect(expressionText(text)).toBe(expected);
  });
});

describe('a number', () => {
  test.each([
    ['$states.input.a.b', '0.0'],
    ['$states.input.big', '12345678901234567890'],
    ['$states.input', INPUT],
    ['{"in": $states.input.a}', '{"in":{"b":0.0}}'],
    ['$states.input.items[0]', '{"id":1,"n":1.50}'],
    ['[$states.input.items[id = 1]]', '[{"id":1,"n":1.50}]'],
  ])('keeps its digits where it is handed on as it is: %s', async (text, value) => {
    expect(await outcomeOf(text, { input: INPUT })).toBe(value);
  });

  test.each([
    ['$states.input.a.b + 0', '0'],
    ['$states.input.items[0].n', '1.5'],
    ['$states.input.big + 1', '12345678901234567000'],
    ['$states.input.a ~> |$|{"c": 1}|', '{"b":0,"c":1}'],
    ['1e400', 'S0102'],
    ['1/0', 'null'],
    ['-0', '0'],
  ])('is a double where it is calculated with: %s', async (text, value) => {
    const compiled = compileQuery(text, 'Output');
    if (!compiled.ok) return expect(compiled.problems).toEqual(['Number out of range: "1e400"']);
    expect(await outcomeOf(text, { input: INPUT })).toBe(value);
  });

  test('of an object is not changed for the next expression', async () => {
    expect(await outcomeOf('$states.input.empty{"k": 1}', { input: INPUT })).toBe('{"k":1}');
    expect(await outcomeOf('$states.input', { input: INPUT })).toBe(INPUT);
  });
});

describe('an expression is refused with', () => {
  test.each([
    ['phone', "Reference to 'phone' at the top level is not supported."],
    ['$sum(items)', "Reference to 'items' at the top level is not supported."],
    ['{"k": name}', "Reference to 'name' at the top level is not supported."],
    ['$map($v, function($x){ name })', "Reference to 'name' at the top level is not supported."],
    ['sum($v)', "Reference to 'sum' at the top level is not supported."],
    ['$', "Reference to '$' at the top level is not supported."],
    ['$$.a', "Reference to '$$' is not supported."],
    ['$v[$$.a]', "Reference to '$$' is not supported."],
  ])('%s: %s', (text, problem) => {
    expect(compileQuery(text, 'Output')).toMatchObject({
      ok: false,
      code: 'UNSUPPORTED_JSONATA_EXPRESSION',
      problems: [problem],
    });
  });

  test.each([
    ['', 'Unexpected end of expression'],
    ['1 +', 'Unexpected end of expression'],
    ['"a', 'String literal must be terminated by a matching quote'],
    ['$v[0', 'Expected "]" before end of expression'],
    ['1 2', 'Syntax error: 2'],
  ])('%j: %s', (text, problem) => {
    expect(compileQuery(text, 'Output')).toEqual({
      ok: false,
      code: 'INVALID_JSONATA_EXPRESSION',
      problems: [problem],
    });
  });

  test.each([
    '$v[name = "x"]',
    '$v.name',
    '$v[$ = 1]',
    '$v{name: value}',
    '$v^(>name)',
    '$v ~> |a|{"b": c}|',
    '$v.*.$',
  ])('nothing: %s', (text) => {
    expect(compileQuery(text, 'Output').ok).toBe(true);
  });

  test('all that is wrong with it', () => {
    expect(compileQuery('a + b', 'Output')).toMatchObject({
      problems: [expect.stringContaining("'a'"), expect.stringContaining("'b'")],
    });
  });
});

test('an expression tells which variables of the machine it reads', () => {
  const compiled = compileQuery('($own := $a; $map($b.items, function($i){ $i + $own + $sum($c) }))', 'Output');
  expect(compiled.ok && compiled.expression.variables).toEqual(['a', 'b', 'c']);
});

describe('a function', () => {
  test.each([
    ['$partition([1..5], 2)', '[[1,2],[3,4],[5]]'],
    ['$partition([0], 1)', '[[0]]'],
    ['$partition([], 1)', '[]'],
    ['$range(0, 9, 3)', '[0,3,6,9]'],
    ['$range(9, 0, -3)', '[9,6,3,0]'],
    ['$range(1, 9, 9)', '1'],
    ['$hash("abc", "MD5")', '"900150983cd24fb0d6963f7d28e17f72"'],
    ['$hash("abc", "SHA-1")', '"a9993e364706816aba3e25717850c26c9cd0d89d"'],
    ['$parse("{\\"a\\":[1, true]}")', '{"a":[1,true]}'],
    ['$parse("-0")', '0'],
    ['$random(7) = $random(7)', 'true'],
    ['$random() = $random()', 'false'],
    ['$millis()', String(START_MS)],
    ['$now()', '"2026-01-01T00:00:00.000Z"'],
    ['$now("[Y]/[M01]")', '"2026/01"'],
    ['$toMillis("01:00", "[H]:[m]")', String(START_MS + 3_600_000)],
    ['$sort([3, 1, 2])', '[1,2,3]'],
    ['$sort(["b", "a"])', '["a","b"]'],
    ['$sort($states.input.items, function($l, $r){ $l.id < $r.id }).id', '[2,1]'],
    ['$distinct([1, "1", 1, {"a": 1, "b": 2}, {"b": 2, "a": 1}])', '[1,"1",{"a":1,"b":2}]'],
    ['$spread({"a": 1, "b": 2})', '[{"a":1},{"b":2}]'],
    ['$pad("a", -3, "xy")', '"xya"'],
    ['$join(["a", "b"], ", ")', '"a, b"'],
    ['$split("a,b;c", /[,;]/)', '["a","b","c"]'],
    ['$match("abab", /a(b)/).index', '[0,2]'],
    ['$replace("John Smith", /(\\w+)\\s(\\w+)/, "$2, $1")', '"Smith, John"'],
    ['$replace("abc", /b/, function($m){ $uppercase($m.match) })', '"aBc"'],
    ["$contains('hello$world', /^hello\\$/)", 'true'],
    ['$contains("abc", /(?<=a)b/)', 'true'],
    ['$uppercase("a") ~> $lowercase', '"a"'],
  ])('%s gives %s', async (text, value) => {
    expect(await outcomeOf(text, { input: INPUT })).toBe(value);
  });

  test.each([
    ['$range(1, 9, 0)', 'D3141: Function $range: the step must not be 0'],
    ['$partition([1], 0)', 'D3141: Function $partition: the size has to be a positive integer'],
    ['$hash("a", "MD4")', 'D3141: Function $hash: the algorithm is one of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    ['$hash(1, "MD5")', 'T0410: Argument 1 of function "hash" does not match function signature'],
    [
      '$parse("{a")',
      "D3141: Function $parse: Unexpected character ('a' (code 97)): was expecting double-quote to start field name",
    ],
    [
      '$sort([{}, {}])',
      'D3070: The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function',
    ],
  ])('%s fails: %s', async (text, problem) => {
    expect(await outcomeOf(text)).toBe(`threw an error during evaluation. ${problem}`);
  });

  test('that needs randomness draws it from the stamp', async () => {
    const draws = '[$uuid(), $random(), [$shuffle([1..20])]]';
    const one = await outcomeOf(draws, { seed: 'a1' });
    expect(await outcomeOf(draws, { seed: 'a1' })).toBe(one);
    expect(await outcomeOf(draws, { seed: 'a2' })).not.toBe(one);
    expect(one).toMatch(/^\["[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",0\.\d+,\[/);
  });
});

/** They branch, take turns, draw at random, fail, and run beside each other. */
const EXPRESSIONS = [
  '[$uuid(), $random(), $now(), $shuffle($states.input.items)]',
  '{"a": $uuid(), "b": $random(), "c": $states.input.n + 1}',
  '[$sum([1..3000].($ * 2)), $random(), $map([1..3000], function($i){ $i }) ~> $count]',
  '$map($states.input.items, function($i){ [$i, $random()] })',
  '[$error("x"), $random(), $sum([1..5000].($))]',
  '$sort($states.input.items) ~> $join(",")',
  '$states.input.items{$: $count($)}',
  '$split($states.input.text, /[aeiou]+/)',
  '($f := function($n){ $n > 50 ? $random() : $f($n + 1) }; $f($states.input.n))',
];

test('the same expression, data and stamp give the same result, whatever runs beside it', async () => {
  const visible = fc.record({
    seed: fc.stringMatching(/^[0-9a-f]{32}$/),
    nowMs: fc.nat(2 ** 40),
    input: fc
      .record({
        items: fc.array(fc.string({ maxLength: 5 }), { maxLength: 10 }),
        n: fc.nat(60),
        text: fc.string({ maxLength: 40 }),
      })
      .map((input) => JSON.stringify(input)),
  });
  const property = fc.asyncProperty(fc.constantFrom(...EXPRESSIONS), visible, async (text, it) => {
    const alone = await outcomeOf(text, it);
    const beside = await Promise.all([outcomeOf(text, it), ...EXPRESSIONS.map((other) => outcomeOf(other, it))]);
    expect(beside[0]).toBe(alone);
  });
  await fc.assert(property, { numRuns: 60 });
});
