/** What the child executions of a Map Run are given: each item as ItemSelector makes it, alone or in batches. */
import { STATE_DATA_BYTES_MAX } from '../../base/limits.ts';
import { Payload } from '../../base/payload.ts';
import type { Machine } from '../definition.ts';
import { flowScope, openDraft, type Stamp } from '../draft.ts';
import type { ExecutionState, Frame } from '../execution-state.ts';
import { whenOk, withData } from '../flow.ts';
import type { Evaluated } from '../jsonpath/scope.ts';
import type { Settled } from '../settled.ts';
import type { BatcherSettings } from './settings.ts';

/** The state that waits for the Map Run, as its fields see it. */
export interface MapRunParent {
  readonly machine: Machine;
  readonly state: ExecutionState;
  readonly frame: Frame;
}

/** An item that was read; `index` counts all items of the Map Run. */
export interface ReadItem {
  readonly index: number;
  readonly value: Payload;
  readonly key?: string;
  /** `$$.Map.Item.Source` */
  readonly source: string;
}

/** ItemSelector over the item, or the item itself. */
export function selectItem(
  { machine, state, frame }: MapRunParent,
  { index, value, key, source }: ReadItem,
  stamp: Stamp,
): Settled<Evaluated<Payload>> {
  const map = machine.states.get(frame.stateName);
  // an item that was read is written anew, without the blanks that were around it (recorded)
  if (map?.type !== 'Map' || map.itemSelector === undefined) return { ok: true, value: Payload.of(value.value) };
  const { itemSelector, flow } = map;
  const draft = openDraft(machine, state, stamp);
  const iteration = { index, value: value.value, source, ...(key === undefined ? {} : { key }) };
  return whenOk(flow.input(flowScope(draft, frame)), (input) =>
    itemSelector(withData(flowScope(draft, frame, iteration), input)),
  );
}

/** The last batch may still grow while there are more items. */
export interface Batches {
  /** How many items each of them has, in order. */
  readonly full: readonly number[];
  /** Items at the end that do not fill a batch yet. */
  readonly rest: number;
}

/** How many of the items, in their order, go into each batch; by number, and by the size of the child's input. */
export function batch(items: readonly Payload[], batcher: BatcherSettings | undefined): Batches {
  if (batcher === undefined) return { full: items.map(() => 1), rest: 0 };
  const { maxItems = Number.POSITIVE_INFINITY, maxInputBytes = STATE_DATA_BYTES_MAX } = batcher;
  const emptyBytes = batchInput([], batcher).bytes;
  const full: number[] = [];
  let count = 0;
  let bytes = emptyBytes;
  for (const item of items) {
    const added = item.bytes + (count === 0 ? 0 : 1);
    if (count === maxItems || (count > 0 && bytes + added > maxInputBytes)) {
      full.push(count);
      count = 0;
      bytes = emptyBytes;
    }
    bytes += item.bytes + (count === 0 ? 0 : 1);
    count++;
  }
  if (count === maxItems) {
    full.push(count);
    count = 0;
  }
  return { full, rest: count };
}

/** What a child is given: a batch, or the one item (recorded: without BatchInput there is no member of that name). */
export function childInput(items: readonly Payload[], batcher: BatcherSettings | undefined): Payload {
  const [item] = items;
  return batcher === undefined && item !== undefined ? item : batchInput(items, batcher ?? {});
}

function batchInput(items: readonly Payload[], { batchInput: fixed }: BatcherSettings): Payload {
  const common = fixed === undefined ? '' : `"BatchInput":${Payload.of(fixed).text},`;
  return Payload.ofText(`{${common}"Items":[${items.map(({ text }) => text).join(',')}]}`);
}
