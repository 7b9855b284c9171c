/** Where a step's frames go: the machine's own with the head while it is small, into a row of its own while it is large. */
import { expect, test } from 'vitest';
import type { Input } from '../asl/advance.ts';
import { definitionOf, IDENTITY, MachineRun } from '../asl/run-machine.testing.ts';
import { decodeExecution, SharedValues } from './codec.ts';
import { stepWrite } from './execution-write.ts';
import type { MachineRevision } from './machine-source.ts';
import { type Loaded, newRecord } from './record.ts';

const wait = { Type: 'Wait', Seconds: 60 };
const assign = (length: number, Next: string) => ({ Type: 'Pass', Assign: { v: 'x'.repeat(length) }, Next });

test('a frame that grows and shrinks again is found where it was written last', () => {
  const run = new MachineRun(
    definitionOf({
      Small: { ...wait, Next: 'Grow' },
      Grow: assign(3000, 'Large'),
      Large: { ...wait, Next: 'Shrink' },
      Shrink: assign(1, 'Small again'),
      'Small again': { ...wait, End: true },
    }),
  );
  const record = newRecord(IDENTITY.arn, 0);
  record.id = 1;
  const values = new SharedValues();
  const revision = { machine: run.machine } as MachineRevision;
  const loaded: Loaded = { version: 1, state: run.state, values, revision };
  const rows = new Map<number, string>();

  /** What is stored after the step; `frames` names the rows that it wrote. */
  function write(input: Input): { readonly stateName: string | undefined; readonly frames: readonly number[] } {
    const step = run.give(input);
    const write = stepWrite(record, loaded, { ...step, changed: new Set(step.changed), refused: new Set() });
    for (const { no, data } of write.frames) {
      if (data === null) rows.delete(no);
      else rows.set(no, data);
    }
    const { arn, name, startMs } = IDENTITY;
    const { shard, version, status, head } = write;
    const row = {
      id: 1,
      arn,
      name,
      startMs,
      machineId: 'm',
      revisionId: 'r',
      parked: false,
      redriveCount: 0,
      shard,
      version,
      status,
      head,
    };
    const frames = [...rows].map(([no, data]) => ({ no, data }));
    const { state } = decodeExecution({ row, frames, values: [] }, IDENTITY);
    expect(state).toEqual(step.state);
    return { stateName: state.frames.get(0)?.stateName, frames: write.frames.map(({ no }) => no) };
  }
  const wakeUp = (): Input => {
    run.nowMs += 60_000;
    return { type: 'wake' };
  };

  expect(write({ type: 'continue' })).toEqual({ stateName: 'Small', frames: [] });
  expect(write(wakeUp())).toEqual({ stateName: 'Large', frames: [0] });
  expect(write(wakeUp())).toEqual({ stateName: 'Small again', frames: [] });
});
