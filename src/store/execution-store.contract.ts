/** What every `ExecutionStore` does when it commits. Called with a way to open a new, empty store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ExecutionStore,
  type ExecutionWrite,
  type Fence,
  FenceLostError,
  SHARD_COUNT,
  VersionConflictError,
} from './execution-store.ts';
import { createMachine, idOf, MACHINE, OTHER_MACHINE, startWrite, stepWrite } from './execution-writes.contract.ts';
import type { Store } from './store.ts';

export function executionStoreContract(open: () => Promise<Store>): void {
  let store: Store;
  let executions: ExecutionStore;
  let fence: Fence;

  beforeEach(async () => {
    store = await open();
    executions = store.executions;
    await createMachine(store, MACHINE);
    await createMachine(store, OTHER_MACHINE);
    fence = await executions.acquireShards('node-1');
  });
  afterEach(() => store.close());

  const commit = (...writes: ExecutionWrite[]) => executions.commit(fence, writes);

  /** Makes the starts and returns their ids. */
  async function started(...writes: ExecutionWrite[]): Promise<number[]> {
    return (await commit(...writes)).map(idOf);
  }

  async function start(name: string, write?: Parameters<typeof startWrite>[1]): Promise<number> {
    const [id] = await started(startWrite(name, write));
    return id as number;
  }

  describe('commit', () => {
    it('stores an execution so that it is loaded as it was written', async () => {
      const frames = [
        { no: 10, data: 'ten' },
        { no: 2, data: 'two' },
      ];
      const values = [
        { no: 10, text: 'é\u{1f600}"\\' },
        { no: 9, text: 'x'.repeat(300_000) },
      ];
      const id = await start('e', { frames, values, head: '{"zero":0.0}', nextWakeMs: 5000, shard: 63 });
      expect(await executions.load(id)).toStrictEqual({
        row: {
          id,
          arn: 'arn:aws:states:us-east-1:123456789012:execution:M:e',
          name: 'e',
          machineId: MACHINE,
          revisionId: 'revision-1',
          shard: 63,
          version: 1,
          status: 'RUNNING',
          startMs: 1000,
          nextWakeMs: 5000,
          parked: false,
          redriveCount: 0,
          head: '{"zero":0.0}',
        },
        frames: [...frames].reverse(),
        values: [...values].reverse(),
      });
    });

    it('applies a step: changed columns, changed and removed frames, more values and events', async () => {
      const id = await start('e', {
        frames: [
          { no: 0, data: 'a' },
          { no: 1, data: 'b' },
        ],
        values: [{ no: 1, text: 'one' }],
        history: { firstId: 1, lastId: 2, events: '[1,2]' },
        nextWakeMs: 5000,
      });
      const frames = [
        { no: 0, data: null },
        { no: 1, data: 'B' },
        { no: 2, data: 'c' },
      ];
      const history = { firstId: 3, lastId: 3, events: '[3]' };
      await commit(stepWrite(id, 2, { frames, values: [{ no: 2, text: 'two' }], history, head: 'h2' }));
      const stored = await executions.load(id);
      expect(stored?.row).toMatchObject({ version: 2, head: 'h2', startMs: 1000 });
      expect(stored?.row).not.toHaveProperty('nextWakeMs');
      expect(stored?.frames).toStrictEqual(frames.slice(1));
      expect(stored?.values.map(({ text }) => text)).toStrictEqual(['one', 'two']);
      expect(await executions.history(id, { fromId: 1, toId: 9, reverse: false, limit: 9 })).toHaveLength(2);
    });

    it('returns results in the order of the writes, with an own id for each start', async () => {
      const id = await start('e');
      const results = await commit(startWrite('f'), stepWrite(id, 2), startWrite('g'));
      expect(idOf(results[1])).toBe(id);
      expect(new Set(results.map(idOf)).size).toBe(3);
      expect((await executions.findByName(MACHINE, 'g'))?.id).toBe(idOf(results[2]));
    });

    it('takes several steps of one execution in one batch', async () => {
      const id = await start('e');
      await commit(stepWrite(id, 2), stepWrite(id, 3, { status: 'SUCCEEDED', stopMs: 9 }));
      expect(await executions.load(id)).toMatchObject({ row: { version: 3, status: 'SUCCEEDED', stopMs: 9 } });
    });

    it('takes an empty batch', async () => {
      expect(await commit()).toStrictEqual([]);
    });

    it('keeps the frames of an execution that has ended until they are removed', async () => {
      const id = await start('e', { frames: [{ no: 0, data: 'kept' }] });
      await commit(stepWrite(id, 2, { status: 'FAILED', stopMs: 2000 }));
      expect((await executions.load(id))?.frames).toStrictEqual([{ no: 0, data: 'kept' }]);
    });

    it('lets an ended execution run again', async () => {
      const id = await start('e', { status: 'FAILED', stopMs: 2000 });
      await commit(stepWrite(id, 2, { nextWakeMs: 3000 }));
      expect((await executions.load(id))?.row).not.toHaveProperty('stopMs');
      expect(await executions.list({ machineId: MACHINE, status: 'RUNNING', limit: 9 })).toHaveLength(1);
      expect(await executions.listDue(fence, { beforeMs: 3001, limit: 9 })).toStrictEqual([id]);
    });

    it('refuses a value that was written before, and writes nothing of that batch', async () => {
      const id = await start('e', { values: [{ no: 1, text: 'one' }] });
      await expect(commit(startWrite('f'), stepWrite(id, 2, { values: [{ no: 1, text: 'other' }] }))).rejects.toThrow();
      expect(await executions.load(id)).toMatchObject({ row: { version: 1 }, values: [{ no: 1, text: 'one' }] });
      expect(await executions.findByName(MACHINE, 'f')).toBeUndefined();
    });
  });

  describe('a start', () => {
    it('fails alone when the name is taken, and leaves nothing behind', async () => {
      const id = await start('e', { head: 'first' });
      const history = { firstId: 1, lastId: 1, events: '[]' };
      const second = startWrite('e', { history, frames: [{ no: 0, data: 'second' }], head: 'second' });
      const results = await commit(startWrite('f'), second, startWrite('g'));
      expect(results.map(({ type }) => type)).toStrictEqual(['committed', 'name-taken', 'committed']);
      expect(await executions.load(id)).toMatchObject({ row: { head: 'first' }, frames: [] });
      for (const name of ['f', 'g']) {
        const other = await executions.findByName(MACHINE, name);
        expect(await executions.load(other?.id as number)).toMatchObject({ frames: [] });
        expect(await executions.history(other?.id as number, { fromId: 1, toId: 9, reverse: false, limit: 9 })).toEqual(
          [],
        );
      }
    });

    it('fails when its name is taken within the same batch', async () => {
      const results = await commit(startWrite('e', { head: 'first' }), startWrite('e', { head: 'second' }));
      expect(results.map(({ type }) => type)).toStrictEqual(['committed', 'name-taken']);
      expect(await executions.findByName(MACHINE, 'e')).toMatchObject({ head: 'first' });
    });

    it('fails when the name belongs to an execution that has ended', async () => {
      await start('e', { status: 'SUCCEEDED', stopMs: 2000 });
      expect(await commit(startWrite('e'))).toStrictEqual([{ type: 'name-taken' }]);
    });

    it('may use the same name in another machine', async () => {
      const ids = await started(startWrite('e'), startWrite('e', { machineId: OTHER_MACHINE }));
      expect((await executions.findByName(OTHER_MACHINE, 'e'))?.id).toBe(ids[1]);
    });

    it('fails alone when the machine does not exist or is being deleted', async () => {
      await createMachine(store, 'dying', 'DELETING');
      const lost = startWrite('e', { machineId: 'unknown' });
      const results = await commit(lost, startWrite('e', { machineId: 'dying' }), startWrite('f'));
      expect(results.map(({ type }) => type)).toStrictEqual(['machine-not-active', 'machine-not-active', 'committed']);
      expect(await executions.findByName('dying', 'e')).toBeUndefined();
    });

    it('is told that the machine is being deleted rather than that the name is taken', async () => {
      await start('e');
      const change = {
        type: 'update',
        kind: 'stateMachine',
        id: MACHINE,
        version: 1,
        status: 'DELETING',
        data: '{}',
      } as const;
      await store.resources.apply([change]);
      expect(await commit(startWrite('e'))).toStrictEqual([{ type: 'machine-not-active' }]);
    });

    it('does not mistake a resource of another kind for the machine', async () => {
      const resource = {
        kind: 'role',
        scope: '1',
        name: 'r',
        id: 'role-1',
        status: 'ACTIVE',
        createdMs: 1,
        data: '{}',
      };
      await store.resources.apply([{ type: 'create', resource }]);
      expect(await commit(startWrite('e', { machineId: 'role-1' }))).toStrictEqual([{ type: 'machine-not-active' }]);
    });
  });

  describe('versions', () => {
    it.each([
      ['behind', 2],
      ['ahead', 4],
    ])('that are %s roll back the whole batch', async (_, version) => {
      const [a, b] = (await started(startWrite('a'), startWrite('b'))) as [number, number];
      await commit(stepWrite(a, 2));
      const history = { firstId: 1, lastId: 1, events: '[]' };
      const batch = [
        startWrite('c'),
        stepWrite(b, 2, { history, frames: [{ no: 0, data: 'x' }] }),
        stepWrite(a, version),
      ];
      await expect(executions.commit(fence, batch)).rejects.toThrow(VersionConflictError);
      expect(await executions.findByName(MACHINE, 'c')).toBeUndefined();
      expect(await executions.load(b)).toMatchObject({ row: { version: 1 }, frames: [] });
      expect(await executions.history(b, { fromId: 1, toId: 9, reverse: false, limit: 9 })).toStrictEqual([]);
    });

    it('of an execution that does not exist conflict', async () => {
      await expect(commit(stepWrite(4711, 2))).rejects.toThrow(VersionConflictError);
    });

    it('conflict for a step that ends the execution as well', async () => {
      const id = await start('e');
      await expect(commit(stepWrite(id, 3, { status: 'SUCCEEDED', stopMs: 5 }))).rejects.toThrow(VersionConflictError);
    });

    it('leave the store usable after a conflict', async () => {
      const id = await start('e');
      await expect(commit(stepWrite(id, 9))).rejects.toThrow(VersionConflictError);
      expect(await commit(stepWrite(id, 2))).toStrictEqual([{ type: 'committed', id }]);
    });
  });

  describe('a fence', () => {
    it('covers every shard', () => {
      expect(fence.owner).toBe('node-1');
      expect([...fence.epochs.keys()]).toStrictEqual(Array.from({ length: SHARD_COUNT }, (_, shard) => shard));
    });

    it('is lost to the next owner: nothing is written any more', async () => {
      const id = await start('e');
      const next = await executions.acquireShards('node-2');
      await expect(commit(startWrite('f'), stepWrite(id, 2))).rejects.toThrow(FenceLostError);
      expect(await executions.findByName(MACHINE, 'f')).toBeUndefined();
      expect(await executions.commit(next, [stepWrite(id, 2)])).toStrictEqual([{ type: 'committed', id }]);
    });

    it('is lost to the same owner too when it acquires again', async () => {
      await executions.acquireShards('node-1');
      await expect(commit(startWrite('e'))).rejects.toThrow(FenceLostError);
    });

    it('does not allow writes to shards that it does not hold', async () => {
      const partial = { owner: 'node-1', epochs: new Map([...fence.epochs].filter(([shard]) => shard !== 7)) };
      await expect(executions.commit(partial, [startWrite('e')])).rejects.toThrow(FenceLostError);
      expect(await executions.commit(partial, [startWrite('e', { shard: 8 })])).toHaveLength(1);
    });
  });

  it('reads what was committed as soon as the commit has resolved, and whole', async () => {
    const id = await start('e');
    for (let version = 2; version <= 20; version++) {
      const text = String(version);
      const committing = commit(stepWrite(id, version, { head: text, frames: [{ no: 0, data: text }] }));
      const during = await executions.load(id);
      if (during?.row.version !== 1) expect(during?.frames).toStrictEqual([{ no: 0, data: during?.row.head }]);
      await committing;
      expect(await executions.load(id)).toMatchObject({ row: { version }, frames: [{ no: 0, data: text }] });
    }
  });
}
