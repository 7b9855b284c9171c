/** Executions of Express workflows: in memory, without commits, at least once when nobody waits for them. */
import { beforeEach, describe, expect, test } from 'vitest';
import { machineOf, ONE_TASK, TASK } from '../../tests/support/engine-under-test.ts';
import { failed, ScriptedTasks, succeeded } from '../../tests/support/scripted-tasks.ts';
import { FakeClock } from '../base/clock.ts';
import type { Json } from '../base/json.ts';
import { Payload } from '../base/payload.ts';
import { seededRandom } from '../base/random.ts';
import { openMemoryStore } from '../store/memory/index.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { LogLines } from './execution-log.ts';
import { ExpressExecutions } from './express.ts';
import { ExpressInterrupted } from './express-runner.ts';
import type { MachineRevision } from './machine-source.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012';
const LOGGING = { level: 'ALL', includeExecutionData: true, logGroupArn: `${ARN}:log-group:g:*` } as const;
const EXPRESS_START = 'expressStart';

let clock: FakeClock;
let tasks: ScriptedTasks;
let resources: ResourceStore;
let revisions: Map<string, MachineRevision>;
let posted: LogLines[];
let settled: Promise<void>;
let defects: unknown[];
let crash: () => void;
let express: ExpressExecutions;

beforeEach(async () => {
  clock = new FakeClock();
  tasks = new ScriptedTasks();
  resources = openMemoryStore().resources;
  revisions = new Map();
  posted = [];
  settled = Promise.resolve();
  defects = [];
  await boot();
});

async function boot(): Promise<void> {
  let alive = true;
  crash = () => {
    alive = false;
  };
  express = await ExpressExecutions.open({
    resources,
    machines: {
      revision: async (id) => revisions.get(id) as MachineRevision,
      tryRevision: async (id) => revisions.get(id),
    },
    effects: tasks.port(() => alive),
    log: {
      hasGroup: async () => true,
      append: async () => {},
      post(lines) {
        posted.push(lines);
        return undefined;
      },
      settle: () => settled,
    },
    clock,
    random: seededRandom('e'),
    onDefect: (error) => defects.push(error),
  });
  await express.recover();
}

function machine(definition: Json, more: Partial<MachineRevision> = {}): MachineRevision {
  const revision: MachineRevision = {
    id: 'revision',
    machineId: 'machine',
    machine: machineOf(definition),
    machineArn: `${ARN}:stateMachine:M`,
    machineName: 'M',
    roleArn: 'arn:aws:iam::123456789012:role/r',
    ...more,
  };
  revisions.set(revision.id, revision);
  return revision;
}

const request = (revision: MachineRevision, id = 'id', input = '{}') => ({
  revision,
  arn: `${ARN}:express:M:e:${id}`,
  name: 'e',
  input: Payload.parse(input),
});

const records = async () => (await resources.list(EXPRESS_START, {})).map(({ id }) => id);

