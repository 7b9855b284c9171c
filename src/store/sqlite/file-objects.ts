/** Bytes by name as files of a directory. A file appears under its name only when all of it is on the disk. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkObjectKey, type ObjectStore } from '../object-store.ts';
import { makeDirectory, syncDirectory, writeNewFile } from './durable-files.ts';

/** No key contains it, so files that are being written are told apart by it. */
const INCOMPLETE = '~';

export async function openFileObjects(directory: string): Promise<ObjectStore> {
  await makeDirectory(directory);
  for (const name of await readdir(directory)) if (name.includes(INCOMPLETE)) await rm(join(directory, name));

  const pathOf = (key: string) => {
    checkObjectKey(key);
    return join(directory, key);
  };

  return {
    async put(key, bytes) {
      const path = pathOf(key);
      const incomplete = `${path}${INCOMPLETE}${randomUUID()}`;
      try {
        await writeNewFile(incomplete, bytes);
        await rename(incomplete, path);
      } catch (error) {
        await rm(incomplete, { force: true });
        throw error;
      }
      await syncDirectory(directory);
    },

    async get(key) {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },

    async delete(key) {
      await rm(pathOf(key), { force: true });
      await syncDirectory(directory);
    },
  };
}
