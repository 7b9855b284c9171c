import { describe, expect, test } from 'vitest';
import { completionOf, parseResource } from './resource.ts';

const sfn = (rest: string) => `arn:aws:states:::${rest}`;

describe('the Resource of a Task', () => {
  test.each([
    ['arn:aws:lambda:us-east-1:123456789012:function:f', 'call'],
    ['arn:aws:states:us-east-1:123456789012:activity:a', 'callback'],
    [sfn('lambda:invoke'), 'call'],
    [sfn('lambda:invoke.waitForTaskToken'), 'callback'],
    [sfn('states:startExecution.sync'), 'job'],
    [sfn('states:startExecution.sync:2'), 'job'],
    [sfn('aws-sdk:sfn:startExecution'), 'call'],
    [sfn('aws-sdk:sqs:sendMessage.waitForTaskToken'), 'callback'],
  ])('%s ends with its %s', (arn, completion) => {
    const resource = parseResource(arn);
    expect(resource && completionOf(resource)).toBe(completion);
  });

  test.each([
    sfn('lambda:invoke.waitForever'),
    sfn('lambda:remove'),
    sfn('dynamodb:query'),
    sfn('stateMachine:m'),
    'arn:aws:s3:::bucket',
  ])('is not recognised: %s', (arn) => {
    expect(parseResource(arn)).toBeUndefined();
  });

  test.each(['constructor', 'toString', '__proto__'])('may be called like what every object has: %s', (name) => {
    expect(parseResource(sfn(`${name}:x`))).toMatchObject({ resourceType: name, action: 'x' });
  });
});
