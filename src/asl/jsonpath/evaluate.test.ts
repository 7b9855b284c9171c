import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, JsonNumber, parseJson } from '../../base/json.ts';
import { compilePath } from './compile-path.ts';
import { evaluatePath } from './evaluate.ts';

function read(text: string, input: Json, variables: Record<string, Json> = {}) {
  const path = compilePath(text);
  if (path === undefined) throw new Error(`does not compile: ${text}`);
  return evaluatePath(path, {
    input,
    context: () => ({ Execution: { Name: 'run' } }),
    variables: new Map(Object.entries(variables)),
  });
}

const found = (value: Json) => ({ found: true, value });
const STORE = { books: [{ title: 'A', price: 8 }, { title: 'B', price: 12 }, { title: 'C' }], 'a-b': 1, 'x.y': 2 };

describe('definite paths', () => {
  test.each<[string, Json]>([
    ['$', STORE],
    ['$.books[0].title', 'A'],
    ["$['books'][1]['title']", 'B'],
    ['$["x.y"]', 2],
    ['$.a-b', 1],
    ['$.books[-1].title', 'C'],
    ["$.['a-b']", 1],
    [" $['a-b'] ", 1],
    ["$['a-b','x.y','none']", { 'a-b': 1, 'x.y': 2 }],
  ])('%s gives its value', (path, value) => {
    expect(read(path, STORE)).toEqual(found(value));
  });

  test('start at the input, the context object or a variable', () => {
    expect(read('$$.Execution.Name', {})).toEqual(found('run'));
    expect(read('$$', {})).toEqual(found({ Execution: { Name: 'run' } }));
    expect(read('$order.items[1]', {}, { order: { items: [1, 2] } })).toEqual(found(2));
  });

  test('hand numbers on with their digits', () => {
    const result = read('$.n', parseJson('{"n":12345678901234567890}'));
    expect(result).toEqual(found(new JsonNumber('12345678901234567890')));
  });

  test('keep the backslashes of a quoted name, as recorded', () => {
    expect(read(`$['Test\\""Name"']`, { 'Test\\""Name"': 'yes' })).toEqual(found('yes'));
  });

  test('do not see inherited members', () => {
    expect(read('$.constructor', {}).found).toBe(false);
    expect(read('$.__proto__', {}).found).toBe(false);
    expect(read('$.__proto__', parseJson('{"__proto__":1}'))).toEqual(found(1));
  });

  test.each<[string, string, string]>([
    ['$.x', 'missing', "No results for path: $['x']"],
    ['$.books[0].x', 'missing', "No results for path: $['books'][0]['x']"],
    ['$.no.such', 'missing', "Missing property in path $['no']"],
    ['$.books[7]', 'pastEnd', "No results for path: $['books'][7]"],
    ['$.a-b.x', 'missing', "Property ['x'] not found in path $['a-b']"],
    ['$.a-b[0].x', 'notArray', "Filter: [0]['x'] can only be applied to arrays. Current context is: 1"],
  ])('%s misses: %s, %s', (path, kind, reason) => {
    expect(read(path, STORE)).toEqual({ found: false, kind, reason });
  });
});

describe('indefinite paths', () => {
  test.each<[string, Json]>([
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$.books.*.price', [8, 12]],
    ['$.books[0,2].title', ['A', 'C']],
    ['$.books[1:].title', ['B', 'C']],
    ['$.books[:-1].title', ['A', 'B']],
    ['$.books[-1:].title', ['C']],
    ['$..title', ['A', 'B', 'C']],
    ["$.books[*]['title','price']", ['A', 8, 'B', 12, 'C']],
    ['$.books[?(@.price)].title', ['A', 'B']],
    ['$.books[?(@.price > 10)].title', ['B']],
    ["$.books[?(@.title == 'A' || @.price >= 12)].title", ['A', 'B']],
    ['$.books[?(@.price < 10 && !(@.title == "B"))].title', ['A']],
    ['$.books[?(!@.price)].title', ['C']],
    ["$.books[?(@.title in ['A','C'])].price", [8]],
    ["$.books[?(@.title nin ['A','C'])].price", [12]],
    ['$.books[?(@.title==B)].price', [12]],
    ['$.books[?(@.price > $.a-b)].title', ['A', 'B']],
    ['$.none[*]', []],
    ['$.none[:1].x', []],
    ['$.books[7,8]', []],
    ['$..none', []],
  ])('%s gives a list', (path, value) => {
    expect(read(path, STORE)).toEqual(found(value));
  });

  test('a filter keeps false and drops null where it only asks for a member', () => {
    const items = [{ keep: true }, { keep: false }, { keep: null }, {}];
    expect(read('$[?(@.keep)]', items)).toEqual(found([{ keep: true }, { keep: false }]));
    expect(read('$[?(!@.keep)]', items)).toEqual(found([{ keep: null }, {}]));
  });

  test('a slice of something that is no array fails', () => {
    expect(read('$[:1]', {})).toMatchObject({ found: false, kind: 'notArray' });
  });

  test('descend into arrays and objects alike', () => {
    const data = { d: { x: { a: [1, 2] } }, list: [{ a: 3 }] };
    expect(read('$.d..a[*]', data)).toEqual(found([1, 2]));
    expect(read('$..a', data)).toEqual(found([[1, 2], 3]));
    expect(read('$..[?(@.a == 3)]', data)).toEqual(found([{ a: 3 }]));
  });
});

describe('what is no path', () => {
  test.each([
    '',
    'a',
    '.a',
    '$.',
    '$..',
    '$.a.',
    '$.a[',
    '$.a[]',
    '$[1',
    "$['a",
    '$.list.length()',
    '$.a b',
    '$$$',
    '$[?(@.x =~ /a/)]',
    '$[?()]',
    '$[?(@.a &&)]',
  ])('%j does not compile', (text) => {
    expect(compilePath(text)).toBeUndefined();
  });
});

const pathText = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        '$',
        '.',
        'a',
        '[',
        ']',
        '0',
        '-1',
        ':',
        ',',
        '*',
        '..',
        '?(',
        ')',
        '@',
        '==',
        "'b'",
        '!',
        '&&',
        '$$',
        ' ',
      ),
    )
    .map((parts) => parts.join('')),
);

test('compiling never throws, and neither does evaluating what compiled', () => {
  fc.assert(
    fc.property(pathText, fc.jsonValue(), (text, input) => {
      const path = compilePath(text);
      if (path === undefined) return;
      const result = evaluatePath(path, { input: input as Json, context: () => ({}), variables: new Map() });
      expect(result.found || typeof result.reason === 'string').toBe(true);
      if (!path.definite && result.found) expect(Array.isArray(result.value)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
