/** The keys of a bucket's folder in the order of their bytes, from a place on, without looking into folders that cannot count. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface WalkStart {
  readonly prefix: string;
  /** Only keys behind it; empty for all. */
  readonly after: string;
}

export async function* walkKeys(directory: string, start: WalkStart, above = ''): AsyncGenerator<string> {
  for (const key of await sortedEntries(directory, above)) {
    if (!key.endsWith('/')) {
      if (key.startsWith(start.prefix) && isBehind(key, start.after)) yield key;
    } else if (mayHold(key, start)) {
      yield* walkKeys(join(directory, key.slice(above.length)), start, key);
    }
  }
}

/** A folder stands where its keys do: with the slash after its name. */
async function sortedEntries(directory: string, above: string): Promise<readonly string[]> {
  const entries = await entriesOf(directory);
  const keys = entries.map((entry) => `${above}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  return keys.sort((a, b) => (isBehind(a, b) ? 1 : -1));
}

/** Somebody may have removed it meanwhile. */
async function entriesOf(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function mayHold(folder: string, { prefix, after }: WalkStart): boolean {
  if (!folder.startsWith(prefix) && !prefix.startsWith(folder)) return false;
  return after.startsWith(folder) || isBehind(folder, after);
}

/** By UTF-8 bytes, which is the order of code points and not that of JavaScript's units. */
function isBehind(key: string, other: string): boolean {
  if (!NOT_BASIC.test(key) && !NOT_BASIC.test(other)) return key > other;
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}

const NOT_BASIC = /[\ud800-\udfff]/;
