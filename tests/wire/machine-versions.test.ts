/** Versions of state machines through the SDK. */
import {
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  type PublishStateMachineVersionInput,
  TagResourceCommand,
  UpdateStateMachineCommand,
  type UpdateStateMachineInput,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { giving, machineArn, type StatesServer, startStatesServer, WAITING } from './states-server.ts';

let server: StatesServer;
beforeAll(async () => {
  server = await startStatesServer();
  await server.createRole();
});
afterAll(() => server.close());

let count = 0;
let name: string;
let arn: string;
beforeEach(() => {
  name = `Versioned${++count}`;
  arn = machineArn(name);
});

const publish = (input: Partial<PublishStateMachineVersionInput> = {}) =>
  server.sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: arn, ...input }));
const update = (input: Partial<UpdateStateMachineInput>) =>
  server.sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, ...input }));
const describeMachine = (stateMachineArn: string) =>
  server.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
const deleteVersion = (version: number) =>
  server.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:${version}` }));
async function versions(page: { maxResults?: number; nextToken?: string } = {}) {
  const answer = await server.sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn: arn, ...page }));
  return {
    numbers: answer.stateMachineVersions?.map(({ stateMachineVersionArn }) =>
      Number(stateMachineVersionArn?.slice(arn.length + 1)),
    ),
    nextToken: answer.nextToken,
  };
}

describe('publishing', () => {
  test('gives the current revision a number, once', async () => {
    await server.createMachine(name);
    const first = await publish({ description: 'the first' });
    expect(first).toMatchObject({ stateMachineVersionArn: `${arn}:1`, creationDate: expect.any(Date) });
    const again = await publish({ description: 'another' });
    expect(again).toMatchObject({ stateMachineVersionArn: `${arn}:1`, creationDate: first.creationDate });
    expect(await describeMachine(`${arn}:1`)).toMatchObject({ description: 'the first' });
  });

  test('at the same time makes one version', async () => {
    await server.createMachine(name);
    const answers = await Promise.all(Array.from({ length: 5 }, () => publish()));
    expect(answers.map(({ stateMachineVersionArn }) => stateMachineVersionArn)).toEqual(Array(5).fill(`${arn}:1`));
  });

  test('can be a part of create and update', async () => {
    const created = { publish: true, versionDescription: 'made' };
    expect(await server.createMachine(name, created)).toMatchObject({ stateMachineVersionArn: `${arn}:1` });
    expect(await server.createMachine(name, created)).toMatchObject({ stateMachineVersionArn: `${arn}:1` });
    for (const other of [{}, { publish: true }]) {
      await expect(server.createMachine(name, other)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    }
    const unchanged = await update({ definition: giving('made'), publish: true });
    expect(unchanged).toMatchObject({ stateMachineVersionArn: `${arn}:1` });
    expect(unchanged).not.toHaveProperty('revisionId');
    const changed = await update({ definition: giving('changed'), publish: true, versionDescription: 'better' });
    expect(changed).toMatchObject({ stateMachineVersionArn: `${arn}:2`, revisionId: expect.any(String) });
    expect(await describeMachine(`${arn}:2`)).toMatchObject({
      description: 'better',
      revisionId: changed.revisionId,
    });
    await expect(update({ definition: giving('x'), versionDescription: 'no' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Version description can only be set when publish is true',
    });
  });

  test('is refused when the revision is not the one that was meant', async () => {
    await server.createMachine(name);
    await expect(publish({ revisionId: 'other' })).rejects.toMatchObject({
      name: 'ConflictException',
      message:
        'Failed to publish the State Machine version for revision other. The current State Machine revision is INITIAL.',
    });
    expect(await publish({ revisionId: 'INITIAL' })).toMatchObject({ stateMachineVersionArn: `${arn}:1` });
    const { revisionId: stale } = await update({ definition: giving(1) });
    const { revisionId } = await update({ definition: giving(2) });
    await expect(publish({ revisionId: stale })).rejects.toMatchObject({
      name: 'ConflictException',
      message: `Failed to publish the State Machine version for revision ${stale}. The current State Machine revision is ${revisionId}.`,
    });
    expect(await publish({ revisionId })).toMatchObject({ stateMachineVersionArn: `${arn}:2` });
  });

  test('needs a machine', async () => {
    const refusal = { name: 'StateMachineDoesNotExist', message: `State Machine Does Not Exist: '${arn}'` };
    await expect(publish()).rejects.toMatchObject(refusal);
    await expect(publish({ stateMachineArn: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidArn' });
    await server.createMachine(name, { publish: true });
    await expect(publish({ stateMachineArn: `${arn}:1` })).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  test('is refused while the machine is being deleted', async () => {
    await server.createMachine(name, { definition: WAITING });
    await server.start({ stateMachineArn: arn });
    await server.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    await expect(publish()).rejects.toMatchObject({ name: 'StateMachineDeleting' });
  });
});

describe('versions', () => {
  test('are listed newest first, page by page', async () => {
    await server.createMachine(name, { publish: true });
    for (const result of [2, 3]) await update({ definition: giving(result), publish: true });
    expect(await versions()).toEqual({ numbers: [3, 2, 1], nextToken: undefined });
    const { numbers, nextToken = '' } = await versions({ maxResults: 2 });
    expect(numbers).toEqual([3, 2]);
    await update({ definition: giving(4), publish: true });
    await deleteVersion(2);
    expect(await versions({ nextToken })).toEqual({ numbers: [1], nextToken: undefined });
    await expect(versions({ nextToken: 'invented' })).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
  });

  test('never get a number that was given before', async () => {
    await server.createMachine(name, { publish: true });
    await deleteVersion(1);
    await deleteVersion(1);
    expect(await versions()).toMatchObject({ numbers: [] });
    expect(await publish()).toMatchObject({ stateMachineVersionArn: `${arn}:2` });
  });

  test('keep what was published', async () => {
    await server.createMachine(name, { publish: true });
    const { revisionId } = await update({ definition: giving('changed') });
    const version = await describeMachine(`${arn}:1`);
    expect(version).toMatchObject({ stateMachineArn: `${arn}:1`, name, status: 'ACTIVE', definition: giving('made') });
    expect(version).not.toHaveProperty('revisionId');
    expect(version).not.toHaveProperty('description');
    expect(await describeMachine(arn)).toMatchObject({
      stateMachineArn: arn,
      revisionId,
      definition: giving('changed'),
    });
  });

  test('cannot be updated or tagged', async () => {
    await server.createMachine(name, { publish: true });
    await expect(update({ stateMachineArn: `${arn}:1`, definition: giving(1) })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${arn}:1'`,
    });
    const tagging = new TagResourceCommand({ resourceArn: `${arn}:1`, tags: [{ key: 'k', value: 'v' }] });
    await expect(server.sfn.send(tagging)).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: `Resource not found: '${arn}:1'`,
    });
  });

  test.each(['7', '01', '0', 'PROD'])('that do not exist cannot be described or started: %s', async (qualifier) => {
    await server.createMachine(name, { publish: true });
    const stateMachineArn = `${arn}:${qualifier}`;
    const refusal = { name: 'StateMachineDoesNotExist', message: `State Machine Does Not Exist: '${stateMachineArn}'` };
    await expect(describeMachine(stateMachineArn)).rejects.toMatchObject(refusal);
    await expect(server.start({ stateMachineArn })).rejects.toMatchObject(refusal);
  });

  test('go with their machine', async () => {
    await server.createMachine(name, { publish: true });
    await server.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    await expect(describeMachine(`${arn}:1`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await server.createMachine(name);
    expect(await versions()).toMatchObject({ numbers: [] });
    await deleteVersion(1);
  });

  test('are deleted by their own ARN only', async () => {
    const command = new DeleteStateMachineVersionCommand({ stateMachineVersionArn: arn });
    await expect(server.sfn.send(command)).rejects.toMatchObject({ name: 'InvalidArn' });
  });
});

