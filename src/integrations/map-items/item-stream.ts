/**
 * Items one after the other, each with the place behind it from which they can be read on. Sources are made of such streams;
 * those of several objects are streams of streams.
 */
import { isJsonArray } from '../../base/json.ts';
import {
  type Item,
  type ItemCursor,
  type ItemPage,
  ItemReaderError,
  type ItemSource,
} from '../../engine/map-runs/item-source.ts';

export interface Positioned {
  readonly item: Item;
  readonly after: ItemCursor;
}

/** Begins behind the position, or at the beginning. */
export type ItemStream = (from: ItemCursor | undefined) => AsyncGenerator<Positioned>;

/** A read that has gone as far as `next`, with the item it has read already to see whether there is one. */
interface OpenStream {
  readonly items: AsyncGenerator<Positioned>;
  readonly ahead: Positioned;
  readonly next: string;
}

interface SourceOptions {
  /** `S3://BUCKET/KEY` */
  readonly name: string;
  /** 0: all. */
  readonly maxItems: number;
}

/** A source whose stream stays open from page to page; another cursor than the last one opens it anew. */
export function streamedSource(stream: ItemStream, { name, maxItems }: SourceOptions): ItemSource {
  let open: OpenStream | undefined;

  async function take(cursor: ItemCursor | undefined, limit: number): Promise<ItemPage> {
    const [count, position] = readCursor(cursor);
    const left = maxItems === 0 ? limit : Math.min(limit, maxItems - count);
    const kept = open?.next === JSON.stringify(cursor) ? open : undefined;
    if (kept === undefined) await open?.items.return(undefined);
    open = undefined;
    const reading = kept?.items ?? stream(position);
    const items: Item[] = [];
    let current = kept?.ahead ?? (await nextOf(reading));
    let after = position;
    while (current !== undefined && items.length < left) {
      items.push(current.item);
      after = current.after;
      current = await nextOf(reading);
    }
    const total = count + items.length;
    if (current === undefined || (maxItems > 0 && total >= maxItems)) {
      await reading.return(undefined);
      return { items };
    }
    const next = [total, after ?? null];
    open = { items: reading, ahead: current, next: JSON.stringify(next) };
    return { items, next };
  }

  return {
    name,
    read: take,
    async close() {
      await open?.items.return(undefined);
      open = undefined;
    },
  };
}

/** How many items lie before it, and the stream's own position. */
function readCursor(cursor: ItemCursor | undefined): [count: number, position: ItemCursor | undefined] {
  if (cursor === undefined) return [0, undefined];
  const [count, position] = pairOf(cursor);
  return [Number(count), position ?? undefined];
}

/** @throws ItemReaderError for a cursor that no source gave */
export function pairOf(cursor: ItemCursor): readonly [ItemCursor, ItemCursor] {
  if (!isJsonArray(cursor) || cursor.length !== 2) throw new ItemReaderError('The place to read on from is unknown.');
  return [cursor[0] as ItemCursor, cursor[1] as ItemCursor];
}

async function nextOf(stream: AsyncGenerator<Positioned>): Promise<Positioned | undefined> {
  const { value, done } = await stream.next();
  return done === true ? undefined : value;
}

/** The items of several streams in turn; each part has a place of its own in the whole. */
export interface Part {
  readonly place: ItemCursor;
  readonly stream: ItemStream;
}

/** @param partsFrom the parts from a place on, that one included */
export function concatenated(partsFrom: (place: ItemCursor | undefined) => AsyncIterable<Part>): ItemStream {
  return async function* (from) {
    const [place, inner] = from === undefined ? [] : pairOf(from);
    let resume = inner;
    for await (const part of partsFrom(place)) {
      for await (const { item, after } of part.stream(resume)) yield { item, after: [part.place, after] };
      resume = undefined;
    }
  };
}
