import { expect, test } from 'vitest';
import type { Denial } from './access-mode.ts';
import { auditLog } from './audit-log.ts';

const denial: Denial = {
  who: 'arn:aws:iam::123456789012:role/R',
  action: 'lambda:InvokeFunction',
  resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
  message: 'User: X is not authorized',
  enforced: false,
};

test('each role, action and resource is printed once', () => {
  const lines: string[] = [];
  const record = auditLog((line) => lines.push(line));
  for (const sessionMessage of ['User: X is not authorized', 'User: Y is not authorized']) {
    record({ ...denial, message: sessionMessage });
  }
  record({ ...denial, resource: 'arn:aws:lambda:us-east-1:123456789012:function:g', message: 'nor g' });
  expect(lines).toEqual(['audit: would be denied: User: X is not authorized', 'audit: would be denied: nor g']);
});

test('what was really denied is not printed', () => {
  auditLog(() => expect.unreachable())({ ...denial, enforced: true });
});
