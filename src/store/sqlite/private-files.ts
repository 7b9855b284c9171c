/** Keeps what is in a data directory from other users of the machine, those that functions may run as included. */
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const OWNER_READS_AND_WRITES = 0o600;
const OWNER_ONLY = 0o700;

/** Code of functions is not in it: other users have to read that. A directory of somebody else is left as it is. */
export async function keepPrivate(directory: string): Promise<void> {
  const databases = (await readdir(directory)).filter((name) => /\.db(-\w+)?$/.test(name));
  const modes = databases.map((name) => [name, OWNER_READS_AND_WRITES] as const);
  for (const [name, mode] of [...modes, ['objects', OWNER_ONLY] as const]) {
    await chmod(join(directory, name), mode).catch(() => {});
  }
}
