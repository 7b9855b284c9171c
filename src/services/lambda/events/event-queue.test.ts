/** Asynchronous invocations with real processes, on a clock that the tests move. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ARN, callOf, LambdaUnderTest, refusal } from '../../../../tests/support/lambda-under-test.ts';
import { FakeClock } from '../../../base/clock.ts';
import type { ReservableOperation } from '../../../base/service.ts';

const MINUTE_MS = 60_000;
const DESTINATION = 'arn:aws:sqs:us-east-1:123456789012:outcomes';

let clock: FakeClock;
let lambda: LambdaUnderTest;
beforeEach(async () => {
  clock = new FakeClock();
  lambda = new LambdaUnderTest({ clock });
  await lambda.open();
});
afterEach(() => lambda.close());

const runsFile = () => join(lambda.root, 'runs');
/** Request ids of the attempts until now. */
const runs = () => (existsSync(runsFile()) ? readFileSync(runsFile(), 'utf8').trim().split('\n') : []);

/** Writes down each attempt, and fails when its event says so. */
const create = (changes: object = {}) =>
  lambda.create(
    `exports.handler = async (event, context) => {
      require('node:fs').appendFileSync(${JSON.stringify(runsFile())}, context.awsRequestId + '\\n');
      if (event.fails) throw new Error('as told');
      return event;
    };`,
    changes,
  );

const send = (FunctionName: string, payload: object = {}, changes: object = {}) =>
  lambda.invoke(FunctionName, { InvocationType: 'Event', Payload: JSON.stringify(payload), ...changes });

const configure = (FunctionName: string, config: object) =>
  lambda.run('PutFunctionEventInvokeConfig', { FunctionName, ...config });
const both = {
  DestinationConfig: { OnSuccess: { Destination: DESTINATION }, OnFailure: { Destination: DESTINATION } },
};

const delivered = () => expect.poll(() => lambda.delivered.map(({ body }) => JSON.parse(body)), { timeout: 10_000 });
const attempts = (count: number) => expect.poll(() => runs().length, { timeout: 10_000 }).toBe(count);

/** Waits until it is written down that the only event there is will be tried again. */
const retryIn = (delayMs: number) => expect.poll(() => lambda.queuedUntil()).toEqual([clock.nowMs() + delayMs]);

