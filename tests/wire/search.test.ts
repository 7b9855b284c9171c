/** SearchExecutions and GetOverview of the Stepwell service, over the wire and on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SearchInput } from '../../src/base/stepwell-api.ts';
import { AwsClient } from '../../src/cli/aws/client.ts';
import { StatesUnderTest } from '../support/states-under-test.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stepwell-search-'));
let world: StatesUnderTest;
let role: string;

beforeAll(async () => {
  world = await StatesUnderTest.start({ dataDir });
  role = await world.createRole('machines');
  await run('Orders', { P: { Type: 'Pass', End: true } }, { customer: 'Grace', line: 'a\nb' });
  await run('Payments', { F: { Type: 'Fail', Error: 'Declined', Cause: 'card expired' } }, { customer: 'Ada' });
  await world.startExecution(
    await world.createMachine('Waits', { W: { Type: 'Wait', Seconds: 3600, End: true } }, role),
    { customer: 'Ada' },
  );
});
afterAll(async () => {
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function run(name: string, states: object, input: object): Promise<void> {
  await world.end(await world.startExecution(await world.createMachine(name, states, role), input));
}

function client(region = 'us-east-1'): AwsClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new AwsClient({ endpoint: world.url, region, credentials });
}

const search = (input: SearchInput) => client().call('stepwell', 'SearchExecutions', input);

const found = async (input: SearchInput) =>
  (await search(input)).executions.map(({ stateMachineArn }) => stateMachineArn.split(':').at(-1));

const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

describe('SearchExecutions', () => {
  test('finds executions of all machines, the newest first, at once after they ended', async () => {
    expect(await found({})).toEqual(['Waits', 'Payments', 'Orders']);
    const { executions } = await search({ error: 'Declined' });
    const [failed] = executions;
    expect(executions).toEqual([
      {
        executionArn: expect.stringContaining(':execution:Payments:'),
        stateMachineArn: arnOf('Payments'),
        name: failed?.executionArn.split(':').at(-1),
        status: 'FAILED',
        startDate: expect.any(Number),
        stopDate: expect.any(Number),
        error: 'Declined',
      },
    ]);
    expect((await world.describe(failed?.executionArn ?? '')).stopDate?.getTime()).toBe((failed?.stopDate ?? 0) * 1000);
  });

  test('finds by status, machine, time and words of input, output and cause', async () => {
    expect(await found({ statuses: ['RUNNING', 'SUCCEEDED'], sortBy: 'STATUS' })).toEqual(['Orders', 'Waits']);
    expect(await found({ stateMachineArn: arnOf('Orders') })).toEqual(['Orders']);
    expect(await found({ text: 'customer ada' })).toEqual(['Waits', 'Payments']);
    expect(await found({ text: 'EXPIRED' })).toEqual(['Payments']);
    expect(await found({ text: 'nb' })).toEqual([]);
    const { executions } = await search({ stateMachineArn: arnOf('Payments') });
    const startedFrom = executions[0]?.startDate ?? 0;
    expect(await found({ startedFrom })).toEqual(['Waits', 'Payments']);
    expect(await found({ startedTo: startedFrom })).toEqual(['Orders']);
    expect(await found({ startedFrom: startedFrom + 3600 })).toEqual([]);
  });

  test('goes page after page, and takes no token of another search', async () => {
    const first = await search({ maxResults: 2, sortOrder: 'ASCENDING' });
    expect(first.executions).toHaveLength(2);
    const { nextToken = '' } = first;
    const rest = await search({ maxResults: 2, sortOrder: 'ASCENDING', nextToken });
    expect(rest.executions.map(({ stateMachineArn }) => stateMachineArn)).toEqual([arnOf('Waits')]);
    expect(rest.nextToken).toBeUndefined();
    await expect(search({ maxResults: 2, nextToken })).rejects.toMatchObject({ code: 'InvalidToken' });
  });

  test('refuses what it cannot look for', async () => {
    await expect(search({ text: '!?' })).rejects.toMatchObject({ code: 'ValidationException' });
    const statuses = ['PENDING'] as unknown as NonNullable<SearchInput['statuses']>;
    await expect(search({ statuses })).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('knows nothing of another region', async () => {
    expect((await client('eu-west-1').call('stepwell', 'SearchExecutions', {})).executions).toEqual([]);
  });
});

describe('GetOverview', () => {
  test('counts what runs and what happened, in all and by machine', async () => {
    const overview = await client().call('stepwell', 'GetOverview', { minutes: 90 });
    expect(overview).toMatchObject({ running: 1, started: 3, succeeded: 1, failed: 1, timedOut: 0, aborted: 0 });
    expect(overview.perMinute).toHaveLength(90);
    expect(overview.perMinute.reduce((sum, { started }) => sum + started, 0)).toBe(3);
    expect(overview.stateMachines).toEqual([
      { stateMachineArn: arnOf('Orders'), running: 0, started: 1, succeeded: 1, failed: 0, timedOut: 0, aborted: 0 },
      { stateMachineArn: arnOf('Payments'), running: 0, started: 1, succeeded: 0, failed: 1, timedOut: 0, aborted: 0 },
      { stateMachineArn: arnOf('Waits'), running: 1, started: 1, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 },
    ]);
  });
});

test('an index that was lost is made again', async () => {
  const [waiting] = (await search({ statuses: ['RUNNING'] })).executions;
  await world.close();
  rmSync(join(dataDir, 'search.db'));
  world = await StatesUnderTest.start({ dataDir });
  await world.sfn.send(new StopExecutionCommand({ executionArn: waiting?.executionArn }));
  await expect.poll(async () => (await search({})).indexing, { timeout: 20_000 }).toBeUndefined();
  expect(await found({})).toEqual(['Waits', 'Payments', 'Orders']);
  expect(await found({ statuses: ['ABORTED'] })).toEqual(['Waits']);
  expect(await found({ text: 'expired' })).toEqual(['Payments']);
});
