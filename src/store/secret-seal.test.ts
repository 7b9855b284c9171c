import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SealBrokenError, SecretSeal } from './secret-seal.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepwell-seal-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a sealed secret opens again after a restart, and does not show itself', async () => {
  const sealed = (await SecretSeal.open(directory)).seal('pässword', 'connection 1');
  expect(Buffer.from(sealed, 'base64').includes('pässword')).toBe(false);
  expect((await SecretSeal.open(directory)).unseal(sealed, 'connection 1')).toBe('pässword');
});

test('the same secret is sealed differently each time', async () => {
  const seal = await SecretSeal.open(directory);
  expect(seal.seal('x', 'p')).not.toBe(seal.seal('x', 'p'));
});

test('the file of the key is readable by its owner alone', async () => {
  await SecretSeal.open(join(directory, 'new', 'folder'));
  const { mode } = await stat(join(directory, 'new', 'folder', 'secrets.key'));
  expect(mode & 0o777).toBe(0o600);
});

test('a sealed secret opens with its own key and in its own place only, and only unchanged', async () => {
  const seal = await SecretSeal.open(directory);
  const sealed = seal.seal('secret', 'here');
  const changed = Buffer.from(sealed, 'base64');
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect(() => seal.unseal(sealed, 'there')).toThrow(SealBrokenError);
  expect(() => seal.unseal(changed.toString('base64'), 'here')).toThrow(SealBrokenError);
  expect(() => seal.unseal('', 'here')).toThrow(SealBrokenError);
  expect(() => SecretSeal.forMemory().unseal(sealed, 'here')).toThrow(SealBrokenError);
});

test('a file that holds no key is refused and left as it is', async () => {
  const path = join(directory, 'secrets.key');
  await writeFile(path, 'not a key');
  await expect(SecretSeal.open(directory)).rejects.toThrow(SealBrokenError);
  expect(await readFile(path, 'utf8')).toBe('not a key');
});
