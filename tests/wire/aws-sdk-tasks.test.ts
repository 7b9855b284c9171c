/** Tasks that call the services themselves, as the role of their machine or of their Credentials. */
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StatesUnderTest } from '../support/states-under-test.ts';

let world: StatesUnderTest;
let role: string;
let machines = 0;

beforeEach(async () => {
  world = await StatesUnderTest.start();
  role = await world.createRole('machine');
});
afterEach(() => world.close());

/** What a task comes to. */
async function run(resource: string, parameters: object, fields: object = {}, roleArn = role) {
  const task = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, ...fields, End: true };
  const machine = await world.createMachine(`m${machines++}`, { T: task }, roleArn);
  const executionArn = await world.startExecution(machine);
  const { status, output, error, cause } = await world.end(executionArn);
  return { executionArn, status, error, cause, output: output === undefined ? undefined : JSON.parse(output) };
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('an aws-sdk task', () => {
  test('names everything with capitals and shows times as ISO texts', async () => {
    const { output } = await run('aws-sdk:sfn:listStateMachines', { MaxResults: 1 });
    expect(output).toEqual({
      StateMachines: [
        {
          StateMachineArn: expect.stringContaining(':stateMachine:m'),
          Name: expect.any(String),
          Type: 'STANDARD',
          CreationDate: expect.stringMatching(ISO),
        },
      ],
    });
  });

  test.each<[string, object, object]>([
    ['aws-sdk:iam:getRole', { RoleName: 'machine' }, { Role: { RoleName: 'machine' } }],
    ['aws-sdk:sts:getCallerIdentity', {}, { Account: '000000000000', Arn: expect.stringContaining('/machine/') }],
    ['aws-sdk:cloudwatchlogs:createLogGroup', { LogGroupName: 'g', Tags: { lower: 'x' } }, {}],
    ['aws-sdk:lambda:listFunctions', {}, { Functions: [] }],
  ])('%s calls the service', async (resource, parameters, output) => {
    expect(await run(resource, parameters)).toMatchObject({ status: 'SUCCEEDED', output });
  });

  test('sees the history of its own execution', async () => {
    const { output } = await run('aws-sdk:sfn:getExecutionHistory', { 'ExecutionArn.$': '$$.Execution.Id' });
    expect(output.Events[0]).toMatchObject({
      Id: 1,
      Timestamp: expect.stringMatching(ISO),
      ExecutionStartedEventDetails: { Input: '{}' },
    });
  });

  test('leaves names of the user as they are', async () => {
    await run('aws-sdk:cloudwatchlogs:createLogGroup', { LogGroupName: 'g', Tags: { lower: 'x' } });
    const { output } = await run('aws-sdk:cloudwatchlogs:listTagsLogGroup', { LogGroupName: 'g' });
    expect(output).toEqual({ Tags: { lower: 'x' } });
  });

  test.each<[string, object, string, string]>([
    ['aws-sdk:sfn:sendTaskSuccess', { TaskToken: 'x', Output: '1' }, 'Sfn.InvalidTokenException', 'Invalid Token: '],
    ['aws-sdk:iam:getRole', { RoleName: 'none' }, 'Iam.NoSuchEntityException', 'The role with name none'],
    [
      'aws-sdk:lambda:getFunction',
      { FunctionName: 'none' },
      'Lambda.ResourceNotFoundException',
      'Function not found: ',
    ],
    ['aws-sdk:iam:getRole', {}, 'Iam.IamException', '1 validation error detected: '],
  ])('%s fails as the SDK for Java says it', async (resource, parameters, name, message) => {
    const { error, cause } = await run(resource, parameters);
    expect(error).toBe(name);
    expect(cause?.startsWith(message)).toBe(true);
    const [id] = name.split('.');
    const form = `\\(Service: ${id}, Status Code: 40\\d, Request ID: [\\w-]+\\) \\(SDK Attempt Count: 1\\)$`;
    expect(cause).toMatch(new RegExp(form));
  });

  test('may do what its role may do, no more', async () => {
    const powerless = await world.createRole('reader', { policyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' });
    expect(await run('aws-sdk:iam:getRole', { RoleName: 'machine' }, {}, powerless)).toMatchObject({
      status: 'SUCCEEDED',
    });
    const { error, cause } = await run('aws-sdk:sfn:listStateMachines', {}, {}, powerless);
    expect(error).toBe('Sfn.SfnException');
    expect(cause).toMatch(/is not authorized to perform: states:ListStateMachines/);
  });

  test('of a service or operation that Stepwell does not have says so', async () => {
    for (const resource of ['aws-sdk:dynamodb:getItem', 'aws-sdk:sfn:makeCoffee', 'aws-sdk:constructor:x']) {
      expect(await run(resource, {})).toMatchObject({ error: 'Stepwell.NotSupported' });
    }
  });
});

describe('Credentials', () => {
  const whoAmI = 'aws-sdk:sts:getCallerIdentity';

  test('make the task another role, when that trusts the role of the machine', async () => {
    const other = await world.createRole('other', { principal: { AWS: role } });
    const { executionArn, output } = await run(whoAmI, {}, { Credentials: { RoleArn: other } });
    expect(output.Arn).toMatch(/^arn:aws:sts::000000000000:assumed-role\/other\//);
    const { taskScheduledEventDetails } = await world.event(executionArn, 'TaskScheduled');
    expect(taskScheduledEventDetails?.taskCredentials).toEqual({ roleArn: other });
  });

  test('that the role of the machine may not assume fail the task', async () => {
    const closed = await world.createRole('closed');
    const fields = { Credentials: { RoleArn: closed } };
    const cause = `The role ${role} is not authorized to assume the task state's role, ${closed}.`;
    expect(await run(whoAmI, {}, fields)).toMatchObject({ error: 'States.TaskFailed', cause });
    const powerless = await world.createRole('powerless', { policyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' });
    const open = await world.createRole('open', { principal: { AWS: 'arn:aws:iam::000000000000:root' } });
    expect(await run(whoAmI, {}, { Credentials: { RoleArn: open } }, powerless)).toMatchObject({
      error: 'States.TaskFailed',
    });
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: open }],
    });
    const allow = { RoleName: 'powerless', PolicyName: 'p', PolicyDocument };
    await world.iam.send(new PutRolePolicyCommand(allow));
    expect(await run(whoAmI, {}, { Credentials: { RoleArn: open } }, powerless)).toMatchObject({ status: 'SUCCEEDED' });
  });
});
