import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, parseJson, stringifyJson } from '../../base/json.ts';
import { RandomStream } from '../../base/random.ts';
import { evaluateIntrinsic } from './evaluate.ts';
import { compileIntrinsic } from './intrinsic-call.ts';

function evaluate(text: string, input: Json = {}) {
  const call = compileIntrinsic(text);
  if (call === undefined) throw new Error(`does not compile: ${text}`);
  const stream = new RandomStream('5eed');
  return evaluateIntrinsic(call, {
    input,
    context: () => ({ StateMachine: { Id: 'arn', Name: 'a-b' } }),
    variables: new Map([['v', 7]]),
    random: () => stream,
  });
}

/** The result as JSON text, or the failure's cause. */
function outcome(text: string, input?: Json): string {
  const result = evaluate(text, input);
  if (result.ok) return stringifyJson(result.value);
  expect(result.failure.error).toBe('States.Runtime');
  return result.failure.cause;
}

describe('recorded results', () => {
  test.each<[string, Json, string]>([
    ['States.Array()', {}, '[]'],
    ["States.Array($.a, 'x', null, true, -1.50, $v)", { a: {} }, '[{},"x",null,true,-1.50,7]'],
    ['States.ArrayPartition($, 2)', [0, 1, 2], '[[0,1],[2]]'],
    ['States.ArrayPartition($, 5)', [], '[]'],
    ['States.ArrayPartition($, 2.6)', [1, 2, 3, 4, 5], '[[1,2],[3,4],[5]]'],
    ['States.ArrayRange(0, 10, 3)', {}, '[0,3,6,9]'],
    ['States.ArrayRange(1, 9, 9)', {}, '[1]'],
    ['States.ArrayRange(5, 1, -2)', {}, '[5,3,1]'],
    ['States.ArrayRange(5, 1, 1)', {}, '[]'],
    ['States.ArrayRange(1.6, 1.4, 1)', {}, '[1]'],
    ['States.ArrayRange(5.4, -0.6, -2.4)', {}, '[5,3,1]'],
    ['States.ArrayContains($, $[0])', [{ a: 1 }], 'true'],
    ['States.ArrayContains($, 5)', [1, 2], 'false'],
    ['States.ArrayContains($, true)', ['true'], 'true'],
    [
      'States.ArrayContains($, $[1])',
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'true',
    ],
    ['States.ArrayContains($.list, $.one)', { list: [{ a: 1, b: 2 }], one: { b: 2, a: 1 } }, 'false'],
    ['States.ArrayContains($, false)', [0, 1, ''], 'false'],
    ['States.ArrayGetItem($, 1)', ['a', 'b'], '"b"'],
    ['States.ArrayGetItem($, 1.2)', ['a', 'b'], '"b"'],
    ['States.ArrayGetItem($, 0)', [null], 'null'],
    ['States.ArrayGetItem($, 999)', [], 'null'],
    ['States.ArrayLength($.a[*].none)', { a: [1, 2] }, '0'],
    ['States.ArrayUnique($)', [1, 2, 3, 3, 3, 4], '[1,2,3,4]'],
    ['States.ArrayUnique($)', [true, false, true], '[false,true]'],
    [
      'States.ArrayUnique($)',
      [
        [1, 2],
        [1, 2],
        [2, 1],
      ],
      '[[2,1],[1,2]]',
    ],
    ['States.ArrayUnique($)', [null, null, 1, null], '[null,1]'],
    [
      'States.ArrayUnique($)',
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      '[{"a":1,"b":2}]',
    ],
    ["States.Base64Encode('Data to encode')", {}, '"RGF0YSB0byBlbmNvZGU="'],
    ['States.Base64Encode($)', '🚀', '"8J+agA=="'],
    ["States.Base64Decode('4pyT')", {}, '"✓"'],
    ["States.Base64Decode('abc')", {}, '"i\ufffd"'],
    ["States.Base64Decode(' YWJjZA== ')", {}, '"abcd"'],
    ["States.Hash('input data', 'MD5')", {}, '"812f45842bc6d66ee14572ce20db8e86"'],
    ["States.Hash('input data', 'SHA-1')", {}, '"aaff4a450a104cd177d28d18d74485e8cae074b7"'],
    ["States.Hash('input data', 'SHA-256')", {}, '"b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"'],
    [
      "States.Hash('input data', 'SHA-384')",
      {},
      '"d28a7d5cf25a74f11a50a18452b75e04bb3d70c9dd0510d6123aa008c756511b87525bdc835ebb27e1fb9e9374a15562"',
    ],
    [
      "States.Hash('input data', 'SHA-512')",
      {},
      '"6ce4adb348546d4f449c4d25aad9a7c9cb711d9e91982d3f0b29ca2f3f47d4ce2deba23bf2954f0f1d593fc50283731a533d30d425402d4f91316d871303aac4"',
    ],
    ["States.Format('fst={} and snd={}.', $.a, $.b)", { a: '', b: null }, '"fst= and snd=null."'],
    ["States.Format('{}', $)", { Arg1: 1, Arg2: [] }, '"{Arg1=1, Arg2=[]}"'],
    ["States.Format('{}', $$.StateMachine)", {}, '"{Id=arn, Name=a-b}"'],
    ["States.Format('it\\'s \\{{}\\} \\\\', 1.1)", {}, '"it\'s {1.1} \\\\"'],
    ['States.Format($.t, 1)', { t: 'n={}' }, '"n=1"'],
    ["States.StringSplit($, ',')", ',,,,', '[]'],
    ["States.StringSplit($, ',')", ' , ', '[" "," "]'],
    ["States.StringSplit($, '.+,')", '1+2,3.4', '["1","2","3","4"]'],
    ["States.StringSplit('Hello\nWorld', '\n')", {}, '["Hello","World"]'],
    ['States.StringToJson($)', ' ', 'null'],
    ['States.StringToJson($)', '-0', '0'],
    ['States.StringToJson($)', '{"a": [1.10, -0.0]}', '{"a":[1.10,-0.0]}'],
    ['States.JsonToString($)', { a: [1, null] }, '"{\\"a\\":[1,null]}"'],
    ['States.JsonMerge($.a, $.b, false)', { a: { x: { p: 1 }, y: 1 }, b: { x: { q: 1 } } }, '{"x":{"q":1},"y":1}'],
    ['States.MathAdd(1.49, 1.5)', {}, '3'],
    ['States.MathAdd(-1.5, 0)', {}, '-1'],
    ['States.MathAdd(-0.5, -0.5)', {}, '0'],
    ['States.MathAdd(2147483646, 1)', {}, '2147483647'],
    ['States.MathRandom(1, 100, 42)', {}, '63'],
    ['States.MathRandom(1, 1000, 2)', {}, '806'],
    ['States.MathRandom(1, 10, -10)', {}, '1'],
    ['States.MathRandom(2147483640, 2147483647, 1)', {}, '2147483644'],
    ["States.ArrayGetItem( States.StringSplit($.key , '/'), 0)", { key: 'a/b' }, '"a"'],
  ])('%s of %j', (text, input, result) => {
    expect(outcome(text, input)).toBe(result);
  });

  test('StringToJson keeps an object safe from its own keys', () => {
    const result = outcome('States.JsonMerge(States.StringToJson($), $$.StateMachine, false)', '{"__proto__":-0}');
    expect(result).toBe('{"__proto__":0,"Id":"arn","Name":"a-b"}');
  });
});

