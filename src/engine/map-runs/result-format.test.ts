import { describe, expect, test } from 'vitest';
import { formatResult } from './result-format.ts';
import type { ChildResult } from './result-sink.ts';

const child: ChildResult = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m/Label:n',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m/Label',
  name: 'n',
  status: 'SUCCEEDED',
  input: '{"a": 1.0}',
  output: '[1.0, "x"]',
  startMs: 0,
  stopMs: 1500,
};
const { output: _, ...failed } = { ...child, status: 'FAILED', error: 'E', cause: 'C' } as const;

describe('the result of a child execution', () => {
  test('is the execution with its metadata, or its output, or the elements of that', () => {
    expect(formatResult(child, 'NONE')).toEqual([
      '{"ExecutionArn":"arn:aws:states:us-east-1:000000000000:execution:m/Label:n","Input":"{\\"a\\": 1.0}","InputDetails":{"Included":true},"Name":"n","Output":"[1.0, \\"x\\"]","OutputDetails":{"Included":true},"StartDate":"1970-01-01T00:00:00.000Z","StateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:m/Label","Status":"SUCCEEDED","StopDate":"1970-01-01T00:00:01.500Z"}',
    ]);
    expect(formatResult(child, 'COMPACT')).toEqual(['[1.0, "x"]']);
    expect(formatResult(child, 'FLATTEN')).toEqual(['1.0', '"x"']);
    expect(formatResult({ ...child, output: '{}' }, 'FLATTEN')).toEqual(['{}']);
  });

  test.each(['NONE', 'COMPACT', 'FLATTEN'] as const)('of one that failed is shown whole with %s', (transformation) => {
    const [text = ''] = formatResult(failed, transformation);
    expect(Object.keys(JSON.parse(text))).toEqual([
      ...['Cause', 'Error', 'ExecutionArn', 'Input', 'InputDetails', 'Name'],
      ...['StartDate', 'StateMachineArn', 'Status', 'StopDate'],
    ]);
  });

  test('of one that never began is its input', () => {
    const pending = { ...failed, status: 'PENDING' } as const;
    expect(formatResult(pending, 'COMPACT')).toEqual([
      '{"Input":"{\\"a\\": 1.0}","InputDetails":{"Included":true},"Status":"PENDING"}',
    ]);
  });
});
