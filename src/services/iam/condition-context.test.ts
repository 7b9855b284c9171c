import { expect, test } from 'vitest';
import { FakeClock } from '../../base/clock.ts';
import type { Principal } from '../../base/service.ts';
import { conditionContext, type RequestFacts } from './condition-context.ts';

const ACCOUNT = '111111111111';
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
const role: Principal = {
  type: 'assumed-role',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/R/S`,
  account: ACCOUNT,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/R`,
  userId: 'AROA:S',
  sessionTags: { Team: 'red' },
  sourceIdentity: 'alice',
  tokenIssuedMs: Date.UTC(2026, 0, 1),
};

function valueOfKey(key: string, facts: Partial<RequestFacts> = {}): readonly string[] | undefined {
  return conditionContext({
    principal: role,
    permission: { action: 'lambda:InvokeFunction', resource: FUNCTION, context: { 'aws:TagKeys': ['a', 'b'] } },
    call: { region: 'eu-west-1', client: { sourceIp: '10.0.0.1', userAgent: 'cli', isSecure: false } },
    tags: [
      { Key: 'team', Value: 'blue' },
      { Key: 'Stage', Value: 'prod' },
    ],
    resourceTags: (arn) => (arn === FUNCTION ? { Owner: 'ops' } : undefined),
    clock: new FakeClock(Date.UTC(2026, 5, 1)),
    ...facts,
  })(key);
}

test.each([
  ['aws:principalarn', `arn:aws:iam::${ACCOUNT}:role/R`],
  ['aws:principalaccount', ACCOUNT],
  ['aws:principaltype', 'AssumedRole'],
  ['aws:userid', 'AROA:S'],
  ['aws:username', undefined],
  ['aws:currenttime', '2026-06-01T00:00:00.000Z'],
  ['aws:epochtime', String(Date.UTC(2026, 5, 1) / 1000)],
  ['aws:requestedregion', 'eu-west-1'],
  ['aws:securetransport', 'false'],
  ['aws:sourceip', '10.0.0.1'],
  ['aws:useragent', 'cli'],
  ['aws:viaawsservice', 'false'],
  ['aws:principalisawsservice', 'false'],
  ['aws:principalservicename', undefined],
  ['aws:resourceaccount', ACCOUNT],
  ['aws:sourceidentity', 'alice'],
  ['aws:tokenissuetime', '2026-01-01T00:00:00.000Z'],
  ['aws:multifactorauthpresent', 'false'],
  ['aws:principaltag/team', 'red'],
  ['aws:principaltag/stage', 'prod'],
  ['aws:principaltag/none', undefined],
  ['aws:resourcetag/owner', 'ops'],
  ['aws:resourcetag/none', undefined],
  ['aws:unheardof', undefined],
  ['aws:unheardof/of', undefined],
  ['constructor', undefined],
])('the key %s is %j', (key, value) => {
  expect(valueOfKey(key)).toEqual(value === undefined ? undefined : [value]);
});

test('an operation adds keys of its own', () => {
  expect(valueOfKey('aws:tagkeys')).toEqual(['a', 'b']);
});

test('a call from inside has no address, and crosses no network', () => {
  const inside = { call: { region: 'us-east-1' } };
  expect(valueOfKey('aws:sourceip', inside)).toBeUndefined();
  expect(valueOfKey('aws:useragent', inside)).toBeUndefined();
  expect(valueOfKey('aws:securetransport', inside)).toEqual(['true']);
});

test('long-term keys say nothing of tokens', () => {
  const principal: Principal = { type: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/path/u`, account: ACCOUNT };
  expect(valueOfKey('aws:multifactorauthpresent', { principal })).toBeUndefined();
  expect(valueOfKey('aws:tokenissuetime', { principal })).toBeUndefined();
  expect(valueOfKey('aws:username', { principal })).toEqual(['u']);
});
