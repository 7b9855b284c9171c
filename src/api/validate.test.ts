import { expect, test } from 'vitest';
import type { ServiceName } from '../base/service.ts';
import type { StructureShape } from '../base/shape.ts';
import { inputCheck } from './validate.ts';

const shape: StructureShape = {
  type: 'structure',
  members: {
    FunctionName: { type: 'string', required: true, max: 5, pattern: '[a-z-]+' },
    maxResults: { type: 'integer', min: 1, max: 1000 },
    Mode: { type: 'string', enum: ['RESPONSE_STREAM', 'BUFFERED'] },
    Architectures: { type: 'list', max: 1, member: { type: 'string', enum: ['x86_64', 'arm64'] } },
    DestinationConfig: {
      type: 'structure',
      members: { OnFailure: { type: 'structure', members: { Destination: { type: 'string', pattern: 'arn:.*' } } } },
    },
    Tags: { type: 'list', member: { type: 'structure', members: { Key: { type: 'string', required: true, min: 1 } } } },
    Weights: {
      type: 'map',
      max: 1,
      key: { type: 'string', min: 1 },
      value: { type: 'double', max: 1 },
    },
    Bytes: { type: 'blob' },
  },
};

function messageFor(input: object, service: ServiceName = 'lambda'): string | undefined {
  try {
    inputCheck(service, shape)(input);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const detected = (text: string) => `1 validation error detected: ${text}`;
const ok = { FunctionName: 'f' };

test('a valid input passes', () => {
  const input = { ...ok, maxResults: 1000, Architectures: ['arm64'], Tags: [{ Key: 'k' }], Weights: { a: 0.5 } };
  expect(messageFor(input)).toBeUndefined();
});

test.each([
  [{}, "Value null at 'functionName' failed to satisfy constraint: Member must not be null"],
  [
    { ...ok, maxResults: 1001 },
    "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  ],
  [
    { ...ok, Mode: 'UNKNOWN' },
    "Value 'UNKNOWN' at 'mode' failed to satisfy constraint: Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]",
  ],
  [
    { ...ok, Architectures: ['X86_64'] },
    "Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
  ],
  [
    { ...ok, Architectures: ['x86_64', 'arm64'] },
    "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
  ],
  [
    { ...ok, DestinationConfig: { OnFailure: { Destination: 'x' } } },
    "Value 'x' at 'destinationConfig.onFailure.destination' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:.*",
  ],
  [
    { ...ok, Tags: [{ Key: 'k' }, { Key: '' }] },
    "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    { ...ok, Weights: { a: 2 } },
    "Value '{a=2}' at 'weights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1]",
  ],
])('%j is refused in the words of the framework', (input, text) => {
  expect(messageFor(input)).toBe(detected(text));
});

test('several violations are told together', () => {
  expect(messageFor({ FunctionName: 'TOO LONG', maxResults: 0 })).toBe(
    "3 validation errors detected: Value 'TOO LONG' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 5; Value 'TOO LONG' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z-]+; Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
  );
});

test('patterns are anchored at both ends', () => {
  expect(messageFor({ FunctionName: 'a\n' })).toMatch(/regular expression pattern/);
});

test.each([
  ['states', 'ValidationException'],
  ['logs', 'InvalidParameterException'],
  ['sts', 'ValidationError'],
] as const)('the code of %s is %s', (service, code) => {
  expect(() => inputCheck(service, shape)({})).toThrow(expect.objectContaining({ code, status: 400 }));
});

test('IAM repeats neither values nor enums', () => {
  expect(messageFor({ ...ok, Mode: 'x' }, 'iam')).toBe(
    detected("Value at 'mode' failed to satisfy constraint: Member must satisfy enum value set"),
  );
});
