/** What becomes of data on its way through the engine: stored once, and read back exactly as it was. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { EngineUnderTest, NO_TASK, ONE_TASK, TASK } from '../../tests/support/engine-under-test.ts';
import { Payload } from '../base/payload.ts';
import { openMemoryStore } from '../store/memory/index.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import type { Store } from '../store/store.ts';

const TWO_TASKS = { StartAt: 'A', States: { A: { ...TASK, Next: 'B' }, B: { ...TASK, End: true } } };
const LOSSLESS = '{"a": 0.0, "b": 12345678901234567890}';
const LARGE = JSON.stringify({ text: 'é"\\\u2028'.repeat(20_000), number: 1 });

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const STORES: readonly (readonly [string, () => Promise<Store>])[] = [
  ['in memory', async () => openMemoryStore()],
  [
    'on SQLite',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'stepwell-engine-'));
      folders.push(folder);
      return openSqliteStore({ directory: folder });
    },
  ],
];

describe.each(STORES)('%s', (_, openStore) => {
  test('numbers keep the digits they were written with, and blanks stay', async () => {
    const world = await EngineUnderTest.open(NO_TASK, { store: await openStore() });
    await world.start('e', LOSSLESS);
    const { view, events } = await world.end('e');
    expect(view).toMatchObject({ input: LOSSLESS, output: LOSSLESS });
    expect(events[1]?.['stateEnteredEventDetails']).toMatchObject({ input: LOSSLESS });
    await world.close();
  });

  test('a large value is stored once, however many events and frames show it, and read back exactly', async () => {
    const world = await EngineUnderTest.open(TWO_TASKS, { store: await openStore() });
    world.tasks.answer = ({ parameters }) => ({ type: 'succeeded', output: parameters });
    await world.start('e', LARGE);
    const { row, view, events } = await world.end('e');
    expect(view).toMatchObject({ input: LARGE, output: LARGE });
    expect((await world.stored.executions.load(row.id))?.values).toEqual([{ no: 0, text: LARGE }]);
    expect(JSON.stringify(events).split(JSON.stringify(LARGE)).length - 1).toBe(10);
    await world.close();
  });

  test('a large value is still stored once when the execution was loaded again in between', async () => {
    const world = await EngineUnderTest.open(
      { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, Next: 'T' }, T: { ...TASK, End: true } } },
      { store: await openStore() },
    );
    world.tasks.answer = ({ parameters }) => ({ type: 'succeeded', output: parameters });
    await world.start('e', LARGE);
    await world.restart();
    world.clock.advance(10_000);
    const { row, view } = await world.end('e');
    expect(view.output).toBe(LARGE);
    expect((await world.stored.executions.load(row.id))?.values).toHaveLength(1);
    await world.close();
  });

  test('a task gets its parameters, and an execution its result, exactly over a restart', async () => {
    const world = await EngineUnderTest.open(ONE_TASK, { store: await openStore() });
    world.tasks.places = 0;
    await world.start('e', LOSSLESS);
    world.crash();
    world.tasks.places = 1;
    await world.boot();
    await world.until(() => world.tasks.begun.length === 1);
    expect(world.tasks.begun[0]?.request.parameters.text).toBe(LOSSLESS);
    world.tasks.finish('e', { type: 'succeeded', output: Payload.ofText('[1.50, -0.0, 1e400]') });
    expect((await world.end('e')).view.output).toBe('[1.50, -0.0, 1e400]');
    await world.close();
  });

  test('a history with large values pages in both directions', async () => {
    const world = await EngineUnderTest.open(TWO_TASKS, { store: await openStore() });
    world.tasks.answer = ({ parameters }) => ({ type: 'succeeded', output: parameters });
    await world.start('e', LARGE);
    const { events } = await world.end('e');
    const forward = [];
    for (let startId = 1; startId <= events.length; startId += 3) {
      forward.push(...(await world.historyPage('e', { startId, limit: 3, reverse: false })));
    }
    expect(forward).toEqual(events);
    const backward = [];
    for (let startId = events.length; startId >= 1; startId -= 3) {
      backward.push(...(await world.historyPage('e', { startId, limit: 3, reverse: true })));
    }
    expect(backward).toEqual([...events].reverse());
    await world.close();
  });

  test('text that looks like a reference to a stored value is only text', async () => {
    const world = await EngineUnderTest.open(NO_TASK, { store: await openStore() });
    const text = `[{"$value":0},"{\\"$value\\":0}",${JSON.stringify('x'.repeat(5_000))}]`;
    await world.start('small', '{"$value":0}');
    await world.start('large', text);
    expect((await world.end('small')).view.output).toBe('{"$value":0}');
    const { view, events } = await world.end('large');
    expect(view.output).toBe(text);
    expect(events.at(-1)?.['executionSucceededEventDetails']).toMatchObject({ output: text });
    await world.close();
  });
});
