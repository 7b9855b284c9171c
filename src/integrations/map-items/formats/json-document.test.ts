import { describe, expect, test } from 'vitest';
import { ItemReaderError } from '../../../engine/map-runs/item-source.ts';
import { jsonItems } from './json-document.ts';
import { bytesOf, itemsIn } from './reading.testing.ts';

describe('the items of a JSON document', () => {
  test.each<[string, string, readonly string[]]>([
    ['[]', '', []],
    [
      ' [ 1 ,2.0, "a]b\\"c" ,{"k": [1, {"z": "}"}]}, null,true ] ',
      '',
      ['1', '2.0', '"a]b\\"c"', '{"k":[1,{"z":"}"}]}', 'null', 'true'],
    ],
    ['["\\\\", "ä😀", "\\u005d"]', '', ['"\\\\"', '"ä😀"', '"]"']],
    ['{"a": 1, "b\\n": [2], "": {}}', '', ['a=1', 'b\n=[2]', '={}']],
    ['{"x": [[9]], "data": {"other": "]", "items": [1, 2]}, "y": 3}', '/data/items', ['1', '2']],
    ['[[1], {"a/b": {"~": [5]}}]', '/1/a~1b/~0', ['5']],
    ['{"a": {"k": "v"}}', '/a', ['k="v"']],
  ])('%s at "%s"', async (text, pointer, items) => {
    expect(await itemsIn(jsonItems(pointer), text)).toEqual(items);
  });

  test.each<[string, string, RegExp]>([
    ['1', '', /^Attempting to map over non-iterable node\.$/],
    ['"text"', '', /non-iterable/],
    ['', '', /non-iterable/],
    ['{"a": 1}', '/a', /non-iterable/],
    ['{"a": [1]}', '/b', /non-iterable/],
    ['[[1]]', '/01', /non-iterable/],
    ['[[1]]', '/1', /non-iterable/],
    ['[1', '', /not valid JSON/],
    ['[1 2]', '', /not valid JSON/],
    ['[1,]', '', /not valid JSON/],
    ['["a]', '', /not valid JSON/],
    ['{"a" 1}', '', /not valid JSON/],
    ['{a: 1}', '', /not valid JSON/],
    ['[nul]', '', /not valid JSON/],
  ])('%s at "%s" is refused', async (text, pointer, message) => {
    for (const piece of [1, 100]) {
      const reading = async () => {
        for await (const _ of jsonItems(pointer)(bytesOf(text, piece), undefined));
      };
      await expect(reading()).rejects.toThrow(ItemReaderError);
      await expect(reading()).rejects.toThrow(message);
    }
  });

  test('an ItemsPointer that is none is refused', () => {
    expect(() => jsonItems('a')).toThrow(ItemReaderError);
  });

  test('an item larger than 8 MiB is refused, a value beside the items may be larger', async () => {
    const large = 'x'.repeat(9 * 1024 * 1024);
    const reading = async (text: string, pointer: string) => {
      let count = 0;
      for await (const _ of jsonItems(pointer)(bytesOf(text, 1024 * 1024), undefined)) count++;
      return count;
    };
    await expect(reading(`["${large}"]`, '')).rejects.toThrow(/larger than/);
    expect(await reading(`{"a": "${large}", "b": [1, 2]}`, '/b')).toBe(2);
  });
});
