import * as sdk from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LambdaUnderTest } from '../../../tests/support/lambda-under-test.ts';

const lambda = new LambdaUnderTest();
beforeAll(() => lambda.open());
afterAll(() => lambda.close());

describe('the table of operations', () => {
  const commands = Object.keys(sdk)
    .filter((name) => name.endsWith('Command') && name !== '$Command')
    .map((name) => name.slice(0, -'Command'.length));

  test('has each that the SDK has, and none that it does not have', () => {
    expect(Object.keys(lambda.service.service.operations).sort()).toEqual(commands.sort());
  });

  test('those that Stepwell does not support say so by their name', async () => {
    const { operations } = lambda.service.service;
    const unsupported = Object.keys(operations).filter((name) => operations[name]?.unsupported);
    expect(unsupported).not.toEqual([]);
    for (const name of unsupported) {
      const message = new RegExp(`^Stepwell does not support ${name}: .+\\.$`);
      await expect(lambda.run(name)).rejects.toMatchObject({ status: 404, message: expect.stringMatching(message) });
    }
  });
});
