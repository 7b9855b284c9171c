/** Executions that start others, wait for them, stop them, or wait for a callback: through the SDK, over restarts too. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListExecutionsCommand, SendTaskSuccessCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StatesUnderTest, until } from '../support/states-under-test.ts';

let world: StatesUnderTest;
let role: string;
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stepwell-nested-'));
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

const WAIT = { W: { Type: 'Wait', Seconds: 600, End: true } };
const RESULT = { P: { Type: 'Pass', Result: { a: 1 }, End: true } };

/** A parent and the machine of its child. */
async function createMachines(child: object, { pattern = '', fields = {}, parameters = {} } = {}) {
  const childMachine = await world.createMachine('child', child, role);
  const Parameters = { StateMachineArn: childMachine, 'Input.$': '$', ...parameters };
  const Resource = `arn:aws:states:::states:startExecution${pattern}`;
  const parent = await world.createMachine(
    'parent',
    { T: { Type: 'Task', Resource, Parameters, ...fields, End: true } },
    role,
  );
  return { childMachine, parent };
}

async function childOf(stateMachineArn: string): Promise<string> {
  const { executions = [] } = await world.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions).toHaveLength(1);
  return executions[0]?.executionArn ?? '';
}

describe('startExecution', () => {
  test('gives the new execution, and does not wait for it', async () => {
    const { childMachine, parent } = await createMachines(WAIT);
    const { output = '' } = await world.end(await world.startExecution(parent));
    const executionArn = await childOf(childMachine);
    expect(JSON.parse(output)).toMatchObject({
      ExecutionArn: executionArn,
      StartDate: (await world.describe(executionArn)).startDate?.getTime(),
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
  });

  test('fails with the name and in the words of the optimised integration', async () => {
    const missing = 'arn:aws:states:us-east-1:000000000000:stateMachine:missing';
    const { parent } = await createMachines(WAIT, { parameters: { StateMachineArn: missing } });
    const { error, cause } = await world.end(await world.startExecution(parent));
    expect(error).toBe('StepFunctions.StateMachineDoesNotExistException');
    expect(cause).toMatch(
      /^State Machine Does Not Exist: '.*:missing' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: [\w-]+; Proxy: null\)$/,
    );
  });

  test.each([{ StateMachineArn: 5 }, { StateMachineArn: {} }, { Name: ['x'] }])('refuses %j', async (parameters) => {
    const { parent } = await createMachines(WAIT, { parameters });
    const { error, cause } = await world.end(await world.startExecution(parent));
    expect(error).toBe('StepFunctions.AWSStepFunctionsException');
    expect(cause).toMatch(/can not be converted to a String/);
  });

  test('takes its Input as JSON or as its text, and hands on who started it', async () => {
    const Input = { 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$': '$$.Execution.Id' };
    const { childMachine, parent } = await createMachines(RESULT, { parameters: { 'Input.$': undefined, Input } });
    const executionArn = await world.startExecution(parent);
    await world.end(executionArn);
    const { input = '' } = await world.describe(await childOf(childMachine));
    expect(JSON.parse(input)).toEqual({ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: executionArn });
  });
});

describe('startExecution.sync', () => {
  test.each([
    ['.sync', { Input: '{"x":1}', Output: '{"a":1}' }],
    ['.sync:2', { Input: { x: 1 }, Output: { a: 1 } }],
  ])('%s gives what became of the execution', async (pattern, data) => {
    const { childMachine, parent } = await createMachines(RESULT, { pattern });
    const executionArn = await world.startExecution(parent, { x: 1 });
    const { output = '' } = await world.end(executionArn);
    expect(JSON.parse(output)).toMatchObject({
      ...data,
      ExecutionArn: await childOf(childMachine),
      Status: 'SUCCEEDED',
      StartDate: expect.any(Number),
      StopDate: expect.any(Number),
    });
    const types = await world.typesOf(executionArn);
    expect(types.slice(2, 6)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded']);
  });

  test.each(['.sync', '.sync:2'])('%s fails with the execution, and tells what became of it', async (pattern) => {
    const { parent } = await createMachines({ F: { Type: 'Fail', Error: 'E', Cause: 'C' } }, { pattern });
    const { error, cause = '' } = await world.end(await world.startExecution(parent, { x: 1 }));
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause)).toMatchObject({ Error: 'E', Cause: 'C', Status: 'FAILED', Input: '{"x":1}' });
  });

  test.each<[string, object, string]>([
    ['is stopped', {}, 'ABORTED'],
    ['times out', { TimeoutSeconds: 1 }, 'FAILED'],
  ])('stops the execution when its own %s', async (_, fields, status) => {
    const { childMachine, parent } = await createMachines(WAIT, { pattern: '.sync', fields });
    const executionArn = await world.startExecution(parent);
    await world.event(executionArn, 'TaskSubmitted');
    if (status === 'ABORTED') await world.sfn.send(new StopExecutionCommand({ executionArn }));
    expect(await world.end(executionArn)).toMatchObject({ status });
    expect(await world.end(await childOf(childMachine))).toMatchObject({ status: 'ABORTED' });
  });

  test('waits over a restart', async () => {
    const { childMachine, parent } = await createMachines(WAIT, { pattern: '.sync:2' });
    const executionArn = await world.startExecution(parent);
    await world.event(executionArn, 'TaskSubmitted');
    await restart();
    await world.sfn.send(new StopExecutionCommand({ executionArn: await childOf(childMachine), error: 'Enough' }));
    const { error, cause = '' } = await world.end(executionArn);
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause)).toMatchObject({ Status: 'ABORTED', Error: 'Enough' });
  });
});

describe('startExecution.waitForTaskToken', () => {
  const waiting = {
    pattern: '.waitForTaskToken',
    parameters: { 'Input.$': undefined, Input: { 'token.$': '$$.Task.Token' } },
  };

  test('ends with what comes with the token, which survives a restart', async () => {
    const { childMachine, parent } = await createMachines(RESULT, waiting);
    const executionArn = await world.startExecution(parent);
    await world.event(executionArn, 'TaskSubmitted');
    const { input = '' } = await world.describe(await childOf(childMachine));
    await restart();
    const taskToken = JSON.parse(input).token as string;
    await world.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"done"' }));
    expect(await world.end(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
  });

  test('sees its token in JSONata, too', async () => {
    const child = await world.createMachine('child', RESULT, role);
    const task = {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: 'arn:aws:states:::states:startExecution.waitForTaskToken',
      Arguments: { StateMachineArn: child, Input: { token: '{% $states.context.Task.Token %}' } },
      End: true,
    };
    const executionArn = await world.startExecution(await world.createMachine('parent', { T: task }, role));
    await world.event(executionArn, 'TaskSubmitted');
    const { input = '' } = await world.describe(await childOf(child));
    const command = new SendTaskSuccessCommand({ taskToken: JSON.parse(input).token, output: '1' });
    await until(() => world.sfn.send(command));
    expect(await world.end(executionArn)).toMatchObject({ output: '1' });
  });
});
