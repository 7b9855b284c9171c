import { expect, test } from 'vitest';
import { contextKeysOf } from './context-keys.ts';

const variable = (text: string) => `$\{${text}}`;

test('keys stand in conditions and in variables, each named once', () => {
  const path = ['aws:username', "aws:PrincipalTag/team, 'none'", '*'].map(variable).join('/');
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 's3:*',
        Resource: `arn:aws:s3:::b/${path}`,
        Condition: { StringLike: { 'AWS:UserName': variable('aws:userid') }, Bool: { 'aws:SecureTransport': 'true' } },
      },
    ],
  });
  expect(contextKeysOf(text)).toEqual(['aws:username', 'aws:SecureTransport', 'aws:PrincipalTag/team', 'aws:userid']);
});
