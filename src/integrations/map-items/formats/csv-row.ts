/** Rows of CSV (RFC 4180): where one ends, and the fields in it. A quote that does not begin a field is a character like others. */
import type { ByteWindow } from '../byte-window.ts';
import { checkItemSize } from './item-limits.ts';

const QUOTE = 0x22;
const NEW_LINE = 0x0a;
const RETURN = 0x0d;

/** The next row without its end, which the window then stands behind; undefined when there is none. */
export async function nextRow(window: ByteWindow, delimiter: number): Promise<Buffer | undefined> {
  let start = window.at;
  let quoted = false;
  let atFieldStart = true;
  for (let i = start; ; i++) {
    if (i === window.bytes.length) {
      checkItemSize(i - start);
      const read = i - start;
      window.at = start;
      if (!(await window.more())) return lastRow(window);
      start = window.at;
      i = start + read;
    }
    const byte = window.bytes[i];
    if (byte === QUOTE && (quoted || atFieldStart)) {
      quoted = !quoted;
      // the second of two quotes goes on with the quotation that the first one seemed to end
      atFieldStart = !quoted;
    } else if (!quoted && byte === NEW_LINE) {
      window.at = i + 1;
      const end = i > start && window.bytes[i - 1] === RETURN ? i - 1 : i;
      return window.bytes.subarray(start, end);
    } else {
      atFieldStart = !quoted && byte === delimiter;
    }
  }
}

function lastRow(window: ByteWindow): Buffer | undefined {
  const row = window.bytes.subarray(window.at);
  window.at = window.bytes.length;
  return row.length === 0 ? undefined : row;
}

export function fieldsOf(row: Buffer, delimiter: string): readonly string[] {
  const text = row.toString('utf8');
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  for (let at = 0; at <= text.length; ) {
    const [field, end] = text[at] === '"' ? quotedField(text, at, delimiter) : plainField(text, at, delimiter);
    fields.push(field);
    at = end + delimiter.length;
  }
  return fields;
}

type Field = readonly [value: string, end: number];

function plainField(text: string, at: number, delimiter: string): Field {
  const end = text.indexOf(delimiter, at);
  return end < 0 ? [text.slice(at), text.length] : [text.slice(at, end), end];
}

/** What stands behind the closing quote belongs to the field as it is. */
function quotedField(text: string, at: number, delimiter: string): Field {
  let value = '';
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return [value + text.slice(from), text.length];
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const [rest, end] = plainField(text, quote + 1, delimiter);
      return [value + rest, end];
    }
    value += '"';
    from = quote + 2;
  }
}
