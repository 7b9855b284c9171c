/** JSON Lines: an item a line; lines with nothing on them are left out. The position is the offset of the next line. */
import { JsonSyntaxError, parseJson } from '../../../base/json.ts';
import { Payload } from '../../../base/payload.ts';
import { ItemReaderError } from '../../../engine/map-runs/item-source.ts';
import { ByteWindow } from '../byte-window.ts';
import type { Positioned } from '../item-stream.ts';
import type { ObjectBytes } from '../object-bytes.ts';
import { checkItemSize } from './item-limits.ts';

const NEW_LINE = 0x0a;

export async function* jsonLines(bytes: ObjectBytes, from: number): AsyncGenerator<Positioned> {
  for await (const { text, after } of linesOf(bytes, from)) {
    if (text.trim() !== '') yield { item: { value: parseLine(text) }, after };
  }
}

export interface Line {
  /** Without its end. */
  readonly text: string;
  readonly after: number;
}

export async function* linesOf(bytes: ObjectBytes, from: number): AsyncGenerator<Line> {
  const window = new ByteWindow(bytes, from);
  try {
    let searched = 0;
    for (;;) {
      const end = window.bytes.indexOf(NEW_LINE, Math.max(window.at, searched));
      if (end >= 0) {
        const text = window.bytes.toString('utf8', window.at, end).replace(/\r$/, '');
        window.at = end + 1;
        yield { text, after: window.offset };
        continue;
      }
      checkItemSize(window.bytes.length - window.at);
      searched = window.bytes.length - window.at;
      if (await window.more()) continue;
      const text = window.bytes.toString('utf8', window.at);
      window.at = window.bytes.length;
      if (text !== '') yield { text, after: window.offset };
      return;
    }
  } finally {
    await window.close();
  }
}

function parseLine(text: string): Payload {
  try {
    // printed anew, as JSON documents are
    return Payload.of(parseJson(text));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    // GUESS: the wording
    throw new ItemReaderError(`A line is not JSON: ${error.message}`);
  }
}
