/** The engine over SQLite: the same journeys as in memory, with the real worker threads and a real file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineUnderTest, executionArn, RETRY_UNKNOWN, TASK } from '../../tests/support/engine-under-test.ts';
import { succeeded } from '../../tests/support/scripted-tasks.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';

const RETRIED = { StartAt: 'T', States: { T: { ...TASK, Retry: RETRY_UNKNOWN, End: true } } };

describe('over SQLite', () => {
  let folder: string;
  let world: EngineUnderTest;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwell-engine-'));
    world = await EngineUnderTest.open(RETRIED, { store: await openSqliteStore({ directory: folder }) });
  });
  afterEach(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  test('executions that were started are all there after a crash, and each task runs once per attempt', async () => {
    const names = Array.from({ length: 50 }, (_, i) => `e${i}`);
    world.tasks.places = 30;
    await Promise.all(names.map((name) => world.start(name)));
    await world.until(() => world.tasks.begun.length === 30);
    world.tasks.places = 50;
    await world.restart();
    await world.until(() => world.tasks.begun.length === 50);
    await world.until(async () => {
      const open = await Promise.all(names.map((name) => world.see(name)));
      return open.every((seen) => (seen?.view.lastEventId ?? 0) >= 4);
    });
    world.tasks.answer = () => succeeded({});
    for (const { finish } of world.tasks.begun.slice(30)) finish(succeeded({}));
    world.clock.advance(1_000);
    for (const name of names) expect((await world.end(name)).row.status).toBe('SUCCEEDED');
    expect(new Set(world.tasks.runs).size).toBe(world.tasks.runs.length);
    expect(world.tasks.runs).toHaveLength(80);
  });

  test('a name conflict fails alone, and a machine that is being deleted takes no start', async () => {
    await world.start('b');
    const starts = ['a', 'b', 'c'].map((name) => world.start(name, '{"again":true}'));
    expect((await Promise.all(starts)).map(({ type }) => type)).toEqual(['started', 'name-taken', 'started']);
    const id = 'machine-M';
    await world.stored.resources.apply([
      { type: 'update', kind: 'stateMachine', id, version: 1, status: 'DELETING', data: '{}' },
    ]);
    expect(await world.start('d')).toEqual({ type: 'machine-not-active' });
  });

  test('a commit that fails loses no result', async () => {
    await world.start('e');
    await world.until(() => world.tasks.begun.length === 1);
    world.store.fates = ['failed', 'made-but-failed'];
    world.tasks.finish('e', succeeded({ kept: true }));
    await timePassesUntil(async () => (await world.statusOf('e')) !== 'RUNNING');
    expect(world.store.fates).toEqual([]);
    expect((await world.end('e')).view.output).toBe('{"kept":true}');
    expect(world.tasks.runs).toEqual(['e 0-0']);
  });

  test('what a closed database answers is an error for the caller, not the end of the process', async () => {
    await world.start('e');
    await world.until(() => world.tasks.begun.length === 1);
    await world.stored.close();
    await expect(world.start('f')).rejects.toThrow('the store is closed');
    world.tasks.finish('e', succeeded({}));
    const stopped = world.engine.stop(executionArn('e'), {}).catch((error: Error) => error.message);
    const closed = world.engine.close(new Promise(() => {}));
    let over = false;
    void closed.then(() => {
      over = true;
    });
    await timePassesUntil(() => over);
    expect(await stopped).toBe('the store is closed');
  });

  function timePassesUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
    return world.until(() => {
      world.clock.advance(50);
      return condition();
    });
  }
});
