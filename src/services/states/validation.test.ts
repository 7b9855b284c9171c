import { describe, expect, test } from 'vitest';
import { type Call, rootOf } from '../../base/service.ts';
import { validationOperations } from './validation.ts';

const ACCOUNT = '123456789012';
const CALL: Call = { principal: rootOf(ACCOUNT), account: ACCOUNT, region: 'us-east-1', requestId: 'r' };

interface Answer {
  readonly result: string;
  readonly diagnostics: readonly object[];
  readonly truncated: boolean;
}

const validate = (input: object): Promise<Answer> =>
  validationOperations['ValidateStateMachineDefinition']?.run(input, CALL) as Promise<Answer>;

const definitionOf = (state: object) => JSON.stringify({ StartAt: 'A', States: { A: state } });
const THREE_PROBLEMS = definitionOf({ Type: 'Pass', End: true, X: 1, Y: 1, Z: 1 });

test('a good definition gives no diagnostics', async () => {
  expect(await validate({ definition: definitionOf({ Type: 'Pass', End: true }) })).toEqual({
    result: 'OK',
    diagnostics: [],
    truncated: false,
  });
});

test('a bad one says what, where and how severe', async () => {
  const Resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
  const definition = definitionOf({ Type: 'Task', Resource, End: true });
  expect(await validate({ definition, type: 'EXPRESS' })).toEqual({
    result: 'FAIL',
    diagnostics: [
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: "Express state machine does not support '.waitForTaskToken' service integration ",
        location: '/States/A/Resource',
      },
    ],
    truncated: false,
  });
  expect(await validate({ definition, type: 'STANDARD' })).toMatchObject({ result: 'OK' });
});

test('a problem of the whole graph has no location', async () => {
  const { diagnostics } = await validate({ definition: definitionOf({ Type: 'Pass', Next: 'A' }) });
  expect(diagnostics).toMatchObject([{ code: 'MISSING_END_STATE', location: undefined }]);
});

describe('maxResults', () => {
  test.each([
    [1, 1, true],
    [3, 3, false],
    [0, 3, false],
    [undefined, 3, false],
  ])('%s gives %i of 3 diagnostics, truncated: %s', async (maxResults, count, truncated) => {
    const answer = await validate({ definition: THREE_PROBLEMS, maxResults });
    expect(answer).toMatchObject({ result: 'FAIL', truncated });
    expect(answer.diagnostics).toHaveLength(count);
  });
});
