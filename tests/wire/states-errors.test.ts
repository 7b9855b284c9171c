/** Every error that the SDK of Step Functions knows, as a client gets it: or why nobody here can. */
import * as sdk from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StatesUnderTest } from '../support/states-under-test.ts';

let world: StatesUnderTest;
/** Has room for one of each. */
let small: StatesUnderTest;
let role: string;

beforeAll(async () => {
  world = await StatesUnderTest.start();
  role = await world.createRole('machines');
  small = await StatesUnderTest.start({
    resourceQuotas: { stateMachinesMax: 1, activitiesMax: 1, openExecutionsMax: 1 },
  });
  await small.createRole('machines');
});
afterAll(() => Promise.all([world.close(), small.close()]));

const ARN = 'arn:aws:states:us-east-1:000000000000';
const PASS = { P: { Type: 'Pass', End: true } };
const WAIT = { W: { Type: 'Wait', Seconds: 3600, End: true } };
const ACTIVITY = `${ARN}:activity:work`;
const WORK = { T: { Type: 'Task', Resource: ACTIVITY, End: true } };
const DEFINITION = JSON.stringify({ StartAt: 'P', States: PASS });

let names = 0;
const machine = (states: object = PASS) => world.createMachine(`M${names++}`, states, role);
const create = (input: Partial<sdk.CreateStateMachineInput>) =>
  world.sfn.send(
    new sdk.CreateStateMachineCommand({ name: `M${names++}`, roleArn: role, definition: DEFINITION, ...input }),
  );
const start = (input: sdk.StartExecutionInput) => world.sfn.send(new sdk.StartExecutionCommand(input));
const stop = (executionArn: string) => world.sfn.send(new sdk.StopExecutionCommand({ executionArn }));
const succeed = (taskToken: string, output = '{}') =>
  world.sfn.send(new sdk.SendTaskSuccessCommand({ taskToken, output }));

/** The token of a task that the machine's execution `e` gives to a worker. */
async function takeTask(stateMachineArn: string): Promise<string> {
  await world.sfn.send(new sdk.CreateActivityCommand({ name: 'work' }));
  await start({ stateMachineArn, name: 'e' });
  const { taskToken } = await world.sfn.send(new sdk.GetActivityTaskCommand({ activityArn: ACTIVITY }));
  return taskToken ?? '';
}

async function endOf(stateMachineArn: string): Promise<string> {
  const executionArn = await world.startExecution(stateMachineArn);
  await world.end(executionArn);
  return executionArn;
}

