import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../base/clock.ts';
import { FIRST_POSITION, LAST_POSITION, type LogAppend, type LogStore } from '../../store/log-store.ts';
import { openMemoryStore } from '../../store/memory/index.ts';
import { LogIntake } from './log-intake.ts';

let clock: FakeClock;
let logs: LogStore;
let intake: LogIntake;
let defects: unknown[];
/** Sizes of the transactions, in appends. */
let transactions: number[];

beforeEach(() => {
  clock = new FakeClock();
  defects = [];
  transactions = [];
  const store = openMemoryStore().logs;
  const append: LogStore['append'] = (ingestionMs, appends) => {
    transactions.push(appends.length);
    return store.append(ingestionMs, appends);
  };
  logs = new Proxy(store, {
    get(target, name: keyof LogStore) {
      return name === 'append' ? append : target[name].bind(target);
    },
  });
  intake = new LogIntake({ logs, clock, onDefect: (error) => defects.push(error) });
});

const of = (message: string, creates: LogAppend['creates'] = 'group'): LogAppend => ({
  scope: 'scope',
  group: 'g',
  stream: 's',
  events: [{ timestampMs: 1, message }],
  ...(creates !== undefined && { creates }),
});

async function stored(): Promise<readonly string[]> {
  const group = await logs.findGroup('scope', 'g');
  if (group === undefined) return [];
  const range = { from: FIRST_POSITION, to: LAST_POSITION, reverse: false, limit: 10_000, bytesMax: 1e9 };
  return (await logs.read({ ...range, groupId: group.id })).events.map(({ message }) => message);
}

test('what is posted gathers for a moment and goes in one transaction', async () => {
  for (const message of ['a', 'b', 'c']) expect(intake.post(of(message))).toBeUndefined();
  expect(await stored()).toEqual([]);
  clock.advance(100);
  await intake.settle();
  expect(await stored()).toEqual(['a', 'b', 'c']);
  expect(transactions).toEqual([3]);
});

test('settling stores what was posted, without waiting for the clock', async () => {
  intake.post(of('a'));
  await intake.settle();
  expect(await stored()).toEqual(['a']);
  await intake.settle();
  expect(transactions).toEqual([1]);
});

test('an append takes what was posted along, and learns its own result', async () => {
  intake.post(of('a'));
  const results = await Promise.all([
    intake.append(of('b')),
    intake.append({ ...of('c'), group: 'none', creates: 'stream' }),
  ]);
  expect(results).toEqual(['appended', 'no-group']);
  expect(await stored()).toEqual(['a', 'b']);
});

test('whoever posts more than fits waits until it is stored, and nothing is lost', async () => {
  const line = 'x'.repeat(1024 * 1024);
  let waits = 0;
  for (let i = 0; i < 20; i++) {
    const waiting = intake.post(of(line));
    if (waiting === undefined) continue;
    waits++;
    await waiting;
    expect(await stored()).toHaveLength(i + 1);
  }
  await intake.settle();
  expect(await stored()).toHaveLength(20);
  expect(waits).toBe(5);
});

test('a store that fails is reported, does not stop whoever posts, and refuses whoever appends', async () => {
  const failing = new Proxy(logs, {
    get: (target, name: keyof LogStore) =>
      name === 'append' ? async () => Promise.reject(new Error('disk full')) : target[name],
  });
  const broken = new LogIntake({ logs: failing, clock, onDefect: (error) => defects.push(error) });
  broken.post(of('a'));
  await broken.settle();
  await expect(broken.append(of('b'))).rejects.toThrow('disk full');
  expect(defects).toHaveLength(2);
});
