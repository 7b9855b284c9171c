/** The index follows the executions, and catches up with what a crash kept from it. */
import { expect, test } from 'vitest';
import { EngineUnderTest } from '../../tests/support/engine-under-test.ts';
import { failed, succeeded } from '../../tests/support/scripted-tasks.ts';
import { FakeClock } from '../base/clock.ts';
import type { ExecutionIndex } from '../store/execution-index.ts';
import { IndexFeed } from './index-feed.ts';

const SCOPE = '123456789012/us-east-1';

/** Names and statuses, the oldest first. */
async function indexed(world: EngineUnderTest): Promise<readonly string[]> {
  const order = { by: 'start', descending: false } as const;
  const found = await world.stored.index.search({ scope: SCOPE, order, limit: 99 });
  return found.map(({ execution: { name, status } }) => `${name} ${status}`);
}

function feedOf(world: EngineUnderTest, clock = new FakeClock()): IndexFeed {
  const { index, executions: store } = world.stored;
  return new IndexFeed({ index, store, clock, onDefect: (error) => world.defects.push(error) });
}

test('what ran before the index was there is put in, and so is what ended since', async () => {
  const world = await EngineUnderTest.open();
  for (const name of ['a', 'b', 'c']) await world.start(name);
  await world.settle();
  world.tasks.finish('a', succeeded({ found: 'needle' }));
  await world.end('a');
  const first = feedOf(world);
  expect(first.isComplete).toBe(false);
  await first.catchUp();
  expect(first.isComplete).toBe(true);
  expect(await indexed(world)).toEqual(['a SUCCEEDED', 'b RUNNING', 'c RUNNING']);
  world.tasks.finish('b', failed('Broken'));
  await world.end('b');
  await world.start('d');
  await feedOf(world).catchUp();
  expect(await indexed(world)).toEqual(['a SUCCEEDED', 'b FAILED', 'c RUNNING', 'd RUNNING']);
  const order = { by: 'name', descending: false } as const;
  expect(await world.stored.index.search({ scope: SCOPE, words: ['needle'], order, limit: 9 })).toHaveLength(1);
});

test('a failure of the index loses nothing: it is tried again', async () => {
  const world = await EngineUnderTest.open();
  const clock = new FakeClock();
  const { index: real, executions: store } = world.stored;
  let broken = true;
  const index: ExecutionIndex = {
    put: (writes) => (broken ? Promise.reject(new Error('the disk is full')) : real.put(writes)),
    search: (search) => real.search(search),
    counts: (scope) => real.counts(scope),
    minutes: (scope, fromMinute) => real.minutes(scope, fromMinute),
    highestId: () => real.highestId(),
    runningIds: (query) => real.runningIds(query),
  };
  const feed = new IndexFeed({ index, store, clock, onDefect: (error) => world.defects.push(error) });
  await world.start('e');
  const catchingUp = feed.catchUp();
  await world.until(() => world.defects.length === 1);
  expect(feed.isComplete).toBe(false);
  broken = false;
  await world.settle();
  clock.advance(1000);
  await catchingUp;
  expect(await indexed(world)).toEqual(['e RUNNING']);
});