/** Everything that can happen without the clock or the test has happened. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(ms: number): Promise<void> {
  await settle();
  clock.advance(ms);
  await settle();
}

describe('an execution', () => {
  test('gives the state in which it ended, and is forgotten', async () => {
    const pass = machine({ StartAt: 'P', States: { P: { Type: 'Pass', Result: { a: 1 }, End: true } } });
    const ended = await express.runSync(request(pass));
    expect(ended).toMatchObject({ status: 'SUCCEEDED', identity: { name: 'e', express: 'sync' } });
    expect(ended.output?.text).toBe('{"a":1}');
    expect(express.runningCount).toBe(0);
    expect(clock.nextDueMs).toBeUndefined();
  });

  test('runs tasks, waits for their retries, and is told of their end', async () => {
    const retrying = machine({
      StartAt: 'T',
      States: { T: { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 2 }], End: true } },
    });
    const ending = express.runSync(request(retrying));
    await settle();
    tasks.finish('e', failed('E'));
    await pass(1_999);
    expect(tasks.runs).toEqual(['e 0-0']);
    await pass(1);
    expect(tasks.runs).toEqual(['e 0-0', 'e 0-1']);
    tasks.finish('e', succeeded({ ok: true }));
    expect((await ending).output?.text).toBe('{"ok":true}');
  });

  test('gets a place for a task when one is free, and gives it back when it ends before', async () => {
    tasks.places = 0;
    const either = machine({
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'T', States: { T: { ...TASK, End: true } } },
            {
              StartAt: 'W',
              States: { W: { Type: 'Wait', Seconds: 1, Next: 'F' }, F: { Type: 'Fail', Error: 'Late' } },
            },
          ],
          End: true,
        },
      },
    });
    const ending = express.runSync(request(either));
    await settle();
    expect(tasks.waitingCount).toBe(1);
    await pass(1_000);
    expect(await ending).toMatchObject({ status: 'FAILED', failure: { error: 'Late' } });
    expect(tasks.waitingCount).toBe(0);
  });

  test('times out after five minutes, or sooner when its machine says so', async () => {
    const forever = machine(ONE_TASK);
    const ending = express.runSync(request(forever));
    await pass(299_999);
    expect(express.runningCount).toBe(1);
    await pass(1);
    const startMs = clock.nowMs() - 300_000;
    expect(await ending).toMatchObject({ status: 'TIMED_OUT', stopMs: startMs + 300_000 });
    const hasty = express.runSync(request(machine({ ...ONE_TASK, TimeoutSeconds: 3 }, { id: 'hasty' })));
    await pass(3_000);
    expect(await hasty).toMatchObject({ status: 'TIMED_OUT' });
    tasks.finish('e', succeeded({}));
    await settle();
    expect(express.runningCount).toBe(0);
  });

  test('has no limit of history, and lets others have their turn meanwhile', async () => {
    const loop = machine({
      StartAt: 'Add',
      States: {
        Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough' },
        Enough: {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericGreaterThanEquals: 7_000, Next: 'End' }],
          Default: 'Add',
        },
        End: { Type: 'Succeed' },
      },
    });
    let turns = 0;
    const count = () => {
      turns++;
      if (express.runningCount > 0) setImmediate(count);
    };
    const ending = express.runSync(request(loop, 'id', '{"n":0}'));
    setImmediate(count);
    const { status, lastEventId } = await ending;
    expect(status).toBe('SUCCEEDED');
    expect(lastEventId).toBeGreaterThan(25_000);
    expect(turns).toBeGreaterThan(10);
  });

  test('has RedriveCount in its context object unless somebody waits for it', async () => {
    const asks = machine(
      { StartAt: 'P', States: { P: { Type: 'Pass', Parameters: { 'x.$': '$$.Execution' }, End: true } } },
      { logging: LOGGING },
    );
    const sync = await express.runSync(request(asks, 'sync'));
    expect(sync.output?.value).not.toHaveProperty('x.RedriveCount');
    await express.start(request(asks, 'async'));
    await settle();
    expect(posted.at(-1)?.events.at(-1)?.message).toContain('\\"RedriveCount\\":0');
  });

  test('a defect ends it alone, and it is not run again', async () => {
    const broken = { ...machine(ONE_TASK), machine: { ...machineOf(ONE_TASK), startAt: 'missing' } };
    revisions.set(broken.id, broken);
    await expect(express.runSync(request(broken))).rejects.toThrow('missing');
    await express.start(request(broken, 'async'));
    await settle();
    expect(defects).toHaveLength(1);
    expect(await records()).toEqual([]);
    expect(express.runningCount).toBe(0);
  });
});

describe('an asynchronous execution', () => {
  test('has a durable record from its start to its end', async () => {
    const { startMs } = await express.start(request(machine(ONE_TASK), 'a'));
    expect(startMs).toBe(clock.nowMs());
    expect(await records()).toEqual(['a']);
    await settle();
    tasks.finish('e', succeeded({}));
    await settle();
    expect(await records()).toEqual([]);
  });

  test('that a crash interrupts is run again from its beginning, under its ARN and with five minutes of its own', async () => {
    await express.start(request(machine(ONE_TASK, { logging: LOGGING }), 'a', '{"n":1}'));
    await pass(200_000);
    crash();
    posted = [];
    await boot();
    await pass(200_000);
    expect(tasks.runs).toEqual(['e 0-0', 'e 0-0']);
    expect(tasks.begun[1]?.request).toMatchObject({ executionArn: `${ARN}:express:M:e:a` });
    tasks.finish('e', succeeded({}));
    await settle();
    const types = posted.flatMap(({ events }) => events.map(({ message }) => JSON.parse(message).type));
    expect([types[0], types.at(-1)]).toEqual(['ExecutionStarted', 'ExecutionSucceeded']);
    expect(await records()).toEqual([]);
  });

  test('keeps its record until what it logged is stored', async () => {
    let store = () => {};
    settled = new Promise((resolve) => {
      store = resolve;
    });
    const revision = machine({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, { logging: LOGGING });
    await express.start(request(revision, 'a'));
    await settle();
    expect(express.runningCount).toBe(0);
    expect(await records()).toEqual(['a']);
    store();
    await settle();
    expect(await records()).toEqual([]);
  });

  test('whose machine is gone after a crash is not run again', async () => {
    await express.start(request(machine(ONE_TASK), 'a'));
    crash();
    revisions.clear();
    await boot();
    expect(await records()).toEqual([]);
    expect(express.runningCount).toBe(0);
  });

  test('does not start when its record cannot be written; one that cannot be removed is told of', async () => {
    const { apply } = resources;
    resources.apply = async () => {
      throw new Error('the disk is full');
    };
    await expect(express.start(request(machine(ONE_TASK)))).rejects.toThrow('the disk is full');
    expect(express.runningCount).toBe(0);
    resources.apply = apply;
    await express.start(request(machine(ONE_TASK)));
    resources.apply = async () => {
      throw new Error('the disk is full');
    };
    await settle();
    tasks.finish('e', succeeded({}));
    await settle();
    expect(defects).toMatchObject([{ message: 'the disk is full' }]);
  });

  test('many starts at once are few transactions', async () => {
    let transactions = 0;
    const { apply } = resources;
    resources.apply = (changes) => {
      transactions++;
      return apply.call(resources, changes);
    };
    const revision = machine({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
    await Promise.all(Array.from({ length: 200 }, (_, i) => express.start(request(revision, `n${i}`))));
    await settle();
    expect(await records()).toEqual([]);
    expect(transactions).toBeLessThan(10);
  });
});

describe('when the server stops', () => {
  test('executions that end in time end, and leave no record', async () => {
    await express.start(request(machine(ONE_TASK), 'a'));
    await settle();
    const closed = express.close(new Promise(() => {}));
    tasks.finish('e', succeeded({}));
    await closed;
    expect(await records()).toEqual([]);
  });

  test('the others are interrupted: whoever waits is told, and the next process runs the asynchronous ones again', async () => {
    const revision = machine(ONE_TASK);
    const sync = express.runSync(request(revision, 'sync'));
    const told = expect(sync).rejects.toBeInstanceOf(ExpressInterrupted);
    await express.start(request(revision, 'async'));
    await express.close(Promise.resolve());
    await told;
    expect(await records()).toEqual(['async']);
    await expect(express.runSync(request(revision, 'late'))).rejects.toBeInstanceOf(ExpressInterrupted);
    await boot();
    await settle();
    expect(express.runningCount).toBe(1);
  });
});
