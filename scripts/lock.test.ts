import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'stepwell-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what two hold in turn never overlaps, and the lock is gone afterwards', async () => {
  const path = join(folder, 'turns');
  const log: string[] = [];
  const hold = (name: string) =>
    withLock(path, async () => {
      log.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} out`);
    });
  await Promise.all([hold('a'), hold('b')]);
  expect(log).toEqual(['a in', 'a out', 'b in', 'b out']);
  expect(existsSync(path)).toBe(false);
});

test('the lock is released when the work fails', async () => {
  const path = join(folder, 'failing');
  const work = () => Promise.reject(new Error('no'));
  await expect(withLock(path, work)).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

test('a lock whose holder died is taken over', async () => {
  const path = join(folder, 'dead');
  // No system gives out a number this high.
  writeFileSync(path, '2147483647');
  expect(await withLock(path, () => 'done')).toBe('done');
});
