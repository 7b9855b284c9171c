/** Finds its way through JSON text that arrives in pieces, without holding more of it than the value it is at. */
import { ItemReaderError } from '../../../engine/map-runs/item-source.ts';
import type { ByteWindow } from '../byte-window.ts';
import { checkItemSize } from './item-limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPENING_BRACKET, CLOSING_BRACKET] = [0x5b, 0x5d];
const [OPENING_BRACE, CLOSING_BRACE] = [0x7b, 0x7d];
const COMMA = 0x2c;
const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const ENDS_OF_SCALARS: ReadonlySet<number | undefined> = new Set([...BLANKS, COMMA, CLOSING_BRACKET, CLOSING_BRACE]);

/** The next character that is no blank, not yet read; undefined at the end. */
export async function peek(window: ByteWindow): Promise<string | undefined> {
  for (;;) {
    while (BLANKS.has(window.bytes[window.at])) window.at++;
    if (window.at < window.bytes.length) return String.fromCharCode(window.bytes[window.at] as number);
    if (!(await window.more())) return undefined;
  }
}

/** @throws ItemReaderError when another character comes */
export async function expect(window: ByteWindow, character: string): Promise<void> {
  if ((await peek(window)) !== character) throw malformed(window);
  window.at++;
}

/** The text of the next value. @throws ItemReaderError when it does not end */
export async function valueText(window: ByteWindow): Promise<string> {
  await peek(window);
  const end = await endOfValue(window, true);
  const text = window.bytes.toString('utf8', window.at, end);
  window.at = end;
  return text;
}

/** Goes past the next value, however large. */
export async function skipValue(window: ByteWindow): Promise<void> {
  await peek(window);
  window.at = await endOfValue(window, false);
}

/** @param keep whether the value's bytes are to be in the window when its end is found */
async function endOfValue(window: ByteWindow, keep: boolean): Promise<number> {
  const first = window.bytes[window.at];
  const isScalar = first !== QUOTE && first !== OPENING_BRACE && first !== OPENING_BRACKET;
  let depth = 0;
  let inString = false;
  let escaped = false;
  for (let i = window.at; ; i++) {
    if (i === window.bytes.length) {
      const read = i - window.at;
      if (keep) checkItemSize(read);
      else window.at = i;
      if (!(await window.more())) {
        if (isScalar && first !== undefined) return i;
        throw malformed(window);
      }
      i = window.at + (keep ? read : 0);
    }
    const byte = window.bytes[i];
    if (isScalar) {
      if (ENDS_OF_SCALARS.has(byte)) return i;
    } else if (inString) {
      if (!escaped && byte === QUOTE) inString = false;
      escaped = !escaped && byte === BACKSLASH;
      if (!inString && depth === 0) return i + 1;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth++;
    else if ((byte === CLOSING_BRACE || byte === CLOSING_BRACKET) && --depth === 0) return i + 1;
  }
}

/** GUESS: the wording. */
export function malformed(window: ByteWindow): ItemReaderError {
  return new ItemReaderError(`The file is not valid JSON (at byte ${window.offset}).`);
}
