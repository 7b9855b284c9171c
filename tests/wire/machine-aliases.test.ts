/** Aliases of state machines through the SDK. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateStateMachineAliasCommand,
  type CreateStateMachineAliasInput,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  type ListStateMachineAliasesInput,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  UpdateStateMachineAliasCommand,
  type UpdateStateMachineAliasInput,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { giving, machineArn, type StatesServer, startStatesServer } from './states-server.ts';

let server: StatesServer;
beforeAll(async () => {
  server = await startStatesServer();
  await server.createRole();
});
afterAll(() => server.close());

let count = 0;
let arn: string;
/** With versions 1 and 2. */
beforeEach(async () => {
  const name = `Aliased${++count}`;
  arn = machineArn(name);
  await server.createMachine(name, { definition: giving(1), publish: true });
  await server.sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition: giving(2), publish: true }));
});

/** `[version, weight]` each. */
const routing = (...routes: (readonly [number | string, number])[]) =>
  routes.map(([version, weight]) => ({ stateMachineVersionArn: `${arn}:${version}`, weight }));
const create = (input: Partial<CreateStateMachineAliasInput> = {}) =>
  server.sfn.send(
    new CreateStateMachineAliasCommand({ name: 'PROD', routingConfiguration: routing([1, 100]), ...input }),
  );
