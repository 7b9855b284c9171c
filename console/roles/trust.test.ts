import { expect, test } from 'vitest';
import { readTrust, trustPolicyOf, trustText } from './trust.ts';

const encoded = (policy: string) => encodeURIComponent(policy);

test('a trust policy is told as the role list tells it', () => {
  expect(trustText(encoded(trustPolicyOf(['states.amazonaws.com'])))).toBe('AWS service: states');
  expect(trustText(encoded(trustPolicyOf(['states.amazonaws.com', 'lambda.amazonaws.com'])))).toBe(
    'AWS service: states, lambda',
  );
});

test('what a statement denies is not trusted, and what cannot be read trusts nobody', () => {
  const Statement = { Effect: 'Deny', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  expect(readTrust(encoded(JSON.stringify({ Statement }))).services).toEqual([]);
  expect(readTrust('%').services).toEqual([]);
  expect(readTrust(undefined).services).toEqual([]);
});
