/** Provisioned concurrency with real processes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARN, callOf, LambdaUnderTest, refusal } from '../../../../tests/support/lambda-under-test.ts';
import type { ReservableOperation } from '../../../base/service.ts';
import type { FunctionData } from '../function-data.ts';
import { wantedOf } from './provisioning.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

/** Tells how its environment was made, and which it is. */
const TELL = 'exports.handler = async () => [process.env.AWS_LAMBDA_INITIALIZATION_TYPE, process.pid];';

const create = (code = TELL) => lambda.create(code, { Publish: true });
const put = (FunctionName: string, Qualifier: string, ProvisionedConcurrentExecutions = 1) =>
  lambda.run('PutProvisionedConcurrencyConfig', { FunctionName, Qualifier, ProvisionedConcurrentExecutions });
const get = (FunctionName: string, Qualifier = '1') =>
  lambda.run('GetProvisionedConcurrencyConfig', { FunctionName, Qualifier });
const status = (FunctionName: string, Qualifier = '1') =>
  expect.poll(async () => (await get(FunctionName, Qualifier)).Status, { timeout: 10_000 });
const tell = async (FunctionName: string, Qualifier?: string) =>
  JSON.parse((await lambda.invoke(FunctionName, Qualifier === undefined ? {} : { Qualifier })).Payload);
const remove = (FunctionName: string) => lambda.run('DeleteFunction', { FunctionName });

