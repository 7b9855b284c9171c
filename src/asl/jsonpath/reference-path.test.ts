import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, parseJson, stringifyJson } from '../../base/json.ts';
import { compilePath } from './compile-path.ts';
import { evaluatePath } from './evaluate.ts';
import { compileReferencePath, insertAtReferencePath } from './reference-path.ts';

function insert(target: Json, text: string, value: Json) {
  const path = compileReferencePath(text);
  if (path === undefined) throw new Error(`does not compile: ${text}`);
  return insertAtReferencePath(target, path, value);
}

describe('inserting', () => {
  test.each<[Json, string, Json]>([
    [{ a: 1 }, '$', 'new'],
    [{ a: 1 }, '$.b', { a: 1, b: 'new' }],
    [{ a: 1 }, '$.b.c', { a: 1, b: { c: 'new' } }],
    [{ a: { x: 1 } }, '$.a.y', { a: { x: 1, y: 'new' } }],
    [{ a: [1, 2] }, '$.a[1]', { a: [1, 'new'] }],
    [{ a: [{ x: 1 }] }, "$.a[0]['x']", { a: [{ x: 'new' }] }],
  ])('into %j at %s', (target, path, result) => {
    const before = stringifyJson(target);
    expect(insert(target, path, 'new')).toEqual({ value: path === '$' ? 'new' : result });
    expect(stringifyJson(target)).toBe(before);
  });

  test.each<[Json, string, string | number]>([
    ['text', '$.a', 'a'],
    [[1], '$.a', 'a'],
    [{ a: 1 }, '$.a.b', 'b'],
    [{ a: null }, '$.a.b', 'b'],
    [{ a: [1] }, '$.a[1]', 1],
    [{}, '$.a[0]', 0],
  ])('into %j at %s conflicts at %j', (target, path, conflict) => {
    expect(insert(target, path, 1)).toEqual({ conflict });
  });

  test('a member named __proto__ is data like any other', () => {
    const result = insert(parseJson('{"a":1}'), '$.__proto__.polluted', true);
    expect(stringifyJson((result as { value: Json }).value)).toBe('{"a":1,"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test.each(['$.a[*]', '$.a[-1]', '$.a[0,1]', "$['a','b']", '$..a', '$.a[?(@.b)]', '$$.a', '$v.a', 'a'])(
  '%s is no reference path',
  (text) => {
    expect(compileReferencePath(text)).toBeUndefined();
  },
);

test('what was inserted is read back, and nothing beside it changed', () => {
  const name = fc.stringMatching(/^[a-z_]{1,4}$/);
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.jsonValue()),
      fc.array(name, { minLength: 1, maxLength: 4 }),
      fc.jsonValue(),
      (target, names, value) => {
        const text = `$.${names.join('.')}`;
        const result = insert(target as Json, text, value as Json);
        if ('conflict' in result) return;
        const path = compilePath(text);
        if (path === undefined) throw new Error('a reference path is a path');
        const scope = { input: result.value, context: () => ({}), variables: new Map<string, Json>() };
        expect(evaluatePath(path, scope)).toEqual({ found: true, value });
        for (const key of Object.keys(target))
          if (key !== names[0]) expect((result.value as Record<string, Json>)[key]).toBe(target[key]);
      },
    ),
  );
});
