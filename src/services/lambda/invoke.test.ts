/** Invoke, with real processes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ARN, callOf, ECHO, LambdaUnderTest, refusal } from '../../../tests/support/lambda-under-test.ts';
import type { ReservableOperation } from '../../base/service.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

const bytes = (text: string) => new TextEncoder().encode(text);

test('no payload is {}', async () => {
  const name = await lambda.create();
  expect((await lambda.run('Invoke', { FunctionName: name })).Payload).toBe('{}');
  expect((await lambda.invoke(name, { Payload: new Uint8Array() })).Payload).toBe('{}');
});

test('a function’s error is an answer', async () => {
  const name = await lambda.create("exports.handler = async () => { throw new TypeError('no'); };");
  const { StatusCode, FunctionError, Payload } = await lambda.invoke(name);
  expect([StatusCode, FunctionError, JSON.parse(Payload).errorType]).toEqual([200, 'Unhandled', 'TypeError']);
});

test('the log’s tail comes on demand', async () => {
  const name = await lambda.create('exports.handler = async () => console.log("hello");');
  const call = callOf();
  const { LogResult } = await lambda.run('Invoke', { FunctionName: name, LogType: 'Tail' }, call);
  const log = Buffer.from(LogResult, 'base64').toString();
  expect(log).toMatch(new RegExp(`^START RequestId: ${call.requestId} Version: \\$LATEST\n.*\tINFO\thello\nEND `));
  expect((await lambda.invoke(name)).LogResult).toBeUndefined();
});

test('the client context arrives', async () => {
  const name = await lambda.create('exports.handler = async (event, context) => context.clientContext;');
  const ClientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');
  expect((await lambda.invoke(name, { ClientContext })).Payload).toBe('{"custom":{"a":1}}');
  await expect(lambda.invoke(name, { ClientContext: 'e' })).rejects.toMatchObject({
    code: 'InvalidRequestContentException',
  });
});

test.each([
  [
    'bytes that are no UTF-8',
    new Uint8Array([0x7b, 0x87]),
    /^Could not parse request body into json: Could not parse payload into json: Invalid UTF-8 start byte 0x87\n at \[Source: REDACTED \(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled\); line: 1, column: 2\]$/,
  ],
  ['a word', bytes('hello'), /Unrecognized token 'hello': was expecting/],
  ['half an object', bytes('{"a":'), /Unexpected end-of-input/],
])('%s is refused in the words of AWS’s parser', async (_what, Payload, message) => {
  const name = await lambda.create();
  await expect(lambda.invoke(name, { Payload })).rejects.toMatchObject(
    refusal('InvalidRequestContentException', message),
  );
});

test('too much payload is refused', async () => {
  const name = await lambda.create();
  await expect(lambda.invoke(name, { Payload: `"${'x'.repeat(6_291_556)}"` })).rejects.toMatchObject({
    code: 'RequestTooLargeException',
    status: 413,
  });
  await expect(
    lambda.invoke(name, { Payload: `"${'x'.repeat(1_048_576)}"`, InvocationType: 'Event' }),
  ).rejects.toMatchObject({ status: 413 });
});

test('a dry run runs nothing, an event runs later', async () => {
  const mark = join(lambda.root, 'mark');
  const name = await lambda.create(
    `exports.handler = async (event) => require('node:fs').writeFileSync(${JSON.stringify(mark)}, event.text);`,
  );
  expect(await lambda.invoke(name, { InvocationType: 'DryRun' })).toEqual({ StatusCode: 204 });
  expect(existsSync(mark)).toBe(false);
  expect(await lambda.invoke(name, { InvocationType: 'Event', Payload: '{"text":"x"}' })).toEqual({ StatusCode: 202 });
  await expect.poll(() => existsSync(mark)).toBe(true);
});

test('InvokeAsync accepts an event, as old clients send it', async () => {
  const mark = join(lambda.root, 'mark of old');
  const name = await lambda.create(
    `exports.handler = async (event) => require('node:fs').writeFileSync(${JSON.stringify(mark)}, event.text);`,
  );
  expect(await lambda.run('InvokeAsync', { FunctionName: name, InvokeArgs: Buffer.from('{"text":"x"}') })).toEqual({
    Status: 202,
  });
  await expect.poll(() => existsSync(mark)).toBe(true);
});

test('a runtime that cannot run here is created, and says so when it is invoked', async () => {
  const name = await lambda.create(ECHO, { Runtime: 'java21', Handler: 'app.Handler' });
  await expect(lambda.invoke(name)).rejects.toMatchObject({
    code: 'InvalidRuntimeException',
    message:
      "Functions with the runtime 'java21' cannot run here: Stepwell has no program for it. Start Stepwell with --runtime java21=PATH, a program that speaks the Lambda Runtime API.",
  });
});

test('a place is reserved at once when there is one, and waited for when there is none', async () => {
  const operation = lambda.service.service.operations['Invoke'] as ReservableOperation;
  const name = await lambda.create();
  await lambda.invoke(name);
  const reserve = () => operation.tryReserve({ FunctionName: name, Payload: '1' }, callOf());
  const first = reserve();
  const second = reserve();
  expect([first !== undefined, second !== undefined, reserve()]).toEqual([true, true, undefined]);
  const waiting = operation.reserve({ FunctionName: name, Payload: '3' }, callOf(), new AbortController().signal);
  first?.release();
  expect(await (await waiting).run()).toMatchObject({ Payload: '3' });
  expect(await second?.run()).toMatchObject({ Payload: '1' });
  expect(() => operation.tryReserve({ FunctionName: 'none' }, callOf())).toThrow('Function not found');
});

test('who may invoke is asked of the function as it was named', () => {
  const permissions = (input: object) => lambda.service.service.operations['Invoke']?.permissions(input, callOf());
  expect(permissions({ FunctionName: 'f' })).toEqual([{ action: 'lambda:InvokeFunction', resource: `${ARN}f` }]);
  expect(permissions({ FunctionName: 'f', Qualifier: '1' })?.[0]?.resource).toBe(`${ARN}f:1`);
});
