import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARN, LambdaUnderTest, refusal } from '../../../tests/support/lambda-under-test.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

const RuntimeVersionArn = `arn:aws:lambda:us-east-1::runtime:${'0'.repeat(64)}`;

describe('runtime management', () => {
  test('is Auto until something else is set, for each version apart', async () => {
    const FunctionName = await lambda.create(undefined, { Publish: true });
    await lambda.run('PutRuntimeManagementConfig', { FunctionName, UpdateRuntimeOn: 'FunctionUpdate' });
    expect(await lambda.run('GetRuntimeManagementConfig', { FunctionName })).toMatchObject({
      UpdateRuntimeOn: 'FunctionUpdate',
      FunctionArn: `${ARN}${FunctionName}:$LATEST`,
    });
    expect(await lambda.run('GetRuntimeManagementConfig', { FunctionName, Qualifier: '1' })).toMatchObject({
      UpdateRuntimeOn: 'Auto',
      FunctionArn: `${ARN}${FunctionName}:1`,
    });
  });

  test('Manual goes with the version of a runtime, nothing else does', async () => {
    const FunctionName = await lambda.create();
    const put = (input: object) => lambda.run('PutRuntimeManagementConfig', { FunctionName, ...input });
    expect(await put({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn })).toMatchObject({ RuntimeVersionArn });
    await expect(put({ UpdateRuntimeOn: 'Manual' })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', /RuntimeVersionArn is required/),
    );
    await expect(put({ UpdateRuntimeOn: 'Auto', RuntimeVersionArn })).rejects.toMatchObject(
      refusal('InvalidParameterValueException', /only be given/),
    );
  });
});
