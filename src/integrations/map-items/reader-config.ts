/** A ReaderConfig whose fields are evaluated: what an object holds, and how much of it is wanted. */
import { isJsonArray, isJsonNumber, type Json, type JsonObject } from '../../base/json.ts';
import type { ItemCursor } from '../../engine/map-runs/item-source.ts';
import { ItemReaderError } from '../../engine/map-runs/item-source.ts';
import { csvItems, DELIMITERS } from './formats/csv.ts';
import { jsonItems } from './formats/json-document.ts';
import { jsonLines } from './formats/json-lines.ts';
import type { Positioned } from './item-stream.ts';
import type { ObjectBytes } from './object-bytes.ts';

/** Reads the items in an object's bytes. */
export type Format = (bytes: ObjectBytes, from: ItemCursor | undefined) => AsyncGenerator<Positioned>;

/** @throws ItemReaderError for what is not supported */
export function formatOf(config: JsonObject): Format {
  const inputType = textOf(config['InputType']) ?? 'JSON';
  const format = FORMATS[inputType];
  if (format === undefined) throw new ItemReaderError(`Stepwell does not support the InputType ${inputType} here.`);
  return format(config);
}

const FORMATS: Readonly<Record<string, (config: JsonObject) => Format>> = {
  JSON: (config) => jsonItems(textOf(config['ItemsPointer']) ?? ''),
  JSONL: () => (bytes, from) => jsonLines(bytes, offsetOf(from)),
  CSV: (config) => {
    const items = csvItems({ headers: givenHeaders(config), delimiter: delimiterOf(config) });
    return (bytes, from) => items(bytes, offsetOf(from));
  },
};

/** 0 for all (recorded). @throws ItemReaderError */
export function maxItemsOf(config: JsonObject): number {
  const { MaxItems: maxItems = 0 } = config;
  const count = isJsonNumber(maxItems) ? Number(maxItems) : Number.NaN;
  if (!(count >= 0)) throw new ItemReaderError('field MaxItems must be positive');
  return count;
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function offsetOf(from: ItemCursor | undefined): number {
  return typeof from === 'number' ? from : 0;
}

function givenHeaders(config: JsonObject): readonly string[] | undefined {
  const headers = config['CSVHeaders'];
  return config['CSVHeaderLocation'] === 'GIVEN' && isJsonArray(headers) ? headers.map(String) : undefined;
}

function delimiterOf(config: JsonObject): string {
  return DELIMITERS[textOf(config['CSVDelimiter']) ?? 'COMMA'] ?? ',';
}
