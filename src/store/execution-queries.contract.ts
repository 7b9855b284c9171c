/** What every `ExecutionStore` finds and lists. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ExecutionStore,
  type ExecutionWrite,
  executionSortMs,
  type Fence,
  VersionConflictError,
} from './execution-store.ts';
import { createMachine, idOf, MACHINE, OTHER_MACHINE, startWrite, stepWrite } from './execution-writes.contract.ts';
import type { Store } from './store.ts';

export function executionQueriesContract(open: () => Promise<Store>): void {
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

  describe('finding', () => {
    it('by ARN gives the newest execution, also when the machine was made again', async () => {
      const [, second] = await started(startWrite('e'), startWrite('e', { machineId: OTHER_MACHINE }), startWrite('f'));
      const arn = startWrite('e').start?.arn as string;
      expect(await executions.find(arn)).toMatchObject({ id: second, machineId: OTHER_MACHINE, arn });
    });

    it('by ARN compares all of it', async () => {
      await start('e');
      expect(await executions.find('arn:aws:states:eu-west-1:123456789012:execution:M:e')).toBeUndefined();
      expect(await executions.find('e')).toBeUndefined();
    });

    it('by name stays within the machine', async () => {
      const id = await start('e');
      expect(await executions.findByName(MACHINE, 'e')).toMatchObject({ id, status: 'RUNNING' });
      expect(await executions.findByName(OTHER_MACHINE, 'e')).toBeUndefined();
      expect(await executions.findByName(MACHINE, 'E')).toBeUndefined();
    });

    it('by ids, and by id from one on, gives rows in the order of ids', async () => {
      const ids = await started(startWrite('a'), startWrite('b'), startWrite('c'));
      const [a, b, c] = ids as [number, number, number];
      const namesOf = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);
      expect(namesOf(await executions.rows([c, 4711, a]))).toStrictEqual(['a', 'c']);
      expect(await executions.rows([])).toStrictEqual([]);
      expect(namesOf(await executions.listAfter({ afterId: a, limit: 9 }))).toStrictEqual(['b', 'c']);
      expect(namesOf(await executions.listAfter({ afterId: 0, limit: 1 }))).toStrictEqual(['a']);
      expect(await executions.listAfter({ afterId: b, limit: 1 })).toStrictEqual([
        await executions.findByName(MACHINE, 'c'),
      ]);
    });

    it('by an unknown id gives nothing', async () => {
      expect(await executions.load(4711)).toBeUndefined();
    });
  });

  describe('a listing', () => {
    const names = async (listing: Parameters<ExecutionStore['list']>[0]) =>
      (await executions.list(listing)).map(({ name }) => name);

    beforeEach(async () => {
      await started(
        startWrite('stopped-first', { startMs: 10, status: 'SUCCEEDED', stopMs: 200 }),
        startWrite('stopped-last', { startMs: 20, status: 'FAILED', stopMs: 400 }),
        startWrite('running', { startMs: 300 }),
        startWrite('same-time-1', { startMs: 100, status: 'SUCCEEDED', stopMs: 350 }),
        startWrite('same-time-2', { startMs: 30, status: 'SUCCEEDED', stopMs: 350 }),
        startWrite('parked', { startMs: 50, parked: true }),
        startWrite('elsewhere', { machineId: OTHER_MACHINE, startMs: 310 }),
      );
    });

    it('is newest first: by stop time, or start time of the running, then by id', async () => {
      expect(await names({ machineId: MACHINE, limit: 99 })).toStrictEqual([
        'stopped-last',
        'same-time-2',
        'same-time-1',
        'running',
        'stopped-first',
        'parked',
      ]);
    });

    it('follows a step that ends an execution', async () => {
      const running = await executions.findByName(MACHINE, 'running');
      await commit(stepWrite(running?.id as number, 2, { status: 'TIMED_OUT', stopMs: 999 }));
      expect(await names({ machineId: MACHINE, limit: 1 })).toStrictEqual(['running']);
      expect(await names({ machineId: MACHINE, status: 'TIMED_OUT', limit: 9 })).toStrictEqual(['running']);
      expect(await names({ machineId: MACHINE, status: 'RUNNING', limit: 9 })).toStrictEqual(['parked']);
    });

    it.each([
      ['RUNNING', ['running', 'parked']],
      ['SUCCEEDED', ['same-time-2', 'same-time-1', 'stopped-first']],
      ['FAILED', ['stopped-last']],
      ['ABORTED', []],
    ] as const)('of status %s has those only', async (status, expected) => {
      expect(await names({ machineId: MACHINE, status, limit: 99 })).toStrictEqual(expected);
    });

    it.each([undefined, 'RUNNING', 'SUCCEEDED'] as const)('of status %s can be read page by page', async (status) => {
      const filter = { machineId: MACHINE, ...(status !== undefined && { status }) };
      const paged: string[] = [];
      let page = await executions.list({ ...filter, limit: 1 });
      while (page[0] !== undefined) {
        paged.push(page[0].name);
        const before = { sortMs: executionSortMs(page[0]), id: page[0].id };
        page = await executions.list({ ...filter, before, limit: 1 });
      }
      expect(paged).toStrictEqual(await names({ ...filter, limit: 99 }));
    });
  });

  describe('a listing of a version or an alias', () => {
    const PROD_1 = { version: 1, alias: 'PROD' };
    const PROD_2 = { version: 2, alias: 'PROD' };

    beforeEach(async () => {
      await started(
        startWrite('unqualified', { startMs: 1 }),
        startWrite('version-1', { startMs: 2, through: { version: 1 } }),
        startWrite('alias-to-1', { startMs: 3, through: PROD_1 }),
        startWrite('alias-to-2', { startMs: 4, status: 'FAILED', stopMs: 4, through: PROD_2 }),
        startWrite('ended', { startMs: 5, status: 'SUCCEEDED', stopMs: 5, through: { version: 1 } }),
        startWrite('elsewhere', { machineId: OTHER_MACHINE, startMs: 6, through: PROD_1 }),
      );
    });

    it.each([
      [{ version: 1 }, undefined, ['ended', 'alias-to-1', 'version-1']],
      [{ version: 1 }, 'RUNNING', ['alias-to-1', 'version-1']],
      [{ version: 1 }, 'SUCCEEDED', ['ended']],
      [{ version: 3 }, undefined, []],
      [{ alias: 'PROD' }, undefined, ['alias-to-2', 'alias-to-1']],
      [{ alias: 'PROD' }, 'FAILED', ['alias-to-2']],
      [{ alias: 'PROD' }, 'SUCCEEDED', []],
      [{ alias: 'prod' }, undefined, []],
    ] as const)('%o of status %s has those started through it', async (through, status, expected) => {
      const rows = await executions.list({ machineId: MACHINE, through, ...(status && { status }), limit: 99 });
      expect(rows.map(({ name }) => name)).toStrictEqual(expected);
    });

    it('goes on below a position', async () => {
      const before = { sortMs: 3, id: Number.MAX_SAFE_INTEGER };
      const rows = await executions.list({ machineId: MACHINE, through: { version: 1 }, before, limit: 1 });
      expect(rows.map(({ name }) => name)).toStrictEqual(['alias-to-1']);
    });

    it('gives rows that say what they were started through', async () => {
      const rowOf = (name: string) => executions.findByName(MACHINE, name);
      expect((await rowOf('alias-to-2'))?.through).toStrictEqual(PROD_2);
      expect((await rowOf('version-1'))?.through).toStrictEqual({ version: 1 });
      expect(await rowOf('unqualified')).not.toHaveProperty('through');
    });

    it('follows a step that ends an execution', async () => {
      const row = await executions.findByName(MACHINE, 'version-1');
      await commit(stepWrite(row?.id as number, 2, { status: 'ABORTED', stopMs: 999 }));
      const [first] = await executions.list({ machineId: MACHINE, through: { version: 1 }, limit: 1 });
      expect(first).toMatchObject({ name: 'version-1', status: 'ABORTED', through: { version: 1 } });
    });
  });

  describe('open executions', () => {
    it('are the running, unparked ones, ascending by id, page by page', async () => {
      const ids = await started(
        startWrite('a'),
        startWrite('b', { status: 'SUCCEEDED', stopMs: 1 }),
        startWrite('c', { parked: true }),
        startWrite('d', { machineId: OTHER_MACHINE, startMs: 1 }),
        startWrite('e', { status: 'FAILED', stopMs: 1 }),
        startWrite('f'),
      );
      const [a, , , d, , f] = ids as [number, number, number, number, number, number];
      expect(await executions.listOpen(fence, { afterId: 0, limit: 2 })).toStrictEqual([a, d]);
      expect(await executions.listOpen(fence, { afterId: d, limit: 2 })).toStrictEqual([f]);
    });

    it('are counted by machine, parked ones included', async () => {
      await started(
        startWrite('a'),
        startWrite('b', { parked: true }),
        startWrite('c', { status: 'ABORTED', stopMs: 1 }),
      );
      await start('d', { machineId: OTHER_MACHINE });
      expect(await executions.countOpen(MACHINE)).toBe(2);
      expect(await executions.countOpen('unknown')).toBe(0);
    });

    it('no longer include one that is parked, until it is released', async () => {
      const id = await start('e', { nextWakeMs: 10 });
      await commit(stepWrite(id, 2, { parked: true, nextWakeMs: 10 }));
      expect((await executions.load(id))?.row.parked).toBe(true);
      expect(await executions.listOpen(fence, { afterId: 0, limit: 9 })).toStrictEqual([]);
      expect(await executions.listDue(fence, { beforeMs: 99, limit: 9 })).toStrictEqual([]);
      await commit(stepWrite(id, 3, { nextWakeMs: 10 }));
      expect((await executions.load(id))?.row.parked).toBe(false);
      expect(await executions.listOpen(fence, { afterId: 0, limit: 9 })).toStrictEqual([id]);
      expect(await executions.listDue(fence, { beforeMs: 99, limit: 9 })).toStrictEqual([id]);
    });

    it('no longer include one that has ended', async () => {
      const id = await start('e', { nextWakeMs: 10 });
      await commit(stepWrite(id, 2, { status: 'SUCCEEDED', stopMs: 5, nextWakeMs: 10 }));
      expect(await executions.listOpen(fence, { afterId: 0, limit: 9 })).toStrictEqual([]);
      expect(await executions.listDue(fence, { beforeMs: 99, limit: 9 })).toStrictEqual([]);
      expect(await executions.countOpen(MACHINE)).toBe(0);
    });
  });

  describe('children of a Map Run', () => {
    const child = (name: string, itemCount: number, write: Partial<ExecutionWrite> = {}, id = 'run-1') =>
      startWrite(name, { mapRun: { id, itemCount }, ...write });

    beforeEach(async () => {
      await started(
        startWrite('own', { status: 'FAILED', stopMs: 5 }),
        child('a', 1, { status: 'SUCCEEDED', stopMs: 10 }),
        child('b', 2, { status: 'SUCCEEDED', stopMs: 30 }),
        child('c', 3, { status: 'FAILED', stopMs: 20 }),
        child('d', 4),
        child('elsewhere', 5, {}, 'run-2'),
      );
    });

    it('keep what they belong to, and how many items they have', async () => {
      expect((await executions.findByName(MACHINE, 'c'))?.mapRun).toStrictEqual({ id: 'run-1', itemCount: 3 });
      expect(await executions.findByName(MACHINE, 'own')).not.toHaveProperty('mapRun');
    });

    it('are listed by their Map Run, and not by their machine', async () => {
      const names = async (listing: Partial<Parameters<ExecutionStore['list']>[0]>) =>
        (await executions.list({ machineId: MACHINE, limit: 9, ...listing })).map(({ name }) => name);

      expect(await names({})).toStrictEqual(['own']);
      expect(await names({ status: 'FAILED' })).toStrictEqual(['own']);
      expect(await names({ mapRunId: 'run-1' })).toStrictEqual(['d', 'b', 'c', 'a']);
      expect(await names({ mapRunId: 'run-1', status: 'SUCCEEDED' })).toStrictEqual(['b', 'a']);
      expect(await names({ mapRunId: 'run-1', status: 'FAILED' })).toStrictEqual(['c']);
      expect(await names({ mapRunId: 'run-1', status: 'RUNNING' })).toStrictEqual(['d']);
    });

    it('are counted by status, with their items', async () => {
      const counts = await executions.countChildren('run-1');
      expect([...counts].sort((a, b) => (a.status < b.status ? -1 : 1))).toStrictEqual([
        { status: 'FAILED', executions: 1, items: 3 },
        { status: 'RUNNING', executions: 1, items: 4 },
        { status: 'SUCCEEDED', executions: 2, items: 3 },
      ]);
      expect(await executions.countChildren('unknown')).toStrictEqual([]);
    });

    it('are open executions of their machine as long as they run', async () => {
      expect(await executions.countOpen(MACHINE)).toBe(2);
    });
  });

  describe('redriven executions', () => {
    const redrive = (id: number, version: number, redriveMs: number, write: Partial<ExecutionWrite> = {}) =>
      stepWrite(id, version, { redrive: { count: version - 1, redriveMs }, ...write });

    it('run again, and say how often and when they last did', async () => {
      const id = await start('e', { status: 'FAILED', stopMs: 2000 });
      expect((await executions.load(id))?.row).toMatchObject({ redriveCount: 0 });
      expect(await commit(redrive(id, 2, 3000))).toStrictEqual([{ type: 'committed', id }]);
      const row = (await executions.load(id))?.row;
      expect(row).toMatchObject({ status: 'RUNNING', startMs: 1000, redriveCount: 1, redriveMs: 3000 });
      expect(row).not.toHaveProperty('stopMs');
      expect(await executions.listOpen(fence, { afterId: 0, limit: 9 })).toStrictEqual([id]);
      await commit(stepWrite(id, 3, { nextWakeMs: 5 }), stepWrite(id, 4, { status: 'SUCCEEDED', stopMs: 9000 }));
      expect((await executions.load(id))?.row).toMatchObject({ redriveCount: 1, redriveMs: 3000, stopMs: 9000 });
    });

    it('are listed by when they were redriven while they run, and by whether they were', async () => {
      const [a, b] = await started(
        startWrite('a', { status: 'FAILED', stopMs: 1001, through: { version: 1, alias: 'PROD' } }),
        startWrite('b', { status: 'FAILED', stopMs: 1002 }),
        startWrite('never', { startMs: 2000 }),
      );
      await commit(redrive(a as number, 2, 3000), redrive(b as number, 2, 2500, { status: 'FAILED', stopMs: 2500 }));
      const names = async (listing: Partial<Parameters<ExecutionStore['list']>[0]>) =>
        (await executions.list({ machineId: MACHINE, limit: 9, ...listing })).map(({ name }) => name);
      expect(await names({})).toStrictEqual(['a', 'b', 'never']);
      await commit(stepWrite(a as number, 3, { parked: true }));
      expect(await names({})).toStrictEqual(['a', 'b', 'never']);
      expect(await names({ redriven: true })).toStrictEqual(['a', 'b']);
      expect(await names({ redriven: false })).toStrictEqual(['never']);
      expect(await names({ redriven: true, status: 'RUNNING' })).toStrictEqual(['a']);
      expect(await names({ redriven: true, through: { version: 1 } })).toStrictEqual(['a']);
      expect(await names({ redriven: true, through: { alias: 'TEST' } })).toStrictEqual([]);
      expect(await names({ redriven: true, limit: 1, before: { sortMs: 3000, id: a as number } })).toStrictEqual(['b']);
    });

    it('need their machine to be active, and the version that was read', async () => {
      const [e, f] = await started(
        startWrite('e', { status: 'FAILED', stopMs: 2 }),
        startWrite('f', { status: 'FAILED', stopMs: 2, machineId: OTHER_MACHINE }),
      );
      const machine = await store.resources.getById('stateMachine', OTHER_MACHINE);
      await store.resources.apply([
        {
          type: 'update',
          kind: 'stateMachine',
          id: OTHER_MACHINE,
          version: machine?.version as number,
          status: 'DELETING',
          data: '{}',
        },
      ]);
      expect(await commit(redrive(f as number, 2, 5))).toStrictEqual([{ type: 'machine-not-active' }]);
      expect((await executions.load(f as number))?.row).toMatchObject({ status: 'FAILED', version: 1 });
      await expect(commit(redrive(e as number, 3, 5))).rejects.toThrow(VersionConflictError);
    });
  });

  describe('parked executions', () => {
    const PREFIX = 'arn:aws:states:us-east-1:123456789012:';
    const listed = async (arnPrefix: string, { afterId = 0, limit = 9 } = {}) =>
      (await executions.listParked({ arnPrefix, afterId, limit })).map(({ name }) => name);

    it('are listed by id, within a limit, where their ARN begins as asked', async () => {
      const ids = await started(startWrite('a'), startWrite('b'), startWrite('c'), startWrite('not parked'));
      await commit(...ids.slice(0, 3).map((id) => stepWrite(id, 2, { parked: true })));
      expect(await listed(PREFIX)).toStrictEqual(['a', 'b', 'c']);
      expect(await listed(PREFIX, { afterId: ids[0] as number, limit: 1 })).toStrictEqual(['b']);
      expect(await listed('arn:aws:states:eu-west-1:')).toStrictEqual([]);
    });

    it('leave the list when they are released', async () => {
      const id = await start('e');
      await commit(stepWrite(id, 2, { parked: true }));
      await commit(stepWrite(id, 3));
      expect(await listed(PREFIX)).toStrictEqual([]);
    });
  });

  describe('due executions', () => {
    it('are those to be woken before the time, soonest first', async () => {
      const ids = await started(
        startWrite('late', { nextWakeMs: 200 }),
        startWrite('soon', { nextWakeMs: 100 }),
        startWrite('at the time', { nextWakeMs: 300 }),
        startWrite('never'),
      );
      const [late, soon] = ids;
      expect(await executions.listDue(fence, { beforeMs: 300, limit: 9 })).toStrictEqual([soon, late]);
      expect(await executions.listDue(fence, { beforeMs: 300, limit: 1 })).toStrictEqual([soon]);
    });

    it('follow each step', async () => {
      const id = await start('e', { nextWakeMs: 100 });
      await commit(stepWrite(id, 2, { nextWakeMs: 500 }));
      expect(await executions.listDue(fence, { beforeMs: 300, limit: 9 })).toStrictEqual([]);
      await commit(stepWrite(id, 3));
      expect(await executions.listDue(fence, { beforeMs: 999, limit: 9 })).toStrictEqual([]);
    });
  });

  describe('a history', () => {
    let id: number;
    const first = { firstId: 1, lastId: 3, events: '[1,2,3]' };
    const second = { firstId: 4, lastId: 4, events: '[4]' };
    const third = { firstId: 5, lastId: 9, events: '[5,6,7,8,9]' };

    beforeEach(async () => {
      const other = await start('other', { history: { firstId: 1, lastId: 99, events: 'other' } });
      id = await start('e', { history: first });
      await commit(stepWrite(id, 2, { history: second }), stepWrite(other, 2));
      await commit(stepWrite(id, 3));
      await commit(stepWrite(id, 4, { history: third }));
    });

    it.each([
      ['from the beginning', { fromId: 1, toId: 99 }, [first, second, third]],
      ['from within a row', { fromId: 2, toId: 4 }, [first, second]],
      ['up to within a row', { fromId: 4, toId: 6 }, [second, third]],
      ['within one row', { fromId: 6, toId: 7 }, [third]],
      ['beyond the end', { fromId: 10, toId: 99 }, []],
    ])('gives the rows that hold the events %s', async (_, range, rows) => {
      expect(await executions.history(id, { ...range, reverse: false, limit: 9 })).toStrictEqual(rows);
      expect(await executions.history(id, { ...range, reverse: true, limit: 9 })).toStrictEqual([...rows].reverse());
    });

    it('is limited from the end it is read from', async () => {
      const range = { fromId: 1, toId: 9, limit: 2 };
      expect(await executions.history(id, { ...range, reverse: false })).toStrictEqual([first, second]);
      expect(await executions.history(id, { ...range, reverse: true })).toStrictEqual([third, second]);
    });

    it('of an unknown execution is empty', async () => {
      expect(await executions.history(4711, { fromId: 1, toId: 9, reverse: false, limit: 9 })).toStrictEqual([]);
    });
  });

  describe('values', () => {
    it('are found by number, within their execution; unknown ones are left out', async () => {
      const values = [1, 2, 3].map((no) => ({ no, text: `text ${no}` }));
      const [id, other] = (await started(startWrite('e', { values }), startWrite('f'))) as [number, number];
      expect(await executions.values(id, [3, 1, 4])).toStrictEqual(
        new Map([
          [1, 'text 1'],
          [3, 'text 3'],
        ]),
      );
      expect(await executions.values(id, [])).toStrictEqual(new Map());
      expect(await executions.values(other, [1])).toStrictEqual(new Map());
    });
  });
}