describe('recorded refusals', () => {
  const invalid = (call: string, name: string) =>
    `There was an error while evaluating the intrinsic function: ${call}. Invalid arguments in ${name}`;

  test.each<[string, Json]>([
    ["States.ArrayRange('a', 5, 1)", {}],
    ['States.ArrayRange(1, 5, 1, 99)', {}],
    ['States.ArrayRange(1, 10, 0.49)', {}],
    ['States.ArrayRange(1, 1001, 1)', {}],
    ['States.ArrayPartition($, 0)', []],
    ['States.ArrayPartition($, -1)', []],
    ['States.ArrayGetItem($, 3)', [1, 2, 3]],
    ['States.ArrayGetItem($, -1)', [1]],
    ['States.Base64Decode($)', 'A'.repeat(10_001)],
    ['States.Base64Encode(123)', {}],
    ["States.Hash('data', 'SHA256')", {}],
    ['States.MathAdd(2147483647, 1)', {}],
    ["States.MathAdd('1', 2)", {}],
    ['States.MathRandom(1, 1)', {}],
    ['States.MathRandom(1.4, 1.6)', {}],
    ['States.MathRandom(1, 10, null)', {}],
    ['States.StringSplit($)', 'a'],
    ['States.UUID(1)', {}],
  ])('%s', (text, input) => {
    expect(outcome(text, input)).toBe(invalid(text, text.slice(0, text.indexOf('('))));
  });

  test('a nested call is named by the whole expression', () => {
    const text = 'States.ArrayLength(States.JsonToString($.items))';
    expect(outcome(text, { items: [1] })).toBe(invalid(text, 'States.ArrayLength'));
  });

  test.each<[string, string]>([
    ["States.Format('Hello {', 1)", "Invalid template in States.Format: matching '}' not found for '{'."],
    ["States.Format('Hello {{}}', 1)", "Invalid template in States.Format: matching '}' not found for '{'."],
    ["States.Format('}')", "Invalid template in States.Format: matching '{' not found for '}'."],
    [
      "States.Format('{} {}', 1)",
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
    ],
  ])('%s', (text, cause) => {
    expect(outcome(text)).toBe(`There was an error while evaluating the intrinsic function: ${text}. ${cause}`);
  });

  test('text that is no JSON is refused with the parser’s words', () => {
    expect(outcome('States.StringToJson($.json)', { json: '{bad json}' })).toBe(
      'There was an error while evaluating the intrinsic function: States.StringToJson($.json). ' +
        "Cannot convert String to Json in States.StringToJson, caused by: Unexpected character ('b' (code 98)): " +
        'was expecting double-quote to start field name\n at [Source: REDACTED ' +
        '(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 2]',
    );
  });

  test.each<[string, string]>([
    ["States.Format('{}',$.nope)", '$.nope'],
    ["States.Format('{}', States.Format('{}', $.nope))", '$.nope'],
    ["States.Format('{}', $.items[5])", '$.items[5]'],
    ["States.Format('{}', $$.Nope.Deep)", '$.Nope.Deep'],
  ])('%s misses %s', (text, shown) => {
    const input = '{"items":[1,2]}';
    expect(outcome(text, parseJson(input))).toBe(
      `The function '${text}' had the following error: The JsonPath argument for the field '${shown}' could not be found in the input '${input}'`,
    );
  });

  test('an index into what is no array shows the words of the path library', () => {
    expect(outcome("States.Format('{}', $.other[0])", { other: 1 })).toBe(
      "The function 'States.Format('{}', $.other[0])' had the following error: " +
        'Filter: [0] can only be applied to arrays. Current context is: 1',
    );
  });
});