describe('an event', () => {
  test('that fails is tried again after one and after two more minutes, under one request id', async () => {
    const name = await create();
    await configure(name, both);
    await send(name, { fails: true });
    await attempts(1);
    await retryIn(MINUTE_MS);
    clock.advance(MINUTE_MS);
    await attempts(2);
    await retryIn(2 * MINUTE_MS);
    clock.advance(2 * MINUTE_MS);
    await delivered().toMatchObject([
      {
        requestContext: {
          functionArn: `${ARN}${name}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { fails: true },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'as told' },
      },
    ]);
    expect(runs()).toHaveLength(3);
    expect(new Set(runs()).size).toBe(1);
  });

  test('that succeeds goes to its own destination, by the settings of the alias that was invoked', async () => {
    const name = await create({ Publish: true });
    await lambda.run('CreateAlias', { FunctionName: name, Name: 'live', FunctionVersion: '1' });
    await configure(`${name}:live`, both);
    await send(name, { n: 1 });
    await send(name, { n: 2 }, { Qualifier: 'live' });
    await delivered().toMatchObject([
      {
        requestContext: {
          functionArn: `${ARN}${name}:live`,
          condition: 'Success',
          approximateInvokeCount: 1,
        },
        responseContext: { executedVersion: '1' },
        responsePayload: { n: 2 },
      },
    ]);
  });

  test('that failed for good is a dead letter as well', async () => {
    const name = await create({ DeadLetterConfig: { TargetArn: DESTINATION } });
    await configure(name, { MaximumRetryAttempts: 0 });
    await send(name, { fails: true });
    await delivered().toEqual([{ fails: true }]);
    expect(lambda.delivered[0]?.attributes).toMatchObject({ ErrorCode: '200', ErrorMessage: 'as told' });
  });

  test('of a function whose concurrency is zero is at its end without having run', async () => {
    const name = await create();
    await configure(name, both);
    await lambda.run('PutFunctionConcurrency', { FunctionName: name, ReservedConcurrentExecutions: 0 });
    await send(name);
    await delivered().toMatchObject([
      { requestContext: { condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 } },
    ]);
    expect(runs()).toEqual([]);
  });

  test('that is throttled until it is too old is at its end without having run', async () => {
    const name = await create();
    await configure(name, { ...both, MaximumEventAgeInSeconds: 60 });
    await lambda.invoke(name);
    await lambda.run('PutFunctionConcurrency', { FunctionName: name, ReservedConcurrentExecutions: 1 });
    const invoke = lambda.service.service.operations['Invoke'] as ReservableOperation;
    const held = invoke.tryReserve({ FunctionName: name, Payload: '{}' }, callOf());
    await send(name);
    clock.advance(59_999);
    expect(lambda.delivered).toEqual([]);
    clock.advance(1);
    await delivered().toMatchObject([{ requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 } }]);
    expect(runs()).toHaveLength(1);
    held?.release();
  });

  test('waits for its retry through a restart, and does not begin to count anew', async () => {
    const name = await create();
    await configure(name, { ...both, MaximumRetryAttempts: 1 });
    await send(name, { fails: true });
    await attempts(1);
    await retryIn(MINUTE_MS);
    await lambda.reopen();
    clock.advance(MINUTE_MS);
    await delivered().toMatchObject([{ requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 } }]);
    expect(new Set(runs()).size).toBe(1);
    await lambda.reopen();
    clock.advance(10 * MINUTE_MS);
    expect(lambda.delivered).toHaveLength(1);
  });

  test('of a function that was deleted goes with it', async () => {
    const name = await create();
    await send(name, { fails: true });
    await attempts(1);
    await retryIn(MINUTE_MS);
    await lambda.run('DeleteFunction', { FunctionName: name });
    await lambda.run('CreateFunction', lambda.inputOf(name));
    await configure(name, both);
    clock.advance(MINUTE_MS);
    await send(name);
    await delivered().toMatchObject([{ requestContext: { condition: 'Success', approximateInvokeCount: 1 } }]);
  });

  test('runs code that came after it was accepted', async () => {
    const name = await create();
    await send(name, { fails: true });
    await attempts(1);
    await retryIn(MINUTE_MS);
    await configure(name, both);
    await lambda.run('UpdateFunctionCode', { FunctionName: name, ...lambda.inputOf(name).Code });
    clock.advance(MINUTE_MS);
    await delivered().toMatchObject([{ responsePayload: { fails: true } }]);
  });
});

test('a long queue of events delays a call by what is running, no more', async () => {
  const name = await lambda.create(
    `exports.handler = async (event) => {
      if (event.slow) await new Promise((resolve) => setTimeout(resolve, 20));
      require('node:fs').appendFileSync(${JSON.stringify(runsFile())}, event.slow ? 'event\\n' : 'call\\n');
    };`,
  );
  const count = 200;
  await Promise.all(Array.from({ length: count }, () => send(name, { slow: true })));
  await lambda.invoke(name);
  appendFileSync(runsFile(), 'answered\n');
  const before = runs().indexOf('answered');
  expect(before).toBeLessThan(count);
  await expect.poll(() => runs().length, { timeout: 20_000 }).toBe(count + 2);
});

test.each([
  ['arn:aws:sqs:us-east-1:123456789012:unreachable', /is invalid\. there is no way to it\.$/],
  [`${ARN}f`, /neither an Amazon SQS queue nor an Amazon SNS topic\.$/],
])('a function cannot have the dead-letter queue %s', async (TargetArn, message) => {
  const refused = refusal('InvalidParameterValueException', message);
  await expect(create({ DeadLetterConfig: { TargetArn } })).rejects.toMatchObject(refused);
  const FunctionName = await create();
  await expect(
    lambda.run('UpdateFunctionConfiguration', { FunctionName, DeadLetterConfig: { TargetArn } }),
  ).rejects.toMatchObject(refused);
});

test('a destination that cannot be reached is refused when it is set', async () => {
  const Destination = 'arn:aws:sqs:us-east-1:123456789012:unreachable';
  await expect(configure(await create(), { DestinationConfig: { OnFailure: { Destination } } })).rejects.toMatchObject(
    refusal('InvalidParameterValueException', `The destination ARN ${Destination} is invalid. there is no way to it.`),
  );
});
