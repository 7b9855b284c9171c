import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeyFile } from './key-file.ts';
import { openMemoryStore } from './memory/index.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepwell-key-'));
  path = join(folder, 'keys', 'secrets.key');
});
afterEach(() => rm(folder, { recursive: true }));

const secretOf = (key: Awaited<ReturnType<typeof openKeyFile>>) => key.derive('test').toString('hex');

test('a new installation gets a key that only its owner may read, and keeps it', async () => {
  const store = openMemoryStore();
  const first = await openKeyFile(path, store);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(secretOf(await openKeyFile(path, store))).toBe(secretOf(first));
});

test('a key that was put there beforehand is taken', async () => {
  await openKeyFile(path, openMemoryStore());
  const kept = await readFile(path, 'utf8');
  const store = openMemoryStore();
  await openKeyFile(path, store);
  expect(await readFile(path, 'utf8')).toBe(kept);
  await openKeyFile(path, store);
});

test('a lost file is noticed, and not replaced', async () => {
  const store = openMemoryStore();
  await openKeyFile(path, store);
  const kept = await readFile(path);
  await rm(path);
  const lost = { problem: 'lost', message: expect.stringContaining(path) };
  await expect(openKeyFile(path, store)).rejects.toMatchObject(lost);
  await expect(openKeyFile(path, store)).rejects.toMatchObject(lost);
  await writeFile(path, kept);
  await openKeyFile(path, store);
});

test('the file of another installation is noticed', async () => {
  const store = openMemoryStore();
  await openKeyFile(path, store);
  const other = join(folder, 'other.key');
  await openKeyFile(other, openMemoryStore());
  await expect(openKeyFile(other, store)).rejects.toMatchObject({ problem: 'mistaken' });
});

test('a file without a key, or that is none, is said to be so', async () => {
  await expect(openKeyFile(folder, openMemoryStore())).rejects.toMatchObject({ problem: 'unreadable' });
  path = join(folder, 'empty.key');
  await writeFile(path, 'hello\n');
  await expect(openKeyFile(path, openMemoryStore())).rejects.toMatchObject({ problem: 'no-key' });
  expect(await readFile(path, 'utf8')).toBe('hello\n');
});

test('keys of different purposes have nothing in common', async () => {
  const key = await openKeyFile(path, openMemoryStore());
  expect(key.derive('a')).not.toEqual(key.derive('b'));
  expect(key.derive('a')).toHaveLength(32);
});
