/** Writes for the tests of stores, with only what a test cares about. */
import { expect } from 'vitest';
import type { ChildOfMapRun, ExecutionWrite, StartedThrough, WriteResult } from './execution-store.ts';
import type { Store } from './store.ts';

export const MACHINE = 'machine-1';
export const OTHER_MACHINE = 'machine-2';

/** The first write of a running execution, with what a test cares about. */
export function startWrite(
  name: string,
  {
    machineId = MACHINE,
    startMs = 1000,
    through,
    mapRun,
    ...write
  }: Partial<ExecutionWrite> & {
    machineId?: string;
    startMs?: number;
    through?: StartedThrough;
    mapRun?: ChildOfMapRun;
  } = {},
): ExecutionWrite {
  const arn = `arn:aws:states:us-east-1:123456789012:execution:M:${name}`;
  return {
    start: {
      arn,
      name,
      machineId,
      revisionId: 'revision-1',
      startMs,
      ...(through !== undefined && { through }),
      ...(mapRun !== undefined && { mapRun }),
    },
    shard: 7,
    version: 1,
    status: 'RUNNING',
    head: '{}',
    frames: [],
    values: [],
    ...write,
  };
}

/** A later write. */
export function stepWrite(id: number, version: number, write: Partial<ExecutionWrite> = {}): ExecutionWrite {
  return { id, version, shard: 7, status: 'RUNNING', head: `{"v":${version}}`, frames: [], values: [], ...write };
}

export async function createMachine(store: Store, id: string, status = 'ACTIVE'): Promise<void> {
  const resource = {
    kind: 'stateMachine',
    scope: '123456789012/us-east-1',
    name: id,
    id,
    status,
    createdMs: 1,
    data: '{}',
  };
  expect(await store.resources.apply([{ type: 'create', resource }])).toBeUndefined();
}

export function idOf(result: WriteResult | undefined): number {
  if (result?.type !== 'committed') throw new Error(`not committed: ${result?.type}`);
  return result.id;
}
