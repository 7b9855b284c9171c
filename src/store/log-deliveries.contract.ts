/** What every `ExecutionStore` remembers of the delivery of events to logs. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ExecutionStore, ExecutionWrite, Fence } from './execution-store.ts';
import { createMachine, idOf, MACHINE, startWrite, stepWrite } from './execution-writes.contract.ts';
import type { Store } from './store.ts';

export function logDeliveriesContract(open: () => Promise<Store>): void {
  let store: Store;
  let executions: ExecutionStore;
  let fence: Fence;

  beforeEach(async () => {
    store = await open();
    executions = store.executions;
    await createMachine(store, MACHINE);
    fence = await executions.acquireShards('node-1');
  });
  afterEach(() => store.close());

  const commit = (...writes: ExecutionWrite[]) => executions.commit(fence, writes);
  const listed = (query = { afterId: 0, limit: 99 }) => executions.listLogDeliveries(fence, query);
  const start = async (name: string, write: Partial<ExecutionWrite> = {}) =>
    idOf((await commit(startWrite(name, write)))[0]);
  const startLogged = (name: string) => start(name, { deliversLogFrom: 0 });

  it('only those executions have that were started so', async () => {
    const id = await startLogged('logged');
    const other = await start('not logged');
    expect(await listed()).toEqual([id]);
    expect(await executions.logDeliveries([id, other, 4711])).toEqual([
      { execution: await executions.find(startWrite('logged').start?.arn as string), deliveredId: 0 },
    ]);
  });

  it('the list goes on behind an id, within its limit', async () => {
    const ids = [await startLogged('a'), await startLogged('b'), await startLogged('c')];
    expect(await listed({ afterId: 0, limit: 2 })).toEqual(ids.slice(0, 2));
    expect(await listed({ afterId: ids[1] as number, limit: 2 })).toEqual(ids.slice(2));
  });

  it('moves, and is over when the execution has ended at the version that was read', async () => {
    const id = await startLogged('e');
    await executions.moveLogDeliveries([{ executionId: id, deliveredId: 3 }]);
    await commit(stepWrite(id, 2, { status: 'SUCCEEDED', stopMs: 5 }));
    expect(await executions.logDeliveries([id])).toMatchObject([
      { deliveredId: 3, execution: { status: 'SUCCEEDED' } },
    ]);
    await executions.moveLogDeliveries([{ executionId: id, deliveredId: 4, endedAtVersion: 1 }]);
    expect(await executions.logDeliveries([id])).toMatchObject([{ deliveredId: 4 }]);
    await executions.moveLogDeliveries([{ executionId: id, deliveredId: 4, endedAtVersion: 2 }]);
    expect(await executions.logDeliveries([id])).toEqual([]);
    expect(await listed()).toEqual([]);
  });

  it('once over it stays so, until a write begins it anew; one under way is not set back or forth by that', async () => {
    const id = await startLogged('e');
    await executions.moveLogDeliveries([{ executionId: id, deliveredId: 3, endedAtVersion: 1 }]);
    await executions.moveLogDeliveries([{ executionId: id, deliveredId: 5 }]);
    expect(await listed()).toEqual([]);
    await commit(stepWrite(id, 2, { deliversLogFrom: 3 }));
    await commit(stepWrite(id, 3, { deliversLogFrom: 7 }));
    expect(await executions.logDeliveries([id])).toMatchObject([{ deliveredId: 3 }]);
  });
}
