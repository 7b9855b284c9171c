/** Named cases for TestState, kept with a state machine by the Stepwell service; over the wire. */
import { CreateStateMachineCommand, DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AwsClient } from '../../src/cli/aws/client.ts';
import { StatesUnderTest } from '../support/states-under-test.ts';

let world: StatesUnderTest;
let client: AwsClient;
let role: string;

beforeAll(async () => {
  world = await StatesUnderTest.start();
  role = await world.createRole('machines');
  client = clientIn('us-east-1');
});
afterAll(() => world.close());

function clientIn(region: string): AwsClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new AwsClient({ endpoint: world.url, region, credentials });
}

const STATES = { P: { Type: 'Pass', End: true } };
const CASE = { name: 'empty', stateName: 'P', input: '{}' };
const FULL = {
  ...CASE,
  variables: '{"v":1.0}',
  mock: { errorOutput: { error: 'Busy', cause: 'later' } },
  expected: { status: 'CAUGHT_ERROR', output: '{"a":0.0}', nextState: 'P' },
} as const;

const list = async (stateMachineArn: string) => {
  const { testCases } = await client.call('stepwell', 'ListTestCases', { stateMachineArn });
  return testCases;
};

describe('test cases of a state machine', () => {
  test('are listed by name, replaced by name, and deleted', async () => {
    const stateMachineArn = await world.createMachine('Cases', STATES, role);
    const put = (testCase: typeof CASE) => client.call('stepwell', 'PutTestCase', { stateMachineArn, ...testCase });
    await put({ ...CASE, name: 'second' });
    await put(CASE);
    expect(await list(stateMachineArn)).toEqual([CASE, { ...CASE, name: 'second' }]);
    await put(FULL);
    expect(await list(stateMachineArn)).toEqual([FULL, { ...CASE, name: 'second' }]);
    const gone = { stateMachineArn, name: 'second' };
    await client.call('stepwell', 'DeleteTestCase', gone);
    await client.call('stepwell', 'DeleteTestCase', gone);
    expect(await list(stateMachineArn)).toEqual([FULL]);
  });

  test('put at the same time are all there', async () => {
    const stateMachineArn = await world.createMachine('AtOnce', STATES, role);
    const names = Array.from({ length: 8 }, (_, i) => `case ${i % 4}`);
    await Promise.all(names.map((name) => client.call('stepwell', 'PutTestCase', { stateMachineArn, ...CASE, name })));
    expect((await list(stateMachineArn)).map(({ name }) => name)).toEqual(['case 0', 'case 1', 'case 2', 'case 3']);
  });

  test('go with the machine: one made again under the name has none', async () => {
    const stateMachineArn = await world.createMachine('Gone', STATES, role);
    await client.call('stepwell', 'PutTestCase', { stateMachineArn, ...CASE });
    await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await vi.waitFor(() => expect(list(stateMachineArn)).rejects.toMatchObject({ code: 'StateMachineDoesNotExist' }));
    const definition = JSON.stringify({ StartAt: 'P', States: STATES });
    await world.sfn.send(new CreateStateMachineCommand({ name: 'Gone', definition, roleArn: role }));
    expect(await list(stateMachineArn)).toEqual([]);
  });

  test('need a machine of this account and region, and a name', async () => {
    const stateMachineArn = await world.createMachine('Here', STATES, role);
    const there = clientIn('eu-west-1').call('stepwell', 'ListTestCases', { stateMachineArn });
    await expect(there).rejects.toMatchObject({ code: 'StateMachineDoesNotExist' });
    const nameless = client.call('stepwell', 'PutTestCase', { stateMachineArn, ...CASE, name: '' });
    await expect(nameless).rejects.toMatchObject({ code: 'ValidationException' });
  });
});
