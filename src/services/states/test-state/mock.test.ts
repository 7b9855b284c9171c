import { describe, expect, test } from 'vitest';
import type { WorkingState } from '../../../asl/mocked.ts';
import { parseState } from '../../../asl/parse/parse-definition.ts';
import type { Json } from '../../../base/json.ts';
import { type MockInput, readMock } from './mock.ts';

function refusal(definition: object, result: Json, mock: MockInput = {}): string | undefined {
  const { machine } = parseState('Tried', JSON.stringify({ ...definition, End: true }));
  const state = machine?.states.get('Tried') as WorkingState;
  try {
    readMock({ ...mock, result: JSON.stringify(result) }, state);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace('Mock result schema validation error: ', '');
  }
}

const task = (resource: string) => ({ Type: 'Task', Resource: `arn:aws:states:::${resource}` });
const each = { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } };

describe('the mocked result of a task', () => {
  test.each<[string, Json, string]>([
    ['lambda:invoke', { StatusCode: '200' }, "Field 'StatusCode' must be a number"],
    ['dynamodb:putItem', { ConsumedCapacity: { CapacityUnits: '1' } }, "Field 'CapacityUnits' must be a number"],
    ['dynamodb:getItem', { Item: { id: { S: 1 } } }, "Field 'S' must be a string"],
    ['dynamodb:getItem', { Item: { id: { L: [{ BOOL: 'true' }] } } }, "Field 'BOOL' must be a boolean"],
    ['events:putEvents', { Entries: 'one' }, "Field 'Entries' must be an array"],
    ['events:putEvents', { Entries: [{ EventId: 'a' }, { EventId: [] }] }, "Field 'EventId' must be a string"],
    ['sqs:sendMessage', { MessageId: 1 }, "Field 'MessageId' must be a string"],
    ['sns:publish', { MessageId: 1 }, "Field 'MessageId' must be a string"],
    ['states:startExecution', { ExecutionArn: 'a' }, "Required field 'StartDate' is missing"],
    ['states:startExecution', { ExecutionArn: 'a', StartDate: 1 }, "Field 'StartDate' must be a string"],
    ['aws-sdk:kms:encrypt', { CiphertextBlob: '' }, "Field 'CiphertextBlob' is smaller than the minimum length"],
    ['aws-sdk:s3:getObject', { StorageClass: 'Papyrus' }, "Field 'StorageClass' is not an expected value"],
    ['aws-sdk:s3:getObject', { Metadata: 'm' }, "Field 'Metadata' must be an object"],
    [
      'aws-sdk:lambda:getFunction',
      { Configuration: { MemorySize: 10241 } },
      "Field 'MemorySize' exceeds the maximum value",
    ],
    [
      'aws-sdk:lambda:getFunction',
      { Configuration: { MemorySize: 1 } },
      "Field 'MemorySize' is less than the minimum value",
    ],
    ['sqs:sendMessage', 'text', 'Mocked result must be a JSON object.'],
  ])('of %s: %j is refused', (resource, result, problem) => {
    expect(refusal(task(resource), result)).toBe(problem);
  });

  test.each<[string, Json]>([
    ['lambda:invoke', { Payload: ['anything'], SdkHttpMetadata: {} }],
    ['events:putEvents', { unknown: 'member' }],
    ['sqs:sendMessage.waitForTaskToken', 'what a callback brings'],
    ['aws-sdk:ec2:describeInstances', ['a model we do not carry']],
  ])('of %s: %j is taken', (resource, result) => {
    expect(refusal(task(resource), result)).toBeUndefined();
  });

  test('of a job is what the call answers that waits for it', () => {
    const started = { ExecutionArn: 'a', StartDate: 'd' };
    const ended = { ...started, StateMachineArn: 'm', Status: 'SUCCEEDED' };
    expect(refusal(task('states:startExecution.sync'), started)).toBe("Required field 'StateMachineArn' is missing");
    expect(refusal(task('states:startExecution.sync'), { ...ended, Output: {} })).toBe(
      "Field 'Output' must be a string",
    );
    expect(refusal(task('states:startExecution.sync:2'), { ...ended, Output: {} })).toBeUndefined();
  });

  test('need not be whole with PRESENT, and may be anything with NONE', () => {
    const resource = task('states:startExecution');
    expect(refusal(resource, {}, { fieldValidationMode: 'PRESENT' })).toBeUndefined();
    expect(refusal(resource, { StartDate: true }, { fieldValidationMode: 'PRESENT' })).toBe(
      "Field 'StartDate' must be a string",
    );
    expect(refusal(resource, { StartDate: true }, { fieldValidationMode: 'NONE' })).toBeUndefined();
  });

  test("of a function's ARN is whatever the function returns", () => {
    expect(
      refusal({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' }, 'text'),
    ).toBeUndefined();
  });
});

test('the mocked result of a Parallel state has an item for each branch', () => {
  const parallel = { Type: 'Parallel', Branches: [each] };
  expect(refusal(parallel, {})).toBe('Mocked result must be an array.');
  expect(refusal(parallel, [1, 2])).toBe(
    'Mocked result must contain the same number of items as number of Parallel branches.',
  );
  expect(refusal(parallel, [1])).toBeUndefined();
});

test('the mocked result of a Map is a list of outputs, or what its ResultWriter gives', () => {
  const ItemProcessor = { ...each, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
  const map = { Type: 'Map', ItemProcessor };
  expect(refusal(map, {})).toBe('Mocked result must be an array.');
  expect(refusal(map, [])).toBeUndefined();
  const writing = { ...map, ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b' } } };
  expect(refusal(writing, [])).toBe('Mocked result must be a JSON object.');
  expect(refusal(writing, {})).toBeUndefined();
});
