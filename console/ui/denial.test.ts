import { expect, test } from 'vitest';
import { parseDenial, roleOfSession } from './denial.tsx';

test('a refusal is taken apart into who, what and on which resource', () => {
  const message =
    'User: arn:aws:sts::000000000000:assumed-role/reader/abc is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:F because no identity-based policy allows the lambda:InvokeFunction action';
  const denial = parseDenial(message);
  expect(denial).toEqual({
    principalArn: 'arn:aws:sts::000000000000:assumed-role/reader/abc',
    action: 'lambda:InvokeFunction',
    resource: 'arn:aws:lambda:us-east-1:000000000000:function:F',
  });
  expect(roleOfSession(denial!.principalArn)).toBe('reader');
  expect(parseDenial('The function failed.')).toBeUndefined();
});
