import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPlaces, lineAndColumn } from './json-places.ts';

function valueAt(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], json);
}

test('each value of a JSON text is found where it stands', () => {
  const text = '{ "a": [1, {"b]": "x,\\"}:"}],\n  "": null, "c": {}, "d": [] }';
  const found = jsonPlaces(text).map(({ path, start, end }) => [path.join('/'), text.slice(start, end)]);
  expect(Object.fromEntries(found)).toEqual({
    'a/0': '1',
    'a/1/b]': '"x,\\"}:"',
    'a/1': '{"b]": "x,\\"}:"}',
    a: '[1, {"b]": "x,\\"}:"}]',
    c: '{}',
    d: '[]',
    '': text,
  });
});

test('the text at a place is the JSON of the value, whatever the layout', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const json: unknown = JSON.parse(text);
      for (const { path, start, end } of jsonPlaces(text))
        expect(JSON.parse(text.slice(start, end))).toEqual(valueAt(json, path));
    }),
  );
});

test('lines and columns count from 1', () => {
  expect(lineAndColumn('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(lineAndColumn('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});
