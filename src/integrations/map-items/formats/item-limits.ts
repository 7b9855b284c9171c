/** What an item may measure. */
import { ItemReaderError } from '../../../engine/map-runs/item-source.ts';

/** Step Functions developer guide, ItemReader: of a CSV row, a JSON value in an array, a line of JSON. */
const ITEM_BYTES_MAX = 8 * 1024 * 1024;

/** @throws ItemReaderError. GUESS: the wording */
export function checkItemSize(bytes: number): void {
  if (bytes > ITEM_BYTES_MAX) throw new ItemReaderError(`An item is larger than ${ITEM_BYTES_MAX} bytes.`);
}
