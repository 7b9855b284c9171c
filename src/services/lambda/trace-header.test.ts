import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callOf, LambdaUnderTest, refusal } from '../../../tests/support/lambda-under-test.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

const TELL = 'exports.handler = async () => process.env._X_AMZN_TRACE_ID;';
const invoke = async (FunctionName: string, TraceHeader?: string): Promise<string> =>
  JSON.parse((await lambda.invoke(FunctionName, { TraceHeader })).Payload);

describe('the trace header', () => {
  test('begins with the first invocation', async () => {
    const name = await lambda.create(TELL);
    const [first, second] = [await invoke(name), await invoke(name)];
    expect(first).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$/);
    expect(second).not.toBe(first);
  });

  test('is passed on, and begun anew where it cannot be read', async () => {
    const name = await lambda.create(TELL);
    const sent = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    expect(await invoke(name, sent)).toMatch(new RegExp(`^${sent};Lineage=1:[0-9a-f]{8}:0$`));
    expect(await invoke(name, 'nonsense')).toMatch(/^Root=1-/);
    expect(await invoke(name, `Root=1;${'x'.repeat(4000)}`)).not.toContain('xxx');
  });

  test('counts how often the function was entered, and ends a loop unless it is allowed', async () => {
    const name = await lambda.create(TELL);
    let header = await invoke(name);
    for (let i = 1; i < 16; i++) header = await invoke(name, header);
    expect(header).toMatch(/:15$/);
    const refused = refusal('RecursiveInvocationException', /recursive loop/);
    await expect(lambda.invoke(name, { TraceHeader: header })).rejects.toMatchObject(refused);
    await expect(lambda.invoke(name, { TraceHeader: header, InvocationType: 'Event' })).rejects.toMatchObject(refused);
    await lambda.run('PutFunctionRecursionConfig', { FunctionName: name, RecursiveLoop: 'Allow' });
    expect(await invoke(name, header)).toMatch(/:16$/);
  });

  test('counts each function of a loop apart', async () => {
    const [first, second] = [await lambda.create(TELL), await lambda.create(TELL)];
    const header = await invoke(first, await invoke(second, await invoke(first)));
    expect(header).toMatch(/Lineage=1:[0-9a-f]{8}:0\|1:[0-9a-f]{8}:1$/);
  });

  test('of an event stays the same when it is tried again, and goes on to its destination', async () => {
    const FunctionName = await lambda.create();
    const Destination = `arn:aws:lambda:us-east-1:${callOf().account}:function:${await lambda.create()}`;
    const DestinationConfig = { OnSuccess: { Destination } };
    await lambda.run('PutFunctionEventInvokeConfig', { FunctionName, DestinationConfig });
    await lambda.invoke(FunctionName, { InvocationType: 'Event', TraceHeader: 'Root=1-2-3' });
    await expect
      .poll(() => lambda.delivered.map(({ source }) => source.traceHeader), { timeout: 10_000 })
      .toEqual([expect.stringMatching(/^Root=1-2-3;Lineage=/)]);
  });
});