describe('an execution of a version', () => {
  test('runs what was published, and says so everywhere', async () => {
    await server.createMachine(name, { publish: true });
    await update({ definition: giving('changed') });
    const newest = await server.start({ stateMachineArn: arn });
    const executionArn = await server.start({ stateMachineArn: `${arn}:1` });
    expect((await server.ended(newest)).output).toBe('"changed"');
    expect(await server.ended(newest)).not.toHaveProperty('stateMachineVersionArn');
    const execution = await server.ended(executionArn);
    expect(execution).toMatchObject({ output: '"made"', stateMachineArn: arn, stateMachineVersionArn: `${arn}:1` });
    expect(execution).not.toHaveProperty('stateMachineAliasArn');
    expect((await server.history(executionArn))[0]?.executionStartedEventDetails).toEqual({
      input: '{}',
      inputDetails: { truncated: false },
      roleArn: expect.any(String),
      stateMachineVersionArn: `${arn}:1`,
    });
    const list = async (stateMachineArn: string) =>
      (await server.sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions;
    expect(await list(`${arn}:1`)).toMatchObject([{ executionArn, stateMachineVersionArn: `${arn}:1` }]);
    expect(await list(arn)).toHaveLength(2);
    await expect(list(`${arn}:2`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  test('goes on when the version is deleted', async () => {
    await server.createMachine(name, { definition: WAITING, publish: true });
    const executionArn = await server.start({ stateMachineArn: `${arn}:1` });
    await deleteVersion(1);
    const command = new DescribeStateMachineForExecutionCommand({ executionArn });
    expect(await server.sfn.send(command)).toMatchObject({ stateMachineArn: arn, definition: WAITING });
    await expect(server.start({ stateMachineArn: `${arn}:1` })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  test('tells its revision, also when the machine has a newer one', async () => {
    await server.createMachine(name);
    const { revisionId } = await update({ definition: giving(1), publish: true });
    await update({ definition: giving(2) });
    const executionArn = await server.start({ stateMachineArn: `${arn}:1` });
    const command = new DescribeStateMachineForExecutionCommand({ executionArn });
    expect(await server.sfn.send(command)).toMatchObject({ revisionId, definition: giving(1) });
  });
});
