import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { familiesOf, newestPid, readProcessTable } from './process-table.ts';

const row = (parent: number, session: number) => ({ parent, session });

test('a family is what lies below its root, and what is in its session after its parent has gone', () => {
  const table = new Map([
    [1, row(0, 1)],
    [10, row(1, 10)],
    [11, row(10, 10)],
    [12, row(11, 12)],
    [13, row(1, 10)],
    [20, row(1, 20)],
    [21, row(20, 20)],
  ]);
  const families = familiesOf(table, new Set([10, 20]));
  expect(families.get(10)).toEqual([10, 11, 12, 13]);
  expect(families.get(20)).toEqual([20, 21]);
});

test('a circle, as in a table read while processes come and go, belongs to nobody', () => {
  const table = new Map([
    [5, row(6, 5)],
    [6, row(5, 5)],
    [10, row(1, 10)],
  ]);
  expect(familiesOf(table, new Set([10])).get(10)).toEqual([10]);
});

test.runIf(process.platform === 'linux')('the table knows a child, and its start changes the newest id', async () => {
  const before = newestPid();
  const child = spawn('sleep', ['60'], { detached: true });
  await once(child, 'spawn');
  const pid = child.pid as number;
  expect(readProcessTable().get(pid)).toEqual({ parent: process.pid, session: pid });
  expect(newestPid()).not.toBe(before);
  child.kill('SIGKILL');
});
