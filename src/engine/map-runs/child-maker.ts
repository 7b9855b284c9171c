/**
 * Makes child executions of the items of a source, page by page. Where each page began is remembered, so that a restart makes
 * the same children of the same items again.
 */

import type { Stamp } from '../../asl/draft.ts';
import type { Failure } from '../../asl/jsonpath/scope.ts';
import { batch, childInput, type MapRunParent, selectItem } from '../../asl/map-run/child-inputs.ts';
import type { BatcherSettings } from '../../asl/map-run/settings.ts';
import { STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import type { Payload } from '../../base/payload.ts';
import type { ItemCursor, ItemSource } from './item-source.ts';

/** How many items are read at once: it bounds the memory of a Map Run. Part of what is stored, see `Position`. */
const PAGE_ITEMS = 200;

/** Between two items. Pages are of the same size for ever, so that a place in one is the same in another process. */
export interface Position {
  /** Of the page; absent: the first. */
  readonly cursor?: ItemCursor;
  /** Items of the page that are in children before. */
  readonly skip: number;
  /** Items, and children, before it. */
  readonly itemIndex: number;
  readonly childNo: number;
  /** There are no more items behind it. */
  readonly atEnd?: true;
}

export const FIRST_POSITION: Position = { skip: 0, itemIndex: 0, childNo: 0 };

export interface MadeChild {
  readonly no: number;
  readonly itemCount: number;
  readonly input: Payload;
}

export interface MadeChildren {
  /** Where the items of the first of them begin. */
  readonly from: Position;
  readonly children: readonly MadeChild[];
  /** The source has no more items. */
  readonly exhausted: boolean;
}

/** No child can be made of an item. */
export class UnusableItemError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.cause);
    this.failure = failure;
  }
}

/** An item on its way into a child, and where it was read. */
interface SelectedItem {
  readonly payload: Payload;
  readonly position: Omit<Position, 'childNo'>;
}

export interface ChildMakerOptions {
  readonly source: ItemSource;
  readonly parent: MapRunParent;
  readonly batcher: BatcherSettings | undefined;
  readonly stamp: () => Stamp;
}

export class ChildMaker {
  readonly #options: ChildMakerOptions;
  /** Where the next page begins. */
  #position: Position;
  /** Items read that do not fill a batch yet. */
  #carried: readonly SelectedItem[] = [];

  constructor(options: ChildMakerOptions, from: Position) {
    this.#options = options;
    this.#position = from;
  }

  /** At least one child, unless there are no more items. @throws ItemReaderError, UnusableItemError */
  async next(): Promise<MadeChildren> {
    const from = this.position;
    for (;;) {
      if (this.#position.atEnd) return { from, children: [], exhausted: true };
      const exhausted = await this.#readPage();
      const children = this.#make(exhausted);
      if (children.length > 0 || exhausted) return { from, children, exhausted };
    }
  }

  /** Where the items begin that are in no child yet. */
  get position(): Position {
    const [first] = this.#carried;
    return first === undefined ? this.#position : { ...first.position, childNo: this.#position.childNo };
  }

  /** Returns whether it was the last one. */
  async #readPage(): Promise<boolean> {
    const { source, parent, stamp } = this.#options;
    const { cursor, skip, itemIndex } = this.#position;
    const page = await source.read(cursor, PAGE_ITEMS);
    const selected: SelectedItem[] = [];
    for (const [i, item] of page.items.slice(skip).entries()) {
      const index = itemIndex + i;
      const payload = await selectItem(parent, { ...item, index, source: source.name }, stamp());
      if (!payload.ok) throw new UnusableItemError(payload.failure);
      const position = { ...(cursor === undefined ? {} : { cursor }), skip: skip + i, itemIndex: index };
      selected.push({ payload: payload.value, position });
    }
    this.#carried = [...this.#carried, ...selected];
    this.#position = {
      ...(page.next === undefined ? { atEnd: true } : { cursor: page.next }),
      skip: 0,
      itemIndex: itemIndex + selected.length,
      childNo: this.#position.childNo,
    };
    return page.next === undefined;
  }

  #make(exhausted: boolean): readonly MadeChild[] {
    const { batcher } = this.#options;
    const payloads = this.#carried.map(({ payload }) => payload);
    const { full, rest } = batch(payloads, batcher);
    const sizes = exhausted && rest > 0 ? [...full, rest] : full;
    let used = 0;
    const children = sizes.map((itemCount, i): MadeChild => {
      const input = childInput(payloads.slice(used, used + itemCount), batcher);
      if (input.bytes > STATE_DATA_BYTES_MAX) throw new UnusableItemError(TOO_LARGE);
      used += itemCount;
      return { no: this.#position.childNo + i, itemCount, input };
    });
    this.#carried = this.#carried.slice(used);
    this.#position = { ...this.#position, childNo: this.#position.childNo + children.length };
    return children;
  }
}

/** GUESS: error and wording; the limit is that of every execution's input. */
const TOO_LARGE: Failure = {
  error: 'States.DataLimitExceeded',
  cause: 'The input of a child workflow execution has a size exceeding the maximum number of bytes service limit.',
};
