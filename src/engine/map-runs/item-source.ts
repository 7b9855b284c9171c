/**
 * Where the items of a Map Run come from. A source is read page by page behind a cursor that is stored with the Map Run, so
 * that no source is ever held whole and a restart reads on where the last one stood. The items that come from the state are
 * a source here; those that an ItemReader reads from objects are made by whoever implements `ItemSources`.
 */
import { isJsonArray, type Json, type JsonObject } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';

/** A place in a source, in the source's own words: a row number, a byte offset, the token of a page. Small; it is stored. */
export type ItemCursor = Json;

export interface Item {
  readonly value: Payload;
  /** `$$.Map.Item.Key`: the member's name, when a JSON object is iterated over. */
  readonly key?: string;
}

export interface ItemPage {
  readonly items: readonly Item[];
  /** Where the next page begins; absent: there is none. */
  readonly next?: ItemCursor;
}

export interface ItemSource {
  /** `$$.Map.Item.Source`: `STATE_DATA`, or the object's `S3://...`. */
  readonly name: string;
  /** How many items there are, where that is known before they are read. */
  readonly count?: number;
  /**
   * Reads on from the cursor, from the beginning without one: at most `limit` items, at least one unless there are no more.
   * The same cursor gives the same items at any time, also to another process. A source may keep what it needs to go on
   * from the last `next` it gave.
   * @throws ItemReaderError
   */
  read(cursor: ItemCursor | undefined, limit: number): Promise<ItemPage>;
  /** Lets go of what it keeps open. */
  close(): Promise<void>;
}

/** The items cannot be read: the Map Run fails with `States.ItemReaderFailed` and the message as its cause. */
export class ItemReaderError extends Error {}

/** An ItemReader, its fields evaluated. */
export interface ItemReader {
  /** `arn:aws:states:::s3:getObject` */
  readonly resource: string;
  /** Parameters or Arguments. */
  readonly parameters: Json;
  /** As in the definition; `MaxItemsPath` has become `MaxItems`. */
  readonly readerConfig: JsonObject;
}

/** Who reads and writes objects for a Map Run. */
export interface ObjectAccess {
  readonly region: string;
  readonly account: string;
  readonly roleArn: string;
}

export interface ItemSources {
  /** @throws ItemReaderError, also for what is not supported */
  open(reader: ItemReader, access: ObjectAccess): Promise<ItemSource>;
}

/** The elements of an array, or the members of an object, in the state's own data. The cursor counts them. */
export function stateItems(items: Payload): ItemSource {
  const { value } = items;
  const entries = isJsonArray(value)
    ? value.map((element): Item => ({ value: Payload.of(element) }))
    : Object.entries(value as JsonObject).map(([key, member]): Item => ({ key, value: Payload.of(member) }));
  return {
    name: 'STATE_DATA',
    count: entries.length,
    async read(cursor, limit) {
      const from = typeof cursor === 'number' ? cursor : 0;
      const to = from + limit;
      return { items: entries.slice(from, to), ...(to < entries.length ? { next: to } : {}) };
    },
    close: async () => undefined,
  };
}
