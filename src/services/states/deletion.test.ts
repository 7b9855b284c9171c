/** Deleting a state machine: durable from the first moment, over when its last execution has ended, whatever restarts. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ControlledStore } from '../../../tests/support/controlled-store.ts';
import { executionArn, functionArn } from '../../../tests/support/engine-under-test.ts';
import { NO_MAP_RUNS } from '../../../tests/support/map-runs-under-test.ts';
import { ScriptedTasks, succeeded } from '../../../tests/support/scripted-tasks.ts';
import { FakeClock } from '../../base/clock.ts';
import { Payload } from '../../base/payload.ts';
import { seededRandom } from '../../base/random.ts';
import type { Call } from '../../base/service.ts';
import { Engine } from '../../engine/engine.ts';
import { openMemoryStore } from '../../store/memory/index.ts';
import { DELETING, MachineDeletion } from './deletion.ts';
import { LOGGING_OFF } from './logging.ts';
import { type MachineRow, MachineStore, NOTHING_PUBLISHED, OWNED } from './machine-store.ts';
import { testCases } from './test-cases.ts';

const SCOPE = '123456789012/us-east-1';
const MACHINE_ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:M';
const TASK_THEN_PASS = JSON.stringify({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: functionArn('f'), Next: 'P' }, P: { Type: 'Pass', End: true } },
});
const settings = { loggingConfiguration: LOGGING_OFF, tracingConfiguration: {} };

describe('the deletion of a state machine', () => {
  let stored: ReturnType<typeof openMemoryStore>;
  let clock: FakeClock;
  let tasks: ScriptedTasks;
  let store: ControlledStore;
  let machines: MachineStore;
  let engine: Engine;
  let deletion: MachineDeletion;
  let crash: () => void;

  beforeEach(async () => {
    stored = openMemoryStore();
    clock = new FakeClock();
    tasks = new ScriptedTasks();
    await boot();
    const data = { arn: MACHINE_ARN, type: 'STANDARD', revision: 'r1', tags: [], ...NOTHING_PUBLISHED } as const;
    const revision = { machineId: 'm1', machineArn: MACHINE_ARN, machineName: 'M', roleArn: 'r', updateMs: 1 };
    await machines.create(
      SCOPE,
      { id: 'm1', createdMs: 1, data },
      { ...revision, ...settings, definition: TASK_THEN_PASS },
    );
  });

  /** As the composition root does it. */
  async function boot(): Promise<void> {
    let alive = true;
    store = new ControlledStore(stored.executions);
    const ended = store;
    crash = () => {
      alive = false;
      ended.end();
    };
    machines = await MachineStore.open(stored.resources);
    engine = await Engine.open({
      store,
      machines,
      effects: tasks.port(() => alive),
      mapRuns: NO_MAP_RUNS,
      clock,
      random: seededRandom('5eed'),
      onUnknownOutcome: 'rerun',
      taskToken: ({ arn }, effectId) => `${arn} ${effectId}`,
      onEnded: (machineId) => deletion.executionEnded(machineId),
      onParked() {},
      onDefect() {},
    });
    deletion = new MachineDeletion({ machines, executions: store, engine, clock });
    deletion.resume();
    await engine.recover();
    await deletion.finishPending();
  }

  const machine = () => machines.machines.get(SCOPE, 'M');
  const statusOf = async (name: string) => (await stored.executions.find(executionArn(name)))?.status;
  const settle = async () => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  };

  async function start(name: string) {
    const revision = await machines.revision('r1');
    return engine.start({ revision, arn: executionArn(name), name, input: Payload.ofText('{}') });
  }

  test('without executions is over at once', async () => {
    await deletion.begin(machine() as MachineRow);
    expect(machine()).toBeUndefined();
    expect(await stored.resources.list('stateMachine', {})).toEqual([]);
  });

  test('waits for a running execution, which ends at its next transition', async () => {
    await start('e');
    await deletion.begin(machine() as MachineRow);
    expect(machine()?.status).toBe(DELETING);
    expect(await start('f')).toEqual({ type: 'machine-not-active' });
    tasks.finish('e', succeeded({}));
    await settle();
    expect(await statusOf('e')).toBe('ABORTED');
    expect(machine()).toBeUndefined();
  });

  test('goes on after a crash: no new starts, and the execution ends at its next transition', async () => {
    await start('e');
    await deletion.begin(machine() as MachineRow);
    crash();
    await boot();
    expect(machine()?.status).toBe(DELETING);
    expect(await start('f')).toEqual({ type: 'machine-not-active' });
    await settle();
    tasks.finish('e', succeeded({}));
    await settle();
    expect(await statusOf('e')).toBe('ABORTED');
    expect(machine()).toBeUndefined();
  });

  test('is finished by the next process when the last execution had ended before the crash', async () => {
    await start('e');
    const row = machine() as MachineRow;
    await machines.machines.update(row, row.data, DELETING);
    await engine.stop(executionArn('e'), {});
    crash();
    await boot();
    expect(machine()).toBeUndefined();
  });

  test('is tried again when the store fails as the last execution ends', async () => {
    await start('e');
    await deletion.begin(machine() as MachineRow);
    store.countError = new Error('the disk is broken');
    await engine.stop(executionArn('e'), {});
    await settle();
    expect(machine()?.status).toBe(DELETING);
    store.countError = undefined;
    clock.advance(1_000);
    await settle();
    expect(machine()).toBeUndefined();
  });

  test('takes along what belongs to the machine', async () => {
    const cases = testCases({ machines, resources: stored.resources, clock, random: seededRandom('5eed') });
    const call = { account: '123456789012', region: 'us-east-1' } as Call;
    await cases.put(MACHINE_ARN, { name: 'c', stateName: 'T', input: '{}' }, call);
    const owned = async () =>
      (await Promise.all(Object.values(OWNED).map((kind) => stored.resources.list(kind, {})))).flat();
    expect((await owned()).map(({ kind }) => kind)).toEqual([OWNED.revision, OWNED.testCase]);
    await deletion.begin(machine() as MachineRow);
    expect(await owned()).toEqual([]);
  });

  test('that is asked for twice at the same time, or meets an update, is one', async () => {
    await start('e');
    const row = machine() as MachineRow;
    const update = machines.machines.update(row, { ...row.data, tags: [{ key: 'k', value: 'v' }] });
    await Promise.all([update, deletion.begin(row), deletion.begin(row)]);
    expect(machine()).toMatchObject({ status: DELETING, data: { tags: [{ key: 'k', value: 'v' }] } });
    await engine.stop(executionArn('e'), {});
    await settle();
    expect(machine()).toBeUndefined();
  });
});
