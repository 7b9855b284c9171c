/** ForkExecution of the Stepwell service, over the wire. */
import { DescribeStateMachineForExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AwsClient } from '../../src/cli/aws/client.ts';
import { StatesUnderTest } from '../support/states-under-test.ts';

let world: StatesUnderTest;
let client: AwsClient;
let role: string;

beforeAll(async () => {
  world = await StatesUnderTest.start();
  role = await world.createRole('machines');
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new AwsClient({ endpoint: world.url, region: 'us-east-1', credentials });
});
afterAll(() => world.close());

/** Counts in a variable, then fails over what it was given. */
const STATES = {
  Count: { Type: 'Pass', Assign: { 'count.$': '$.start', kept: [1, 2.0] }, Next: 'Show' },
  Show: {
    Type: 'Pass',
    Parameters: { 'count.$': '$count', 'given.$': '$', 'first.$': '$$.Execution.Input' },
    Next: 'Give up',
  },
  'Give up': { Type: 'Fail', Error: 'Enough' },
};

/** The same, with a happy end. */
const EDITED = JSON.stringify({
  StartAt: 'Count',
  States: { Count: STATES.Count, Show: { ...STATES.Show, Next: 'End' }, End: { Type: 'Succeed' } },
});

async function failedExecution(name: string): Promise<string> {
  const arn = await world.startExecution(await world.createMachine(name, STATES, role), { start: 7 });
  expect((await world.end(arn)).status).toBe('FAILED');
  return arn;
}

const fork = async (input: Parameters<typeof client.call<'stepwell', 'ForkExecution'>>[2]) =>
  (await client.call('stepwell', 'ForkExecution', input)).executionArn;

const outputOf = async (arn: string) => JSON.parse((await world.end(arn)).output ?? 'null');

describe('a fork', () => {
  test('begins in the state, with what that was given and the variables as they were', async () => {
    const original = await failedExecution('Defaults');
    const forked = await fork({ executionArn: original, stateName: 'Show', definition: EDITED });
    expect(await outputOf(forked)).toEqual({ count: 7, given: { start: 7 }, first: { start: 7 } });
    expect(await world.typesOf(forked)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'SucceedStateEntered',
      'SucceedStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('takes an edited input and edited variables; the execution keeps its own input', async () => {
    const original = await failedExecution('Edited');
    const forked = await fork({
      executionArn: original,
      stateName: 'Show',
      name: 'edited',
      definition: EDITED,
      input: '{"other":1.0}',
      variables: '{"count":40}',
    });
    expect(forked).toBe('arn:aws:states:us-east-1:000000000000:execution:Edited:edited');
    expect(await outputOf(forked)).toEqual({ count: 40, given: { other: 1 }, first: { start: 7 } });
    expect((await world.describe(forked)).input).toBe('{"start":7}');
  });

  test('from the beginning takes its input as that of the execution', async () => {
    const original = await failedExecution('Beginning');
    const forked = await fork({ executionArn: original, input: '{"start":8}' });
    expect(await world.end(forked)).toMatchObject({ status: 'FAILED', input: '{"start":8}' });
  });

  test('says where it came from, and a fork of it begins with the same variables', async () => {
    const original = await failedExecution('Origin');
    const forked = await fork({ executionArn: original, stateName: 'Show', variables: '{"count":1.0,"kept":null}' });
    await world.end(forked);
    expect(await client.call('stepwell', 'DescribeExecution', { executionArn: forked })).toEqual({
      executionArn: forked,
      stateMachineArn: expect.stringContaining(':stateMachine:Origin'),
      forkedFrom: { executionArn: original, stateName: 'Show', eventId: 4, variables: '{"count":1.0,"kept":null}' },
    });
    const again = await fork({ executionArn: forked, stateName: 'Show', definition: EDITED });
    expect(await outputOf(again)).toMatchObject({ count: 1 });
  });

  test('with an edited definition leaves the machine and the original as they are', async () => {
    const original = await failedExecution('Untouched');
    const forked = await fork({ executionArn: original, stateName: 'Show', definition: EDITED });
    const definitionOf = async (executionArn: string) => {
      const described = await world.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
      return described.definition;
    };
    expect(await definitionOf(forked)).toBe(EDITED);
    expect(await definitionOf(original)).not.toBe(EDITED);
    const next = await world.startExecution('arn:aws:states:us-east-1:000000000000:stateMachine:Untouched', {
      start: 1,
    });
    expect((await world.end(next)).status).toBe('FAILED');
  });

  test('can be made of an execution that runs, and chooses among several entries of a state', async () => {
    const loop = {
      Add: {
        Type: 'Pass',
        Parameters: { 'n.$': 'States.MathAdd($.n, 1)' },
        Next: 'Again',
      },
      Again: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 3, Next: 'Add' }], Default: 'Wait' },
      Wait: { Type: 'Wait', Seconds: 3600, End: true },
    };
    const original = await world.startExecution(await world.createMachine('Loop', loop, role), { n: 0 });
    const entered = await world.event(original, 'WaitStateEntered');
    expect(entered.stateEnteredEventDetails?.input).toBe('{"n":3}');
    const definition = JSON.stringify({ StartAt: 'Add', States: { Add: { Type: 'Pass', End: true } } });
    const last = await fork({ executionArn: original, stateName: 'Add', definition });
    const first = await fork({ executionArn: original, stateName: 'Add', definition, eventId: 2 });
    expect(await outputOf(last)).toEqual({ n: 2 });
    expect(await outputOf(first)).toEqual({ n: 0 });
    await world.sfn.send(new StopExecutionCommand({ executionArn: original }));
  });
});

describe('ForkExecution refuses', () => {
  const code = (input: Parameters<typeof fork>[0]) => fork(input).catch((error: { code?: string }) => error.code);

  test('what is not there, or cannot be begun with', async () => {
    const original = await failedExecution('Refused');
    const nested = JSON.stringify({
      StartAt: 'P',
      States: {
        P: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', End: true } } }], End: true },
      },
    });
    expect(await code({ executionArn: `${original}x` })).toBe('ExecutionDoesNotExist');
    expect(await code({ executionArn: 'nonsense' })).toBe('InvalidArn');
    expect(await code({ executionArn: original, name: 'a b' })).toBe('InvalidName');
    expect(await code({ executionArn: original, definition: '{}' })).toBe('InvalidDefinition');
    expect(await code({ executionArn: original, input: '{' })).toBe('InvalidExecutionInput');
    expect(await code({ executionArn: original, variables: '[]' })).toBe('ValidationException');
    expect(await code({ executionArn: original, stateName: 'Nowhere' })).toBe('ValidationException');
    expect(await code({ executionArn: original, stateName: 'Show', eventId: 2 })).toBe('ValidationException');
    expect(await code({ executionArn: original, stateName: 'B', definition: nested })).toBe('ValidationException');
    expect(await code({ executionArn: original, stateName: 'P', definition: nested })).toBe('ValidationException');
    const name = original.slice(original.lastIndexOf(':') + 1);
    expect(await code({ executionArn: original, name })).toBe('ExecutionAlreadyExists');
  });
});
