/** Reads texts in pieces of any size, as objects come, and from every place in the middle. */
import { expect } from 'vitest';
import type { ItemCursor } from '../../../engine/map-runs/item-source.ts';
import type { Positioned } from '../item-stream.ts';
import type { ObjectBytes } from '../object-bytes.ts';
import type { Format } from '../reader-config.ts';

const PIECES = [1, 2, 3, 7, 64, 100_000];

export function bytesOf(text: string | Buffer, pieceBytes: number): ObjectBytes {
  const all = Buffer.from(text);
  return {
    etag: '"x"',
    async *chunks(from) {
      for (let at = from; at < all.length; at += pieceBytes) yield all.subarray(at, at + pieceBytes);
    },
  };
}

/** The items as JSON texts, with their keys. They are the same whatever the pieces are and from wherever reading goes on. */
export async function itemsIn(format: Format, text: string): Promise<readonly string[]> {
  const whole = await take(format(bytesOf(text, 100_000), undefined));
  for (const piece of PIECES) {
    const items = await take(format(bytesOf(text, piece), undefined));
    expect(items).toEqual(whole);
    for (const [i, { after }] of whole.entries()) {
      const stored = JSON.parse(JSON.stringify(after)) as ItemCursor;
      expect(await take(format(bytesOf(text, piece), stored))).toEqual(whole.slice(i + 1));
    }
  }
  return whole.map(({ item }) => item);
}

async function take(stream: AsyncGenerator<Positioned>) {
  const items: { readonly item: string; readonly after: ItemCursor }[] = [];
  for await (const { item, after } of stream) {
    const { key, value } = item;
    items.push({ item: key === undefined ? value.text : `${key}=${value.text}`, after });
  }
  return items;
}
