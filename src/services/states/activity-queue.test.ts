import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../base/clock.ts';
import { ActivityQueue, type ActivityTask } from './activity-queue.ts';

const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:a';
const taskOf = (input: string): ActivityTask => ({ activityArn, taskToken: `token of ${input}`, input });
const MINUTE_MS = 60_000;

function open() {
  const clock = new FakeClock();
  const queue = new ActivityQueue(clock);
  const answers: string[] = [];
  /** A worker that polls once. */
  function poll(workerName: string, arn = activityArn): AbortController {
    const controller = new AbortController();
    void queue.poll(arn, { workerName, signal: controller.signal }).then((task) => {
      answers.push(`${workerName}: ${task?.input ?? 'nothing'}`);
    });
    return controller;
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, queue, answers, poll, settle };
}

const never = new AbortController().signal;

describe('workers and tasks', () => {
  test('find each other in the order in which they came', async () => {
    const { queue, answers, poll, settle } = open();
    for (const name of ['w1', 'w2', 'w3']) poll(name);
    for (const name of ['t1', 't2']) queue.tryOffer(taskOf(name))?.handOver();
    await settle();
    expect(answers).toEqual(['w1: t1', 'w2: t2']);
  });

  test('that wait for a worker get the next one', async () => {
    const { queue, answers, poll, settle } = open();
    expect(queue.tryOffer(taskOf('t0'))).toBeUndefined();
    const offers = ['t1', 't2'].map((name) => queue.offer(taskOf(name), never));
    poll('w1');
    poll('w2');
    for (const offer of offers) (await offer).handOver();
    await settle();
    expect(answers).toEqual(['w1: t1', 'w2: t2']);
  });

  test('of one activity have nothing to do with those of another', async () => {
    const { queue, answers, poll, settle } = open();
    poll('w1', `${activityArn}b`);
    expect(queue.tryOffer(taskOf('t1'))).toBeUndefined();
    await settle();
    expect(answers).toEqual([]);
  });
});

test('a worker waits for a minute, and is answered with nothing then', async () => {
  const { clock, queue, answers, poll, settle } = open();
  poll('w1');
  clock.advance(MINUTE_MS - 1);
  await settle();
  expect(answers).toEqual([]);
  clock.advance(1);
  await settle();
  expect(answers).toEqual(['w1: nothing']);
  expect(queue.tryOffer(taskOf('t1'))).toBeUndefined();
});

test('a worker that goes away takes no task with it', async () => {
  const { queue, answers, poll, settle } = open();
  poll('w1').abort();
  poll('w2');
  queue.tryOffer(taskOf('t1'))?.handOver();
  await settle();
  expect(answers).toEqual(['w1: nothing', 'w2: t1']);
});

test('the name of the worker is known before it is handed the task', () => {
  const { queue, poll } = open();
  poll('w1');
  expect(queue.tryOffer(taskOf('t1'))?.workerName).toBe('w1');
});

test('a task that was withdrawn is not offered any more', async () => {
  const { queue, answers, poll, settle } = open();
  const controller = new AbortController();
  void queue.offer(taskOf('t1'), controller.signal);
  const second = queue.offer(taskOf('t2'), never);
  controller.abort();
  poll('w1');
  (await second).handOver();
  await settle();
  expect(answers).toEqual(['w1: t2']);
});

describe('a worker that was set aside', () => {
  test('and is not needed goes on waiting, first of all', async () => {
    const { queue, answers, poll, settle } = open();
    poll('w1');
    poll('w2');
    queue.tryOffer(taskOf('t1'))?.release();
    queue.tryOffer(taskOf('t2'))?.handOver();
    await settle();
    expect(answers).toEqual(['w1: t2']);
  });

  test('and is not needed gets a task that waits meanwhile', async () => {
    const { queue, answers, poll, settle } = open();
    poll('w1');
    const assignment = queue.tryOffer(taskOf('t1'));
    const second = queue.offer(taskOf('t2'), never);
    assignment?.release();
    (await second).handOver();
    await settle();
    expect(answers).toEqual(['w1: t2']);
  });

  test('and has waited long enough still gets the task, or nothing', async () => {
    const { clock, queue, answers, poll, settle } = open();
    poll('w1');
    poll('w2');
    const [first, second] = [queue.tryOffer(taskOf('t1')), queue.tryOffer(taskOf('t2'))];
    clock.advance(MINUTE_MS);
    first?.handOver();
    second?.release();
    await settle();
    expect(answers).toEqual(['w1: t1', 'w2: nothing']);
  });

  test.each(['before', 'after'])(
    'and goes away leaves the started task to the next one, which came %s',
    async (when) => {
      const { queue, answers, poll, settle } = open();
      const first = poll('w1');
      const assignment = queue.tryOffer(taskOf('t1'));
      if (when === 'before') poll('w2');
      first.abort();
      assignment?.handOver();
      if (when === 'after') poll('w2');
      await settle();
      expect(answers).toEqual(['w1: nothing', 'w2: t1']);
    },
  );
});

test('a thousand workers may wait', () => {
  const { queue, poll } = open();
  for (let n = 0; n < 999; n++) poll(`w${n}`);
  expect(queue.isFull(activityArn)).toBe(false);
  poll('the last');
  expect(queue.isFull(activityArn)).toBe(true);
});

test('closing answers all who wait, and nobody waits from then on', async () => {
  const { queue, answers, poll, settle } = open();
  poll('w1');
  queue.close();
  poll('w2');
  await settle();
  expect(answers).toEqual(['w1: nothing', 'w2: nothing']);
});
