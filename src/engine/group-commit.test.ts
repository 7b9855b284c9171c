import { describe, expect, test } from 'vitest';
import { ControlledStore } from '../../tests/support/controlled-store.ts';
import { EngineUnderTest } from '../../tests/support/engine-under-test.ts';
import type { ExecutionWrite } from '../store/execution-store.ts';
import { createMachine, MACHINE, startWrite } from '../store/execution-writes.contract.ts';
import { openMemoryStore } from '../store/memory/index.ts';
import { GroupCommit } from './group-commit.ts';

async function open() {
  const memory = openMemoryStore();
  await createMachine(memory, MACHINE);
  const store = new ControlledStore(memory.executions);
  const fence = await store.acquireShards('one');
  const commits = new GroupCommit({ store, fence, newOwner: () => 'two', onTakenAgain: () => {} });
  return { store, commits };
}

const names = (writes: readonly ExecutionWrite[]) => writes.map(({ start }) => start?.name);

describe('group commit', () => {
  test('a lone write goes out at once', async () => {
    const { store, commits } = await open();
    expect(await commits.submit(startWrite('a'))).toMatchObject({ type: 'committed' });
    expect(store.commits.map(names)).toEqual([['a']]);
  });

  test('what gathers while a commit is in flight is the next one, in its order', async () => {
    const { store, commits } = await open();
    store.holdCommits();
    const first = commits.submit(startWrite('a'));
    await new Promise(setImmediate);
    const others = ['b', 'c', 'd'].map((name) => commits.submit(startWrite(name)));
    await new Promise(setImmediate);
    expect(store.commits).toHaveLength(1);
    store.letCommitsGo();
    await Promise.all([first, ...others]);
    expect(store.commits.map(names)).toEqual([['a'], ['b', 'c', 'd']]);
  });

  test('no commit holds more than 500 writes', async () => {
    const { store, commits } = await open();
    await Promise.all(Array.from({ length: 1201 }, (_, i) => commits.submit(startWrite(`e${i}`))));
    expect(store.commits.map((writes) => writes.length)).toEqual([500, 500, 201]);
  });

  test('each write gets its own answer', async () => {
    const { commits } = await open();
    await commits.submit(startWrite('b'));
    const results = await Promise.all(['a', 'b', 'c'].map((name) => commits.submit(startWrite(name))));
    expect(results.map(({ type }) => type)).toEqual(['committed', 'name-taken', 'committed']);
  });

  test('a commit that fails fails its own writes, and the next one is made', async () => {
    const { store, commits } = await open();
    store.fates = ['failed'];
    const failing = ['a', 'b'].map((name) => commits.submit(startWrite(name)));
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await commits.submit(startWrite('a'))).toMatchObject({ type: 'committed' });
  });
});

test('the engine commits steps of many executions together', async () => {
  const world = await EngineUnderTest.open();
  world.store.holdCommits();
  const starts = Array.from({ length: 100 }, (_, i) => world.start(`e${i}`));
  await world.settle();
  world.store.letCommitsGo();
  await Promise.all(starts);
  expect(world.store.commits.length).toBeLessThanOrEqual(2);
});
