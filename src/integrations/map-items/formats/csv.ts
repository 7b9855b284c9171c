/**
 * CSV: an item a row, an object of strings named by the headers. Columns beyond those are left out, missing ones are empty
 * (recorded). The position is the offset of the next row.
 */
import { inHashSetOrder } from '../../../asl/intrinsics/java-hash-set.ts';
import { Payload } from '../../../base/payload.ts';
import { ItemReaderError } from '../../../engine/map-runs/item-source.ts';
import { ByteWindow } from '../byte-window.ts';
import type { Positioned } from '../item-stream.ts';
import type { ObjectBytes } from '../object-bytes.ts';
import { fieldsOf, nextRow } from './csv-row.ts';

export interface CsvFormat {
  /** Undefined: the first row has them. */
  readonly headers: readonly string[] | undefined;
  readonly delimiter: string;
}

export const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** Step Functions developer guide, ItemReader: "CSV headers of up to 10 KiB". */
const HEADER_BYTES_MAX = 10 * 1024;
const BYTE_ORDER_MARK = '\ufeff';

export function csvItems({ headers: given, delimiter }: CsvFormat) {
  return async function* (bytes: ObjectBytes, from: number): AsyncGenerator<Positioned> {
    if (given !== undefined) {
      yield* rows(bytes, from, checkHeaders(given));
      return;
    }
    const window = new ByteWindow(bytes, 0);
    try {
      const first = await nextRow(window, delimiter.charCodeAt(0));
      if (first === undefined) return;
      if (first.length > HEADER_BYTES_MAX) throw new ItemReaderError('CSV headers cannot exceed 10 KiB.');
      const [name = '', ...others] = fieldsOf(first, delimiter);
      const headers = checkHeaders([name.replace(BYTE_ORDER_MARK, ''), ...others]);
      if (from === 0) yield* rowsIn(window, headers);
      else yield* rows(bytes, from, headers);
    } finally {
      await window.close();
    }
  };

  async function* rows(bytes: ObjectBytes, from: number, headers: readonly string[]) {
    const window = new ByteWindow(bytes, from);
    try {
      yield* rowsIn(window, headers);
    } finally {
      await window.close();
    }
  }

  async function* rowsIn(window: ByteWindow, headers: readonly string[]): AsyncGenerator<Positioned> {
    const write = rowWriter(headers);
    for (;;) {
      const row = await nextRow(window, delimiter.charCodeAt(0));
      if (row === undefined) return;
      // GUESS: that a row without a character is none
      if (row.length === 0) continue;
      yield { item: { value: write(fieldsOf(row, delimiter)) }, after: window.offset };
    }
  }
}

/** Names and values are texts, so the object is written as it will be stored; its members in the order of a HashMap (recorded). */
function rowWriter(headers: readonly string[]): (fields: readonly string[]) => Payload {
  const columns = inHashSetOrder(headers).map((header) => ({
    name: JSON.stringify(header),
    column: headers.indexOf(String(header)),
  }));
  return (fields) => {
    const members = columns.map(({ name, column }) => `${name}:${JSON.stringify(fields[column] ?? '')}`);
    return Payload.ofText(`{${members.join(',')}}`);
  };
}

/** @throws ItemReaderError */
function checkHeaders(headers: readonly string[]): readonly string[] {
  if (new Set(headers).size < headers.length) throw new ItemReaderError('CSV headers cannot contain duplicates.');
  return headers;
}
