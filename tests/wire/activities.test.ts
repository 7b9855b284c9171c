/** Activities through the SDK: the workers' side, over a restart of the server too. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  ListTagsForResourceCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StatesUnderTest } from '../support/states-under-test.ts';

let world: StatesUnderTest;
let role: string;
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stepwell-activities-'));
  world = await StatesUnderTest.start({ dataDir });
  role = await world.createRole('machine');
});
afterEach(async () => {
  await world.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await world.close();
  world = await StatesUnderTest.start({ dataDir });
}

async function createActivity(name: string): Promise<string> {
  return (await world.sfn.send(new CreateActivityCommand({ name }))).activityArn ?? '';
}

const poll = (activityArn: string, workerName?: string) =>
  world.sfn.send(new GetActivityTaskCommand({ activityArn, workerName }));
const succeed = (taskToken = '', output = '{"a":1.0}') =>
  world.sfn.send(new SendTaskSuccessCommand({ taskToken, output }));

async function startTask(activityArn: string, fields: object = {}, input: object = { x: 1 }): Promise<string> {
  const states = { A: { Type: 'Task', Resource: activityArn, ...fields, End: true } };
  return world.startExecution(await world.createMachine('m', states, role), input);
}

describe('an activity', () => {
  test('is created once, described, listed and deleted', async () => {
    const created = await world.sfn.send(new CreateActivityCommand({ name: 'a', tags: [{ key: 'k', value: 'v' }] }));
    const { activityArn, creationDate } = created;
    expect(activityArn).toBe('arn:aws:states:us-east-1:000000000000:activity:a');
    expect(await world.sfn.send(new CreateActivityCommand({ name: 'a' }))).toMatchObject({ activityArn, creationDate });
    expect(await world.sfn.send(new DescribeActivityCommand({ activityArn }))).toMatchObject({
      name: 'a',
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    });
    await createActivity('b');
    const first = await world.sfn.send(new ListActivitiesCommand({ maxResults: 1 }));
    expect(first.activities).toEqual([{ activityArn, name: 'a', creationDate }]);
    const second = await world.sfn.send(new ListActivitiesCommand({ nextToken: first.nextToken }));
    expect(second.activities?.map(({ name }) => name)).toEqual(['b']);
    for (let n = 0; n < 2; n++) await world.sfn.send(new DeleteActivityCommand({ activityArn }));
    await expect(world.sfn.send(new DescribeActivityCommand({ activityArn }))).rejects.toMatchObject({
      name: 'ActivityDoesNotExist',
      message: `Activity Does Not Exist: '${activityArn}'`,
    });
  });

  test('has tags', async () => {
    const resourceArn = await createActivity('a');
    const tags = [{ key: 'k', value: 'v' }];
    await world.sfn.send(new TagResourceCommand({ resourceArn, tags: [...tags, { key: 'gone', value: '' }] }));
    await world.sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ['gone'] }));
    expect(await world.sfn.send(new ListTagsForResourceCommand({ resourceArn }))).toMatchObject({ tags });
    const missing = new ListTagsForResourceCommand({ resourceArn: `${resourceArn}b` });
    await expect(world.sfn.send(missing)).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  test.each([
    ['has a forbidden name', () => createActivity('a b'), 'InvalidName'],
    ['does not exist', () => poll('arn:aws:states:us-east-1:000000000000:activity:none'), 'ActivityDoesNotExist'],
    ['is named by no ARN', () => poll('nothing'), 'InvalidArn'],
    ['is named by another ARN', () => poll('arn:aws:states:us-east-1:000000000000:stateMachine:m'), 'InvalidArn'],
  ])('that %s is refused', async (_, call, name) => {
    await expect(call()).rejects.toMatchObject({ name });
  });

  test('that is to be encrypted with a key of the customer is refused', async () => {
    const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'key' } as const;
    const command = new CreateActivityCommand({ name: 'a', encryptionConfiguration });
    await expect(world.sfn.send(command)).rejects.toMatchObject({ name: 'InvalidEncryptionConfiguration' });
  });

  test('that was deleted fails the execution that needs it, once it has one', async () => {
    const activityArn = await createActivity('a');
    await world.sfn.send(new DeleteActivityCommand({ activityArn }));
    const executionArn = await startTask(activityArn);
    expect(await world.end(executionArn)).toMatchObject({ error: 'States.Runtime' });
    expect(await world.typesOf(executionArn)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
  });
});

describe('a task', () => {
  test('goes to a worker that waits for it, which ends it', async () => {
    const activityArn = await createActivity('a');
    const polling = poll(activityArn, 'w');
    const executionArn = await startTask(activityArn);
    const { taskToken, input } = await polling;
    expect(input).toBe('{"x":1}');
    await world.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await succeed(taskToken);
    expect(await world.end(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1.0}' });
    expect((await world.event(executionArn, 'ActivityStarted')).activityStartedEventDetails).toEqual({
      workerName: 'w',
    });
    await expect(succeed(taskToken)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('waits for a worker over a restart, and for what that says over another', async () => {
    const activityArn = await createActivity('a');
    const executionArn = await startTask(activityArn, { HeartbeatSeconds: 600 });
    await world.event(executionArn, 'ActivityScheduled');
    await restart();
    const { taskToken } = await poll(activityArn);
    await restart();
    await world.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await world.sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Worn', cause: 'out' }));
    expect(await world.end(executionArn)).toMatchObject({ status: 'FAILED', error: 'Worn', cause: 'out' });
    const types = await world.typesOf(executionArn);
    expect(types.slice(2)).toEqual(['ActivityScheduled', 'ActivityStarted', 'ActivityFailed', 'ExecutionFailed']);
  });

  test('is not lost with a worker that went away before it came', async () => {
    const activityArn = await createActivity('a');
    const abortController = new AbortController();
    const gone = world.sfn.send(new GetActivityTaskCommand({ activityArn }), { abortSignal: abortController.signal });
    abortController.abort();
    await expect(gone).rejects.toThrow();
    const executionArn = await startTask(activityArn);
    const { taskToken } = await poll(activityArn);
    await succeed(taskToken, '1');
    expect(await world.end(executionArn)).toMatchObject({ output: '1' });
  });

  test('times out when its worker is not heard of', async () => {
    const activityArn = await createActivity('a');
    const executionArn = await startTask(activityArn, { HeartbeatSeconds: 1 });
    const { taskToken } = await poll(activityArn);
    expect(await world.end(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(await world.typesOf(executionArn)).toContain('ActivityTimedOut');
    const late = world.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test.each([
    ['a token nobody issued', () => succeed('x'), 'InvalidToken', "Invalid Token: 'Invalid token'"],
    [
      'a token nobody issued, to report a failure',
      () => world.sfn.send(new SendTaskFailureCommand({ taskToken: 'x' })),
      'InvalidToken',
      "Invalid Token: 'Invalid token'",
    ],
  ])('cannot be ended with %s', async (_, call, name, message) => {
    await expect(call()).rejects.toMatchObject({ name, message });
  });

  test('cannot be ended with an output that is no JSON, and waits on', async () => {
    const activityArn = await createActivity('a');
    const executionArn = await startTask(activityArn);
    const { taskToken } = await poll(activityArn);
    await expect(succeed(taskToken, 'nonsense')).rejects.toMatchObject({ name: 'InvalidOutput' });
    await succeed(taskToken, 'null');
    expect(await world.end(executionArn)).toMatchObject({ output: 'null' });
  });

  test('of another server does not exist here', async () => {
    const activityArn = await createActivity('a');
    await startTask(activityArn);
    const { taskToken } = await poll(activityArn);
    await world.close();
    await rm(dataDir, { recursive: true });
    world = await StatesUnderTest.start({ dataDir });
    await expect(succeed(taskToken)).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});
