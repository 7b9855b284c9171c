import { expect, test } from 'vitest';
import { indentJson } from './json-view.tsx';

test('JSON is indented without touching its numbers, keys or text', () => {
  const text = '{"b":[1.0,12345678901234567890,{}],"a":"x: {y,\\"z\\"}","c":[]}';
  expect(indentJson(text)).toBe(`{
  "b": [
    1.0,
    12345678901234567890,
    {}
  ],
  "a": "x: {y,\\"z\\"}",
  "c": []
}`);
});

test('what is no JSON stays as it is', () => {
  expect(indentJson('START RequestId: 1')).toBe('START RequestId: 1');
});
