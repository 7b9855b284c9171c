/**
 * The file that holds the installation's key, for its owner's eyes only (mode 0600). The database remembers a fingerprint of it,
 * so that a lost or mistaken file is noticed when the server starts, and not by keys that silently stopped working.
 */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InstallationKey } from './installation-key.ts';
import { makeDirectory, syncDirectory, writeNewFile } from './sqlite/durable-files.ts';
import type { Store } from './store.ts';

export type KeyFileProblem = 'lost' | 'mistaken' | 'unreadable' | 'no-key';

const MESSAGES: Readonly<Record<KeyFileProblem, string>> = {
  lost: 'is missing: put back the one that this data directory was made with, or begin with a new data directory',
  mistaken: 'belongs to another data directory: give the one that this data directory was made with',
  unreadable: 'cannot be read or made',
  'no-key': 'does not hold a key: put back the one that this data directory was made with',
};

export class KeyFileError extends Error {
  readonly problem: KeyFileProblem;

  constructor(path: string, problem: KeyFileProblem, detail = '') {
    super(`the key file "${path}" ${MESSAGES[problem]}${detail === '' ? '' : ` (${detail})`}`);
    this.problem = problem;
  }
}

/**
 * Reads the key of the installation whose database this is; a new installation gets a new one.
 * @throws KeyFileError
 */
export async function openKeyFile(path: string, store: Pick<Store, 'setting'>): Promise<InstallationKey> {
  const kept = await asKeyFileError(path, () => readKey(path));
  // The file first: a crash in between leaves a key that no database knows yet, and the next start takes it.
  const key = kept ?? (await asKeyFileError(path, () => makeKey(path)));
  const fingerprint = fingerprintOf(key);
  if ((await store.setting('key-fingerprint', fingerprint)) === fingerprint) return key;
  if (kept !== undefined) throw new KeyFileError(path, 'mistaken');
  await rm(path, { force: true });
  throw new KeyFileError(path, 'lost');
}

async function readKey(path: string): Promise<InstallationKey | undefined> {
  try {
    const key = InstallationKey.fromText(await readFile(path, 'utf8'));
    if (key === undefined) throw new KeyFileError(path, 'no-key');
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function makeKey(path: string): Promise<InstallationKey> {
  const key = InstallationKey.generate();
  await makeDirectory(dirname(path));
  await writeNewFile(path, Buffer.from(`${key.toText()}\n`), { mode: 0o600 });
  await syncDirectory(dirname(path));
  return key;
}

/** Of a key derived for this alone, so that it tells nothing of the others. */
function fingerprintOf(key: InstallationKey): string {
  return createHash('sha256').update(key.derive('fingerprint')).digest('hex');
}

async function asKeyFileError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    throw new KeyFileError(path, 'unreadable', (error as Error).message);
  }
}
