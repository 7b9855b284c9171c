/** Files and directories that are still there after a power failure: a new name is durable once its directory is flushed. */
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the directory and those above it, as far as they are missing. */
export async function makeDirectory(path: string): Promise<void> {
  const topmostMade = await mkdir(path, { recursive: true });
  if (topmostMade === undefined) return;
  for (let made = path; made.length >= topmostMade.length; made = dirname(made)) await syncDirectory(dirname(made));
}

/** Flushes the bytes, not yet the name. `mode`: who may read and write it, as far as the umask allows. */
export async function writeNewFile(path: string, bytes: Uint8Array, { mode = 0o666 } = {}): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in the directory durable: those that were added, changed or removed. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
