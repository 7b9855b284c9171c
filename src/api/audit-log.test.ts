import { expect, test } from 'vitest';
import type { DeniedRequest } from '../base/denial.ts';
import { auditLog } from './audit-log.ts';

const saying = (message: string) => ({ message, explain: () => ({ deniedBy: [], remedies: [] }) });
const denied: DeniedRequest = {
  who: 'arn:aws:iam::123456789012:role/R',
  action: 'lambda:InvokeFunction',
  resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
  account: '123456789012',
  denial: saying('User: X is not authorized'),
  enforced: false,
};

test('each role, action and resource is printed once', () => {
  const lines: string[] = [];
  const record = auditLog((line) => lines.push(line));
  for (const sessionMessage of ['User: X is not authorized', 'User: Y is not authorized']) {
    record({ ...denied, denial: saying(sessionMessage) });
  }
  record({ ...denied, resource: 'arn:aws:lambda:us-east-1:123456789012:function:g', denial: saying('nor g') });
  expect(lines).toEqual(['audit: would be denied: User: X is not authorized', 'audit: would be denied: nor g']);
});

test('what was really denied is not printed', () => {
  auditLog(() => expect.unreachable())({ ...denied, enforced: true });
});
