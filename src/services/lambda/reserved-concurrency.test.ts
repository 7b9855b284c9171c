/** Reserved concurrency, with real processes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ARN, callOf, LambdaUnderTest, refusal } from '../../../tests/support/lambda-under-test.ts';
import type { ReservableOperation } from '../../base/service.ts';
import { Concurrency } from './concurrency.ts';
import type { FunctionRow } from './function-data.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
  lambda.run('PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions });

const throttled = {
  ...refusal('TooManyRequestsException', 'Rate Exceeded.', 429),
  details: { Type: 'User', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
};

test('a setting is shown, kept over a restart, and can be taken back', async () => {
  const FunctionName = await lambda.create();
  expect(await lambda.run('GetFunctionConcurrency', { FunctionName })).toEqual({});
  expect(await reserve(FunctionName, 3)).toEqual({ ReservedConcurrentExecutions: 3 });
  await lambda.service.close();
  await lambda.open();
  expect(await lambda.run('GetFunctionConcurrency', { FunctionName })).toEqual({ ReservedConcurrentExecutions: 3 });
  const { Concurrency } = await lambda.run('GetFunction', { FunctionName });
  expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 3 });
  expect((await lambda.run('GetAccountSettings')).AccountLimit.UnreservedConcurrentExecutions).toBe(997);
  await lambda.run('DeleteFunctionConcurrency', { FunctionName });
  expect(await lambda.run('GetFunction', { FunctionName })).not.toHaveProperty('Concurrency');
});

test('zero switches a function off, all its versions too', async () => {
  const FunctionName = await lambda.create();
  await lambda.updated(FunctionName);
  await lambda.run('PublishVersion', { FunctionName });
  await reserve(FunctionName, 0);
  await expect(lambda.invoke(FunctionName)).rejects.toMatchObject(throttled);
  await expect(lambda.invoke(FunctionName, { Qualifier: '1' })).rejects.toMatchObject(throttled);
  await lambda.run('DeleteFunctionConcurrency', { FunctionName });
  expect((await lambda.invoke(FunctionName)).StatusCode).toBe(200);
});

test('no more invocations at the same time than are reserved', async () => {
  const FunctionName = await lambda.create();
  await lambda.updated(FunctionName);
  await reserve(FunctionName, 1);
  const invoke = lambda.service.service.operations['Invoke'] as ReservableOperation;
  const input = { FunctionName, Payload: '{}' };
  const first = invoke.tryReserve(input, callOf());
  expect(() => invoke.tryReserve(input, callOf())).toThrow('Rate Exceeded.');
  await expect(invoke.reserve(input, callOf(), new AbortController().signal)).rejects.toMatchObject(throttled);
  first?.release();
  expect((await lambda.invoke(FunctionName)).StatusCode).toBe(200);
  expect((await lambda.invoke(FunctionName)).StatusCode).toBe(200);
  await lambda.run('DeleteFunctionConcurrency', { FunctionName });
});

test('an invocation nobody waits for is tried again until it may run', async () => {
  const file = join(lambda.root, 'ran');
  const code = `exports.handler = async () => require('fs').writeFileSync(${JSON.stringify(file)}, '');`;
  const FunctionName = await lambda.create(code);
  await lambda.updated(FunctionName);
  await reserve(FunctionName, 1);
  const invoke = lambda.service.service.operations['Invoke'] as ReservableOperation;
  const held = invoke.tryReserve({ FunctionName, Payload: '{}' }, callOf());
  expect(await lambda.invoke(FunctionName, { InvocationType: 'Event' })).toEqual({ StatusCode: 202 });
  held?.release();
  await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true);
  await lambda.run('DeleteFunctionConcurrency', { FunctionName });
});

test('a hundred of the account’s executions stay unreserved', async () => {
  const [first, second] = [await lambda.create(), await lambda.create()];
  await reserve(first, 500);
  await expect(reserve(second, 401)).rejects.toMatchObject(
    refusal('InvalidParameterValueException', /UnreservedConcurrentExecution below its minimum value of \[100\]\.$/),
  );
  expect(await reserve(second, 400)).toEqual({ ReservedConcurrentExecutions: 400 });
  expect(await reserve(first, 400)).toEqual({ ReservedConcurrentExecutions: 400 });
});

test('it is for whole functions that exist', async () => {
  await expect(reserve('missing', 1)).rejects.toMatchObject(
    refusal('ResourceNotFoundException', `Function not found: ${ARN}missing:$LATEST`, 404),
  );
  await expect(reserve(`${await lambda.create()}:$LATEST`, 1)).rejects.toMatchObject(
    refusal('InvalidParameterValueException', /^This operation is permitted on Lambda functions only\./),
  );
});

test('where the account is limited, functions share what others have not reserved', () => {
  const concurrency = new Concurrency(() => 2);
  const row = (id: string, reservedConcurrency?: number) =>
    ({ id, scope: 'account/region', data: { ...(reservedConcurrency && { reservedConcurrency }) } }) as FunctionRow;
  const leave = concurrency.enter(row('a'));
  concurrency.enter(row('b'));
  expect(() => concurrency.enter(row('c'))).toThrow(
    expect.objectContaining({ details: { Type: 'User', Reason: 'ConcurrentInvocationLimitExceeded' } }),
  );
  concurrency.enter(row('with a reservation', 1));
  leave();
  expect(concurrency.isExhausted(row('c'))).toBe(false);
});