const PRODUCED: Readonly<Record<string, () => Promise<unknown>>> = {
  ActivityDoesNotExist: () =>
    world.sfn.send(new sdk.DescribeActivityCommand({ activityArn: `${ARN}:activity:unknown` })),
  async ActivityLimitExceeded() {
    for (const name of ['one', 'two']) await small.sfn.send(new sdk.CreateActivityCommand({ name }));
  },
  async ConflictException() {
    const stateMachineArn = await machine();
    await world.sfn.send(new sdk.PublishStateMachineVersionCommand({ stateMachineArn, revisionId: 'stale' }));
  },
  async ExecutionAlreadyExists() {
    const stateMachineArn = await machine(WAIT);
    await start({ stateMachineArn, name: 'e', input: '1' });
    await start({ stateMachineArn, name: 'e', input: '2' });
  },
  ExecutionDoesNotExist: () => stop(`${ARN}:execution:M:unknown`),
  async ExecutionLimitExceeded() {
    const stateMachineArn = await small.createMachine('Only', WAIT, role);
    for (const name of ['one', 'two']) await small.sfn.send(new sdk.StartExecutionCommand({ stateMachineArn, name }));
  },
  ExecutionNotRedrivable: async () =>
    world.sfn.send(new sdk.RedriveExecutionCommand({ executionArn: await endOf(await machine()) })),
  InvalidArn: () => stop('arn:aws:lambda:us-east-1:000000000000:function:f'),
  InvalidDefinition: () => create({ definition: '{}' }),
  InvalidEncryptionConfiguration: () =>
    world.sfn.send(
      new sdk.CreateActivityCommand({
        name: 'encrypted',
        encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'key' },
      }),
    ),
  InvalidExecutionInput: async () => start({ stateMachineArn: await machine(), input: '{' }),
  InvalidLoggingConfiguration: () => create({ loggingConfiguration: { level: 'ALL' } }),
  InvalidName: () => create({ name: 'a b' }),
  InvalidOutput: async () => succeed(await takeTask(await machine(WORK)), '{'),
  InvalidToken: () => world.sfn.send(new sdk.ListStateMachinesCommand({ nextToken: 'nonsense' })),
  InvalidTracingConfiguration: () => create({ tracingConfiguration: {} }),
  MissingRequiredParameter: async () =>
    world.sfn.send(new sdk.UpdateStateMachineCommand({ stateMachineArn: await machine() })),
  ResourceNotFound: () =>
    world.sfn.send(new sdk.ListTagsForResourceCommand({ resourceArn: `${ARN}:stateMachine:unknown` })),
  async ServiceQuotaExceededException() {
    const { stateMachineVersionArn } = await create({ publish: true });
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
    for (let i = 0; i <= 100; i++) {
      await world.sfn.send(new sdk.CreateStateMachineAliasCommand({ name: `alias-${i}`, routingConfiguration }));
    }
  },
  async StateMachineAlreadyExists() {
    await create({ name: 'twice' });
    await create({ name: 'twice', definition: ` ${DEFINITION}` });
  },
  async StateMachineDeleting() {
    const stateMachineArn = await machine(WAIT);
    await start({ stateMachineArn });
    await world.sfn.send(new sdk.DeleteStateMachineCommand({ stateMachineArn }));
    await start({ stateMachineArn });
  },
  StateMachineDoesNotExist: () => start({ stateMachineArn: `${ARN}:stateMachine:unknown` }),
  async StateMachineLimitExceeded() {
    await small.createMachine('Only', WAIT, role);
    await small.createMachine('Another', WAIT, role);
  },
  async StateMachineTypeNotSupported() {
    const stateMachineArn = (await create({ type: 'EXPRESS' })).stateMachineArn ?? '';
    await world.sfn.send(new sdk.ListExecutionsCommand({ stateMachineArn }));
  },
  async TaskDoesNotExist() {
    const stateMachineArn = await world.createMachine('Again', WORK, role);
    const token = await takeTask(stateMachineArn);
    await stop(`${ARN}:execution:Again:e`);
    await world.sfn.send(new sdk.DeleteStateMachineCommand({ stateMachineArn }));
    await world.createMachine('Again', WORK, role);
    await takeTask(stateMachineArn);
    await succeed(token);
  },
  async TaskTimedOut() {
    const token = await takeTask(await machine(WORK));
    await succeed(token);
    await succeed(token);
  },
  async TooManyTags() {
    const tags = Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: 'v' }));
    await world.sfn.send(new sdk.TagResourceCommand({ resourceArn: await machine(), tags }));
  },
  ValidationException: () => world.sfn.send(new sdk.ListStateMachinesCommand({ maxResults: 1001 })),
};

const NOT_PRODUCED: Readonly<Record<string, string>> = {
  ActivityAlreadyExists: 'takes another key for an activity that exists, and keys of customers are refused',
  ActivityWorkerLimitExceeded: 'takes a thousand polls at once: see activity-queue.test.ts',
  KmsAccessDeniedException: 'there is no KMS here',
  KmsInvalidStateException: 'there is no KMS here',
  KmsThrottlingException: 'there is no KMS here',
};

test.each(Object.entries(PRODUCED))('%s', async (name, produce) => {
  await expect(produce()).rejects.toMatchObject({ name });
});

test('the SDK knows no other errors', () => {
  const modelled = Object.entries(sdk)
    .filter(
      ([name, value]) => typeof value === 'function' && value.prototype instanceof sdk.SFNServiceException && name,
    )
    .map(([name]) => name);
  expect([...Object.keys(PRODUCED), ...Object.keys(NOT_PRODUCED)].sort()).toEqual(modelled.sort());
});
