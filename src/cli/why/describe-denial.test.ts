import { expect, test } from 'vitest';
import type { DenialItem } from '../../base/stepwell-api.ts';
import { describeDenial } from './describe-denial.ts';

const ROLE = 'arn:aws:iam::111111111111:role/R';
const FUNCTION = 'arn:aws:lambda:us-east-1:111111111111:function:f';
const denial: DenialItem = {
  principalArn: ROLE,
  action: 'lambda:InvokeFunction',
  resource: FUNCTION,
  message: `User: ${ROLE} is not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION} because no identity-based policy allows the lambda:InvokeFunction action`,
  enforced: true,
  count: 1,
  firstDate: 1_767_225_600,
  lastDate: 1_767_225_600,
  deniedBy: [],
  remedies: [
    { policyType: 'identity-based policy', resourceArn: ROLE, statement: '{"Effect":"Allow","Action":"lambda:*"}' },
  ],
};

test('what is missing is shown as the statement to add', () => {
  const [heading, ...lines] = describeDenial(denial);
  expect(heading).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d {2}lambda:InvokeFunction {2}denied$/);
  expect(lines).toEqual([
    `  who       ${ROLE}`,
    `  resource  ${FUNCTION}`,
    '  why       because no identity-based policy allows the lambda:InvokeFunction action',
    `  This, added to an identity-based policy of ${ROLE}, would allow it:`,
    '    {',
    '      "Effect": "Allow",',
    '      "Action": "lambda:*"',
    '    }',
  ]);
});

test('what denies is shown with the policy it stands in', () => {
  const message =
    'User: X is not authorized to perform: a:b on resource: c with an explicit deny in a permissions boundary';
  const deniedBy = [
    { policyType: 'permissions boundary', policy: 'arn:aws:iam::1:policy/P', statement: '{"Effect":"Deny"}' },
  ];
  const audited = { ...denial, message, deniedBy, remedies: [], enforced: false, count: 3, sourceArn: 'arn:execution' };
  const lines = describeDenial(audited);
  expect(lines[0]).toMatch(/would have been denied, 3 times$/);
  expect(lines).toContain('  for       arn:execution');
  expect(lines).toContain('  why       with an explicit deny in a permissions boundary');
  expect(lines).toContain(
    '  arn:aws:iam::1:policy/P denies it, as permissions boundary, until this is taken out or narrowed:',
  );
  expect(lines.slice(-3)).toEqual(['    {', '      "Effect": "Deny"', '    }']);
});