describe('randomness', () => {
  test('UUID and unseeded MathRandom draw from the step’s stream', () => {
    const text = 'States.Array(States.UUID(), States.MathRandom(0, 1000000))';
    expect(outcome(text)).toBe(outcome(text));
    expect(outcome(text)).toMatch(/^\["[0-9a-f-]{14}4[0-9a-f]{3}-[89ab][0-9a-f-]{16}",\d+\]$/);
  });

  test('MathRandom stays within its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.option(fc.integer()), (a, b, seed) => {
        fc.pre(a < b);
        const value = Number(outcome(`States.MathRandom(${a}, ${b}${seed === null ? '' : `, ${seed}`})`));
        expect(value >= a && value < b).toBe(true);
      }),
    );
  });
});

describe('what is no intrinsic call', () => {
  test.each([
    'States.NoSuch($.a)',
    'States.Array(',
    'States.Array(1,)',
    'States.Array(,1)',
    'States.Array(1) x',
    "States.Array('open)",
    "States.Array('\\n')",
    "States.Array('\\\"')",
    'States.Array("x")',
    'States.Array(01)',
    'States.Array($.)',
    'Array(1)',
    "States.StringSplit($.a, 'T')[0]",
  ])('%s', (text) => {
    expect(compileIntrinsic(text)).toBeUndefined();
  });

  test('more than ten levels of calls', () => {
    const nested = (levels: number) => `${'States.Array('.repeat(levels)}1${')'.repeat(levels)}`;
    expect(compileIntrinsic(nested(10))).toBeDefined();
    expect(compileIntrinsic(nested(11))).toBeUndefined();
  });
});

test('compiling never throws, and neither does evaluating what compiled', () => {
  const names = [
    'Array',
    'ArrayPartition',
    'ArrayRange',
    'ArrayUnique',
    'Format',
    'StringSplit',
    'StringToJson',
    'Hash',
    'Base64Decode',
    'JsonMerge',
    'MathAdd',
    'MathRandom',
  ];
  const argument = fc.oneof(
    fc.constantFrom('$', '$.a', '$.a[*]', '$$', '$v', 'null', 'true', "'x{}'", "'MD5'", 'States.UUID()'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.string(),
  );
  const callText = fc
    .tuple(fc.constantFrom(...names), fc.array(argument, { maxLength: 4 }))
    .map(([name, args]) => `States.${name}(${args.join(', ')})`);
  fc.assert(
    fc.property(fc.oneof(callText, fc.string()), fc.jsonValue(), (text, input) => {
      if (compileIntrinsic(text) !== undefined) evaluate(text, { a: input as Json });
    }),
    { numRuns: 1000 },
  );
});
