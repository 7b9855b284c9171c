/** The events of logged executions reach their log: all of them, in order, whatever fails or dies on the way. */
import { beforeEach, describe, expect, test } from 'vitest';
import { EngineUnderTest, NO_TASK, ONE_TASK } from '../../tests/support/engine-under-test.ts';
import { succeeded } from '../../tests/support/scripted-tasks.ts';
import type { Json } from '../base/json.ts';
import type { ExecutionLog, LoggingSettings, LogLines } from './execution-log.ts';

const LOG_GROUP = 'arn:aws:logs:us-east-1:123456789012:log-group:g:*';
const PATIENCE_MS = 2_000;

/** A log that a test can break. */
class TestLog implements ExecutionLog {
  readonly appended: LogLines[] = [];
  broken = false;

  async hasGroup() {
    return true;
  }

  async append(lines: LogLines) {
    if (this.broken) throw new Error('the log is full');
    this.appended.push(lines);
  }

  post(): undefined {
    throw new Error('Standard executions are delivered from the store');
  }

  async settle() {}

  /** Ids of the events in the execution's lines, in the order in which they were appended. */
  idsOf(name: string): readonly number[] {
    return this.appended
      .flatMap(({ events }) => events.map(({ message }) => JSON.parse(message)))
      .filter(({ execution_arn: arn }) => arn.endsWith(`:${name}`))
      .map(({ id }) => Number(id));
  }
}

let log: TestLog;
let world: EngineUnderTest;

beforeEach(() => {
  log = new TestLog();
});

async function open(definition: Json, settings: Partial<LoggingSettings> = {}): Promise<void> {
  const logging: LoggingSettings = { level: 'ALL', includeExecutionData: true, logGroupArn: LOG_GROUP, ...settings };
  world = await EngineUnderTest.open(definition, { log: { to: log, settings: logging } });
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const deliveriesLeft = async () => {
  const fence = await world.stored.executions.acquireShards('a test');
  return world.stored.executions.listLogDeliveries(fence, { afterId: 0, limit: 99 });
};

test('all events are delivered once, in order, and then nothing is left to do', async () => {
  await open(ONE_TASK);
  await world.start('e');
  await world.pass(PATIENCE_MS);
  expect(log.idsOf('e')).toEqual(upTo(4));
  world.tasks.finish('e', succeeded({}));
  await world.end('e');
  await world.pass(PATIENCE_MS);
  expect(log.idsOf('e')).toEqual(upTo(7));
  await world.pass(PATIENCE_MS);
  expect(await deliveriesLeft()).toEqual([]);
});

test('an execution of a machine that does not log leaves no trace here', async () => {
  await open(ONE_TASK);
  await world.createMachine('Silent', NO_TASK);
  await world.start('e', '{}', { machineId: 'machine-Silent' });
  await world.end('e', 'Silent');
  expect(world.store.commits.flat().map(({ deliversLogFrom }) => deliversLogFrom)).toEqual([undefined]);
  expect(await deliveriesLeft()).toEqual([]);
  expect(log.appended).toEqual([]);
});

test('a history longer than a page is delivered whole, with its large data', async () => {
  const loop = {
    StartAt: 'Add',
    States: {
      Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)', 'x.$': '$.x' }, Next: 'Enough' },
      Enough: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericEquals: 80, Next: 'End' }],
        Default: 'Add',
      },
      End: { Type: 'Succeed' },
    },
  };
  await open(loop);
  const x = 'x'.repeat(5_000);
  await world.start('e', JSON.stringify({ n: 0, x }));
  const { events } = await world.end('e');
  for (let i = 0; i < 10; i++) await world.pass(PATIENCE_MS);
  expect(log.idsOf('e')).toEqual(upTo(events.length));
  const entered = JSON.parse(log.appended[0]?.events[1]?.message as string);
  expect(JSON.parse(entered.details.input)).toEqual({ n: 0, x });
  expect(await deliveriesLeft()).toEqual([]);
});

test('events below the level are passed over, for good', async () => {
  await open(NO_TASK, { level: 'ERROR' });
  await world.start('e');
  await world.end('e');
  await world.pass(PATIENCE_MS);
  expect(log.appended).toEqual([]);
  await world.pass(PATIENCE_MS);
  expect(await deliveriesLeft()).toEqual([]);
});

describe('nothing is lost', () => {
  test('when the process dies before anything was delivered', async () => {
    await open(ONE_TASK);
    await world.start('running');
    await world.start('ended');
    world.tasks.finish('ended', succeeded({}));
    await world.end('ended');
    expect(log.appended).toEqual([]);
    await world.restart();
    await world.pass(PATIENCE_MS);
    expect(log.idsOf('ended')).toEqual(upTo(7));
    expect(log.idsOf('running').slice(0, 4)).toEqual(upTo(4));
  });

  test('when the process dies half-way: what is delivered already is not delivered again', async () => {
    await open({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 30, End: true } } });
    await world.start('e');
    await world.pass(PATIENCE_MS);
    expect(log.idsOf('e')).toEqual(upTo(2));
    await world.restart();
    await world.pass(PATIENCE_MS);
    expect(log.idsOf('e')).toEqual(upTo(2));
    await world.pass(60_000);
    await world.pass(PATIENCE_MS);
    expect(log.idsOf('e')).toEqual(upTo(4));
  });

  test('while the log cannot be written', async () => {
    await open(NO_TASK);
    log.broken = true;
    await world.start('e');
    await world.end('e');
    await world.pass(PATIENCE_MS);
    expect(log.appended).toEqual([]);
    expect(world.defects[0]).toMatchObject({ message: 'the log is full' });
    log.broken = false;
    await world.pass(PATIENCE_MS);
    expect(log.idsOf('e')).toEqual(upTo(4));
  });

  test('when a commit is made whose answer is lost, be it the last one', async () => {
    for (const position of [0, 1]) {
      log = new TestLog();
      await open(ONE_TASK);
      world.tasks.answer = () => succeeded({});
      world.store.fates = [...Array(position).fill('made'), 'made-but-failed'];
      await world.start('e').catch(() => undefined);
      for (let i = 0; i < 5; i++) await world.pass(PATIENCE_MS);
      const { events } = await world.end('e');
      for (let i = 0; i < 3; i++) await world.pass(PATIENCE_MS);
      expect(log.idsOf('e')).toEqual(upTo(events.length));
    }
  });

  test('when the server stops: what is there is delivered before', async () => {
    await open(NO_TASK);
    await world.start('e');
    await world.end('e');
    await world.engine.close(new Promise(() => {}));
    expect(log.idsOf('e')).toEqual(upTo(4));
    expect(await deliveriesLeft()).toEqual([]);
  });

  test('when the server stops while the log cannot be written: it does not wait for that', async () => {
    await open(NO_TASK);
    log.broken = true;
    await world.start('e');
    await world.end('e');
    await world.engine.close(new Promise(() => {}));
    expect(await deliveriesLeft()).toHaveLength(1);
  });
});