const update = (input: Partial<UpdateStateMachineAliasInput>) =>
  server.sfn.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${arn}:PROD`, ...input }));
const describeAlias = (stateMachineAliasArn = `${arn}:PROD`) =>
  server.sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
const remove = (stateMachineAliasArn = `${arn}:PROD`) =>
  server.sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
async function list(input: Partial<ListStateMachineAliasesInput> = {}) {
  const command = new ListStateMachineAliasesCommand({ stateMachineArn: arn, ...input });
  const { stateMachineAliases, nextToken } = await server.sfn.send(command);
  return { names: stateMachineAliases?.map((alias) => alias.stateMachineAliasArn?.split(':').at(-1)), nextToken };
}

const NOT_FOUND = { name: 'ResourceNotFound', message: 'Request references a resource that does not exist.' };
const refusal = (message: string) => ({ name: 'ValidationException', message });

describe('an alias', () => {
  test('is created, described, updated and deleted', async () => {
    const created = await create({ description: 'what customers use' });
    expect(created).toMatchObject({ stateMachineAliasArn: `${arn}:PROD`, creationDate: expect.any(Date) });
    const { $metadata: _, ...described } = await describeAlias();
    expect(described).toEqual({
      stateMachineAliasArn: `${arn}:PROD`,
      name: 'PROD',
      description: 'what customers use',
      routingConfiguration: routing([1, 100]),
      creationDate: created.creationDate,
      updateDate: created.creationDate,
    });
    const { updateDate } = await update({ routingConfiguration: routing([2, 75], [1, 25]) });
    expect(await describeAlias()).toMatchObject({
      description: 'what customers use',
      routingConfiguration: routing([2, 75], [1, 25]),
      updateDate,
    });
    await update({ description: 'still' });
    expect(await describeAlias()).toMatchObject({
      description: 'still',
      routingConfiguration: routing([2, 75], [1, 25]),
    });
    await remove();
    await remove();
    await expect(describeAlias()).rejects.toMatchObject(NOT_FOUND);
    await expect(update({ description: 'gone' })).rejects.toMatchObject(NOT_FOUND);
  });

  test('is created again when nothing differs', async () => {
    const input = { description: 'd', routingConfiguration: routing([1, 50], [2, 50]) };
    const { creationDate } = await create(input);
    expect(await create(input)).toMatchObject({ stateMachineAliasArn: `${arn}:PROD`, creationDate });
    const others = [
      { ...input, description: 'other' },
      { routingConfiguration: input.routingConfiguration },
      { ...input, routingConfiguration: routing([1, 51], [2, 49]) },
    ];
    for (const other of others) {
      await expect(create(other)).rejects.toMatchObject({
        name: 'ConflictException',
        message:
          'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      });
    }
  });

  test('keeps the versions it leads to from being deleted', async () => {
    const deleteVersion = () =>
      server.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:1` }));
    await create();
    await create({ name: 'TEST', routingConfiguration: routing([2, 100], [1, 0]) });
    await expect(deleteVersion()).rejects.toMatchObject({
      name: 'ConflictException',
      message:
        'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [PROD, TEST]',
    });
    await remove(`${arn}:TEST`);
    await update({ routingConfiguration: routing([2, 100]) });
    await deleteVersion();
    await expect(update({ routingConfiguration: routing([1, 100]) })).rejects.toMatchObject(NOT_FOUND);
  });

  test('and the deletion of its version exclude each other', async () => {
    const deletion = new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:1` });
    const outcomes = await Promise.allSettled([create(), server.sfn.send(deletion)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('goes with its machine', async () => {
    await create();
    await server.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    await expect(describeAlias()).rejects.toMatchObject(NOT_FOUND);
    await expect(create()).rejects.toMatchObject(NOT_FOUND);
    await expect(list()).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await remove();
  });

  test('is described by its own operation only', async () => {
    await create();
    const command = new DescribeStateMachineCommand({ stateMachineArn: `${arn}:PROD` });
    await expect(server.sfn.send(command)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    await expect(describeAlias(`${arn}:1`)).rejects.toMatchObject({ name: 'InvalidArn' });
    await expect(remove(arn)).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  test('needs something to update', async () => {
    await create();
    await expect(update({})).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test.each(['1', '', 'a b', 'a:b', 'ä'])('cannot be called %j', async (name) => {
    await expect(create({ name })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test.each(['v1', '1.0', '-', '2_'])('can be called %j', async (name) => {
    expect(await create({ name })).toMatchObject({ stateMachineAliasArn: `${arn}:${name}` });
  });
});

describe('a routing configuration', () => {
  test.each([[[70, 29]], [[100, 100]], [[0, 0]]])('needs weights that add up: %j', async ([first = 0, second = 0]) => {
    const routingConfiguration = routing([1, first], [2, second]);
    await expect(create({ routingConfiguration })).rejects.toMatchObject(
      refusal(`Sum of routing configuration weights must equal 100. Received: [${first}, ${second}]`),
    );
  });

  test('needs distinct versions', async () => {
    await expect(create({ routingConfiguration: routing([1, 50], [1, 50]) })).rejects.toMatchObject(
      refusal(`Routing configuration must contain distinct state machine version ARNs. Received: [${arn}:1, ${arn}:1]`),
    );
  });

  test('needs versions, not machines or aliases', async () => {
    await create();
    const unqualified = [{ stateMachineVersionArn: arn, weight: 100 }];
    await expect(create({ routingConfiguration: unqualified })).rejects.toMatchObject(
      refusal(`Routing configuration must contain state machine version ARNs. Received: [${arn}]`),
    );
    await expect(update({ routingConfiguration: routing(['PROD', 50], [1, 50]) })).rejects.toMatchObject(
      refusal(`Routing configuration must contain state machine version ARNs. Received: [${arn}:PROD, ${arn}:1]`),
    );
  });

  test('needs versions of one machine', async () => {
    const elsewhere = { stateMachineVersionArn: `${arn}x:1`, weight: 50 };
    const routingConfiguration = [...routing([1, 50]), elsewhere];
    await expect(create({ routingConfiguration })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('needs versions that exist', async () => {
    await expect(create({ routingConfiguration: routing([3, 100]) })).rejects.toMatchObject(NOT_FOUND);
  });

  test.each([
    [[], 'Member must have length greater than or equal to 1'],
    [[33, 33, 34], 'Member must have length less than or equal to 2'],
    [[101], 'Member must have value less than or equal to 100'],
    [[-1, 100], 'Member must have value greater than or equal to 0'],
  ])('has one or two weights of 0 to 100: %j', async (weights, constraint) => {
    const routingConfiguration = routing(...weights.map((weight, i) => [i + 1, weight] as const));
    await expect(create({ routingConfiguration })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(constraint),
    });
  });
});

describe('aliases', () => {
  test('are listed oldest first, page by page', async () => {
    expect(await list()).toEqual({ names: [], nextToken: undefined });
    for (const name of ['A1', 'A2', 'A3']) await create({ name });
    expect(await list({ maxResults: 0 })).toEqual({ names: ['A1', 'A2', 'A3'], nextToken: undefined });
    const { names, nextToken = '' } = await list({ maxResults: 2 });
    expect(names).toEqual(['A1', 'A2']);
    await remove(`${arn}:A2`);
    expect(await list({ nextToken })).toEqual({ names: ['A3'], nextToken: undefined });
    await expect(list({ nextToken, stateMachineArn: `${arn}:1` })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  test('are listed by the version they lead to', async () => {
    await create({ name: 'both', routingConfiguration: routing([1, 50], [2, 50]) });
    await create({ name: 'second', routingConfiguration: routing([2, 100]) });
    expect(await list({ stateMachineArn: `${arn}:1` })).toMatchObject({ names: ['both'] });
    expect(await list({ stateMachineArn: `${arn}:2` })).toMatchObject({ names: ['both', 'second'] });
  });

  test('are a hundred at most', async () => {
    for (let i = 0; i < 100; i++) await create({ name: `a${i}` });
    await expect(create({ name: 'one-more' })).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' });
  });
});

describe('an execution through an alias', () => {
  test('runs the version it leads to, and says so everywhere', async () => {
    await create();
    const executionArn = await server.start({ stateMachineArn: `${arn}:PROD` });
    const through = { stateMachineVersionArn: `${arn}:1`, stateMachineAliasArn: `${arn}:PROD` };
    expect(await server.ended(executionArn)).toMatchObject({ output: '1', stateMachineArn: arn, ...through });
    expect((await server.history(executionArn))[0]?.executionStartedEventDetails).toMatchObject(through);
    await server.ended(await server.start({ stateMachineArn: `${arn}:1` }));
    const listed = async (stateMachineArn: string) =>
      (await server.sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions;
    expect(await listed(`${arn}:PROD`)).toMatchObject([{ executionArn, stateMachineArn: arn, ...through }]);
    expect(await listed(`${arn}:1`)).toHaveLength(2);
  });

  test('is one of two versions at random, by weight', async () => {
    await create({ routingConfiguration: routing([1, 50], [2, 50]) });
    const outputs = new Set<string | undefined>();
    for (let i = 0; i < 100 && outputs.size < 2; i++) {
      outputs.add((await server.ended(await server.start({ stateMachineArn: `${arn}:PROD` }))).output);
    }
    expect([...outputs].sort()).toEqual(['1', '2']);
    await update({ routingConfiguration: routing([1, 0], [2, 100]) });
    for (let i = 0; i < 10; i++) {
      expect(await server.ended(await server.start({ stateMachineArn: `${arn}:PROD` }))).toMatchObject({ output: '2' });
    }
  });

  test('can be one of an Express workflow', async () => {
    const name = `Express${count}`;
    await server.createMachine(name, { type: 'EXPRESS', definition: giving('quick'), publish: true });
    const command = new StartSyncExecutionCommand({ stateMachineArn: `${machineArn(name)}:1` });
    expect(await server.sfn.send(command)).toMatchObject({ status: 'SUCCEEDED', output: '"quick"' });
  });

  test('can be all that a user may start', async () => {
    await create();
    const UserName = `starter${count}`;
    await server.iam.send(new CreateUserCommand({ UserName }));
    const statement = {
      Effect: 'Allow',
      Action: 'states:StartExecution',
      Resource: arn,
      Condition: { StringEquals: { 'states:StateMachineQualifier': 'PROD' } },
    };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await server.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }));
    const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName }));
    const user = server.sfnAs(AccessKey?.AccessKeyId, AccessKey?.SecretAccessKey);
    const start = (stateMachineArn: string) => user.send(new StartExecutionCommand({ stateMachineArn }));
    expect(await start(`${arn}:PROD`)).toMatchObject({ executionArn: expect.any(String) });
    for (const other of [arn, `${arn}:1`]) {
      await expect(start(other)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
  });
});

test('versions, aliases and what was started through them survive a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwell-aliases-'));
  try {
    const first = await startStatesServer({ dataDir });
    await first.createRole();
    await first.createMachine('Kept', { publish: true });
    const kept = machineArn('Kept');
    const routingConfiguration = [{ stateMachineVersionArn: `${kept}:1`, weight: 100 }];
    await first.sfn.send(new CreateStateMachineAliasCommand({ name: 'PROD', routingConfiguration }));
    const executionArn = await first.start({ stateMachineArn: `${kept}:PROD` });
    await first.ended(executionArn);
    await first.close();

    const second = await startStatesServer({ dataDir });
    const alias = new DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${kept}:PROD` });
    expect(await second.sfn.send(alias)).toMatchObject({ routingConfiguration });
    const listing = new ListExecutionsCommand({ stateMachineArn: `${kept}:PROD` });
    expect((await second.sfn.send(listing)).executions).toMatchObject([{ executionArn }]);
    expect(await second.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      stateMachineVersionArn: `${kept}:1`,
      stateMachineAliasArn: `${kept}:PROD`,
    });
    await second.close();
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});
