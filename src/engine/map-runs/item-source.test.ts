import { describe, expect, it } from 'vitest';
import { Payload } from '../../base/payload.ts';
import { type ItemPage, stateItems } from './item-source.ts';

const texts = ({ items }: ItemPage) =>
  items.map(({ key, value }) => (key === undefined ? value.text : [key, value.text]));

describe('items from the state', () => {
  it('are read page by page, on from where the last page ended', async () => {
    const source = stateItems(Payload.ofText('[1, 2.0, "c"]'));
    const first = await source.read(undefined, 2);
    const second = await source.read(first.next, 2);

    expect([source.count, texts(first), texts(second)]).toEqual([3, ['1', '2.0'], ['"c"']]);
    expect(second.next).toBeUndefined();
  });

  it('are the members of an object, with their names', async () => {
    const page = await stateItems(Payload.ofText('{"a": 1, "b": [2]}')).read(undefined, 10);
    expect(texts(page)).toEqual([
      ['a', '1'],
      ['b', '[2]'],
    ]);
  });

  it('may be none', async () => {
    expect(await stateItems(Payload.ofText('[]')).read(undefined, 10)).toEqual({ items: [] });
  });
});
