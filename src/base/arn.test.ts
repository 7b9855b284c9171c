import { describe, expect, test } from 'vitest';
import { formatArn, parseArn } from './arn.ts';

describe('an ARN', () => {
  test('comes apart at its first five colons', () => {
    expect(parseArn('arn:aws:lambda:eu-central-1:123456789012:function:f:1')).toEqual({
      partition: 'aws',
      service: 'lambda',
      region: 'eu-central-1',
      account: '123456789012',
      resource: 'function:f:1',
    });
  });

  test('may have empty parts', () => {
    expect(parseArn('arn:aws:states:::lambda:invoke')).toEqual({
      partition: 'aws',
      service: 'states',
      region: '',
      account: '',
      resource: 'lambda:invoke',
    });
    expect(parseArn('arn:::::')?.resource).toBe('');
  });

  test.each(['', 'arn', 'arn:aws:iam::123', 'urn:aws:iam::1:role/r', ' arn:aws:iam::1:role/r'])(
    '%j is none',
    (text) => {
      expect(parseArn(text)).toBeUndefined();
    },
  );

  test('is put together again', () => {
    const text = formatArn('iam', '', '123456789012', 'role/path/Name');
    expect(text).toBe('arn:aws:iam::123456789012:role/path/Name');
    expect(parseArn(text)).toMatchObject({ service: 'iam', region: '', resource: 'role/path/Name' });
  });
});