describe('a version that is provisioned', () => {
  test('has environments before it is invoked, and runs in them', async () => {
    const name = await create();
    expect(await put(name, '1')).toMatchObject({
      RequestedProvisionedConcurrentExecutions: 1,
      AllocatedProvisionedConcurrentExecutions: 0,
      Status: 'IN_PROGRESS',
    });
    await status(name).toBe('READY');
    expect(await get(name)).toMatchObject({ AvailableProvisionedConcurrentExecutions: 1 });
    const [first, second] = [await tell(name, '1'), await tell(name, '1')];
    expect(first[0]).toBe('provisioned-concurrency');
    expect(second).toEqual(first);
    expect((await tell(name))[0]).toBe('on-demand');
    await remove(name);
  });

  test('leaves to its function what is reserved beyond it, and waits for its own environments', async () => {
    const name = await create();
    await lambda.run('PutFunctionConcurrency', { FunctionName: name, ReservedConcurrentExecutions: 1 });
    await put(name, '1');
    // Not ready yet.
    expect((await tell(name, '1'))[0]).toBe('provisioned-concurrency');
    await expect(lambda.invoke(name)).rejects.toMatchObject(refusal('TooManyRequestsException', 'Rate Exceeded.', 429));
    const invoke = lambda.service.service.operations['Invoke'] as ReservableOperation;
    const input = { FunctionName: name, Qualifier: '1', Payload: '{}' };
    const held = invoke.tryReserve(input, callOf());
    expect(() => invoke.tryReserve(input, callOf())).toThrow('Rate Exceeded.');
    held?.release();
    expect((await tell(name, '1'))[0]).toBe('provisioned-concurrency');
    await remove(name);
  });

  test('runs on demand when all of its environments are at work', async () => {
    const name = await create();
    await put(name, '1');
    await status(name).toBe('READY');
    const invoke = lambda.service.service.operations['Invoke'] as ReservableOperation;
    const held = invoke.tryReserve({ FunctionName: name, Qualifier: '1', Payload: '{}' }, callOf());
    expect((await tell(name, '1'))[0]).toBe('on-demand');
    held?.release();
    await remove(name);
  });

  test('runs events in them as well', async () => {
    const name = await create();
    const OnSuccess = { Destination: `${ARN}${await lambda.create()}` };
    await lambda.run('PutFunctionEventInvokeConfig', {
      FunctionName: name,
      Qualifier: '1',
      DestinationConfig: { OnSuccess },
    });
    await put(name, '1');
    await status(name).toBe('READY');
    await lambda.invoke(name, { InvocationType: 'Event', Qualifier: '1' });
    await expect
      .poll(() => lambda.delivered.map(({ body }) => JSON.parse(body).responsePayload[0]), { timeout: 10_000 })
      .toEqual(['provisioned-concurrency']);
    await remove(name);
  });

  test('is so again after a restart', async () => {
    const name = await create();
    await put(name, '1');
    await lambda.reopen();
    await status(name).toBe('READY');
    expect((await tell(name, '1'))[0]).toBe('provisioned-concurrency');
    await lambda.run('DeleteProvisionedConcurrencyConfig', { FunctionName: name, Qualifier: '1' });
    expect((await tell(name, '1'))[0]).toBe('on-demand');
    await expect(get(name)).rejects.toMatchObject(
      refusal('ProvisionedConcurrencyConfigNotFoundException', /^No Provisioned Concurrency Config found/, 404),
    );
    await remove(name);
  });

  test('fails when it cannot be initialised, until that is asked for again', async () => {
    const name = await create('throw new Error("no");');
    await put(name, '1');
    await status(name).toBe('FAILED');
    expect(await get(name)).toMatchObject({ StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' });
    expect(await put(name, '1')).toMatchObject({ Status: 'IN_PROGRESS' });
    await status(name).toBe('FAILED');
    await remove(name);
  });
});

describe('an alias that is provisioned', () => {
  test('takes its environments along when it moves', async () => {
    const name = await create();
    await lambda.run('CreateAlias', { FunctionName: name, Name: 'live', FunctionVersion: '1' });
    await put(name, 'live');
    await status(name, 'live').toBe('READY');
    await lambda.updated(name);
    await lambda.run('UpdateFunctionConfiguration', { FunctionName: name, Timeout: 4 });
    await lambda.updated(name);
    await lambda.run('PublishVersion', { FunctionName: name });
    await lambda.run('UpdateAlias', { FunctionName: name, Name: 'live', FunctionVersion: '2' });
    await status(name, 'live').toBe('READY');
    expect((await tell(name, 'live'))[0]).toBe('provisioned-concurrency');
    expect((await tell(name, '1'))[0]).toBe('on-demand');
    await lambda.run('DeleteAlias', { FunctionName: name, Name: 'live' });
    expect(
      (await lambda.run('ListProvisionedConcurrencyConfigs', { FunctionName: name })).ProvisionedConcurrencyConfigs,
    ).toEqual([]);
    expect((await tell(name, '2'))[0]).toBe('on-demand');
    await remove(name);
  });

  test('shares its environments between two versions as it is weighted', () => {
    const alias = { name: 'live', description: '', version: '1', weights: { 2: 0.25 }, revisionId: '' };
    const provisioned = { live: { requested: 8, lastModifiedMs: 0 } };
    const data = { aliases: [alias], provisioned } as Partial<FunctionData> as FunctionData;
    expect([...wantedOf(data)]).toEqual([
      ['1', 6],
      ['2', 2],
    ]);
  });
});

test('no more can be provisioned than is reserved, or than has to stay for all', async () => {
  const name = await create();
  await expect(put(name, '1', 901)).rejects.toMatchObject(
    refusal('InvalidParameterValueException', /^Specified ConcurrentExecutions .* minimum value of \[100\]\.$/),
  );
  await lambda.run('PutFunctionConcurrency', { FunctionName: name, ReservedConcurrentExecutions: 2 });
  await expect(put(name, '1', 3)).rejects.toMatchObject(
    refusal('InvalidParameterValueException', /should not be greater than the reservedConcurrentExecution/),
  );
  await put(name, '1', 2);
  await expect(
    lambda.run('PutFunctionConcurrency', { FunctionName: name, ReservedConcurrentExecutions: 1 }),
  ).rejects.toMatchObject({ message: expect.stringContaining('total provisioned concurrency [2]') });
  await remove(name);
});
