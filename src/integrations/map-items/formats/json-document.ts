/**
 * A JSON document: the elements of an array in it, or the members of an object. The position is `[kind, offset of what follows
 * the last item]`.
 */
import { type Json, JsonSyntaxError, parseJson } from '../../../base/json.ts';
import { Payload } from '../../../base/payload.ts';
import { type Item, type ItemCursor, ItemReaderError } from '../../../engine/map-runs/item-source.ts';
import { ByteWindow } from '../byte-window.ts';
import { type Positioned, pairOf } from '../item-stream.ts';
import type { ObjectBytes } from '../object-bytes.ts';
import { expect, malformed, peek, skipValue, valueText } from './json-scanner.ts';

type Kind = 'array' | 'object';

const CLOSING: Readonly<Record<Kind, string>> = { array: ']', object: '}' };

/** @param pointer a JSON Pointer (RFC 6901) to the array or object; empty for the whole document */
export function jsonItems(pointer: string) {
  const path = pathOf(pointer);
  return async function* (bytes: ObjectBytes, from: ItemCursor | undefined): AsyncGenerator<Positioned> {
    const [kind, offset] = from === undefined ? [undefined, 0] : pairOf(from);
    const window = new ByteWindow(bytes, Number(offset));
    try {
      if (kind !== undefined) {
        yield* itemsIn(window, kind as Kind, false);
        return;
      }
      if (!(await follow(window, path))) throw notIterable();
      const opening = await peek(window);
      if (opening !== '[' && opening !== '{') throw notIterable();
      window.at++;
      yield* itemsIn(window, opening === '[' ? 'array' : 'object', true);
    } finally {
      await window.close();
    }
  };
}

async function* itemsIn(window: ByteWindow, kind: Kind, first: boolean): AsyncGenerator<Positioned> {
  for (let atStart = first; ; atStart = false) {
    if ((await peek(window)) === CLOSING[kind]) return;
    if (!atStart) await expect(window, ',');
    const item = kind === 'array' ? { value: await nextValue(window) } : await nextMember(window);
    yield { item, after: [kind, window.offset] };
  }
}

async function nextMember(window: ByteWindow): Promise<Item> {
  const key = await nextKey(window);
  return { key, value: await nextValue(window) };
}

/** And the colon behind it. */
async function nextKey(window: ByteWindow): Promise<string> {
  if ((await peek(window)) !== '"') throw malformed(window);
  const key = parseItem(await valueText(window)) as string;
  await expect(window, ':');
  return key;
}

async function nextValue(window: ByteWindow): Promise<Payload> {
  // printed anew, without the blanks it had (recorded)
  return Payload.of(parseItem(await valueText(window)));
}

function parseItem(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    // GUESS: the wording
    throw new ItemReaderError(`The file is not valid JSON: ${error.message}`);
  }
}

/** Goes to the value that the path leads to. @returns false when it leads nowhere */
async function follow(window: ByteWindow, path: readonly string[]): Promise<boolean> {
  for (const segment of path) {
    const opening = await peek(window);
    if (opening !== '[' && opening !== '{') return false;
    window.at++;
    const found = opening === '[' ? await goToElement(window, segment) : await goToMember(window, segment);
    if (!found) return false;
  }
  return true;
}

async function goToMember(window: ByteWindow, name: string): Promise<boolean> {
  for (let atStart = true; ; atStart = false) {
    if ((await peek(window)) === '}') return false;
    if (!atStart) await expect(window, ',');
    if ((await nextKey(window)) === name) return true;
    await skipValue(window);
  }
}

async function goToElement(window: ByteWindow, segment: string): Promise<boolean> {
  if (!/^(0|[1-9]\d*)$/.test(segment)) return false;
  for (let i = 0; ; i++) {
    if ((await peek(window)) === ']') return false;
    if (i > 0) await expect(window, ',');
    if (i === Number(segment)) return true;
    await skipValue(window);
  }
}

/** @throws ItemReaderError */
function pathOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  // GUESS: the wording
  if (!pointer.startsWith('/')) throw new ItemReaderError(`The ItemsPointer is no JSON Pointer: ${pointer}`);
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** As the service says it (recorded). */
function notIterable(): ItemReaderError {
  return new ItemReaderError('Attempting to map over non-iterable node.');
}
