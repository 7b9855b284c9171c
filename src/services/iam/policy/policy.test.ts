import { describe, expect, test } from 'vitest';
import type { Principal } from '../../../base/service.ts';
import { compilePolicy } from './compile.ts';
import { parsePolicyDocument } from './document.ts';
import { evaluate } from './evaluate.ts';
import { globMatcher, globMatches, globOf } from './glob.ts';

const role: Principal = {
  type: 'assumed-role',
  arn: 'arn:aws:sts::111111111111:assumed-role/R/S',
  account: '111111111111',
  roleArn: 'arn:aws:iam::111111111111:role/R',
};
const FUNCTION = 'arn:aws:lambda:us-east-1:111111111111:function:f';

interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly principal?: Principal;
  readonly kind?: 'identity' | 'trust' | 'resource';
  readonly version?: string;
}

function decide(statements: object | readonly object[], asked: Asked = {}) {
  const { action = 'lambda:InvokeFunction', resource = FUNCTION, context = {}, principal = role } = asked;
  const text = JSON.stringify({ Version: asked.version ?? '2012-10-17', Statement: statements });
  const request = { principal, action: action.toLowerCase(), resource, context: (key: string) => context[key] };
  return evaluate([compilePolicy(text, asked.kind ?? 'identity')], request);
}

const allow = (more: object = {}) => ({ Effect: 'Allow', Action: 'lambda:*', Resource: '*', ...more });
const deny = (more: object = {}) => ({ ...allow(more), Effect: 'Deny' });

test.each([
  ['*', 'anything', true],
  ['a*', 'abc', true],
  ['a*c', 'abc', true],
  ['a*c', 'abd', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*b*b*', 'abcb', true],
  ['', '', true],
  ['a', 'A', false],
  ['arn:*:f', 'arn:aws:lambda:f', true],
])('the pattern %s and the text %s', (pattern, text, expected) => {
  expect(globMatcher(pattern)(text)).toBe(expected);
  expect(globMatches(globOf(pattern), text)).toBe(expected);
});

test('a pattern full of stars is answered at once', () => {
  expect(globMatcher(`${'*a'.repeat(50)}b`)('a'.repeat(5000))).toBe(false);
});

describe('statements', () => {
  test.each([
    ['an action in any case', allow({ Action: 'LAMBDA:invoke*' }), 'allow'],
    ['another action', allow({ Action: ['lambda:List*', 'iam:*'] }), 'none'],
    ['NotAction', allow({ Action: undefined, NotAction: 'iam:*' }), 'allow'],
    ['NotAction that names it', allow({ Action: undefined, NotAction: 'lambda:*' }), 'none'],
    ['a resource with a star', allow({ Resource: 'arn:aws:lambda:*:*:function:*' }), 'allow'],
    ['a resource in another case', allow({ Resource: FUNCTION.toUpperCase().replace('ARN', 'arn') }), 'none'],
    ['NotResource', allow({ Resource: undefined, NotResource: 'arn:aws:s3:::*' }), 'allow'],
    ['a Deny after an Allow', [allow(), deny()], 'deny'],
    ['a Deny of something else', [deny({ Action: 'lambda:Delete*' }), allow()], 'allow'],
    ['nothing', [deny({ Resource: 'arn:aws:s3:::*' })], 'none'],
  ])('%s', (_what, statements, decision) => {
    expect(decide(statements)).toBe(decision);
  });

  test('policy variables match themselves only, and only since 2012', () => {
    const own = allow({ Resource: `arn:aws:lambda:*:*:function:\${aws:PrincipalTag/team}-*` });
    const context = { 'aws:principaltag/team': ['red'] };
    const resource = FUNCTION.replace(/f$/, 'red-x');
    expect(decide(own, { context, resource })).toBe('allow');
    expect(decide(own, { context: { 'aws:principaltag/team': ['*'] }, resource })).toBe('none');
    expect(decide(own, { resource })).toBe('none');
    expect(decide(own, { context, resource, version: '2008-10-17' })).toBe('none');
    const whole = allow({ Condition: { StringEquals: { k: `\${aws:PrincipalTag/team}*` } } });
    const exactly = (k: string) => decide(whole, { context: { ...context, k: [k] } });
    expect([exactly('red*'), exactly('redder')]).toEqual(['allow', 'none']);
    const literal = allow({ Resource: `arn:aws:lambda:x:\${*}` });
    expect(decide(literal, { resource: 'arn:aws:lambda:x:*' })).toBe('allow');
    expect(decide(literal, { resource: 'arn:aws:lambda:x:y' })).toBe('none');
    const withDefault = allow({ Resource: `arn:aws:lambda:x:\${aws:username, 'nobody'}` });
    expect(decide(withDefault, { resource: 'arn:aws:lambda:x:nobody' })).toBe('allow');
  });
});

describe('conditions', () => {
  const holds = (operator: string, value: unknown, actual?: readonly string[]) =>
    decide(allow({ Condition: { [operator]: { 'Aws:Key': value } } }), {
      context: actual === undefined ? {} : { 'aws:key': actual },
    }) === 'allow';

  test.each([
    ['StringEquals', 'a', ['a'], true],
    ['StringEquals', ['b', 'a'], ['a'], true],
    ['StringEquals', 'a*', ['abc'], false],
    ['StringEquals', 'a', undefined, false],
    ['StringEqualsIfExists', 'a', undefined, true],
    ['StringNotEquals', ['a', 'b'], ['a'], false],
    ['StringNotEquals', 'a', ['c'], true],
    ['StringNotEquals', 'a', undefined, true],
    ['StringEqualsIgnoreCase', 'A', ['a'], true],
    ['StringLike', 'a*c', ['abc'], true],
    ['StringNotLike', 'a*', ['abc'], false],
    ['NumericLessThan', 10, ['9'], true],
    ['NumericLessThan', 10, ['nine'], false],
    ['NumericGreaterThanEquals', '10', ['10'], true],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', ['2026-01-02T00:00:00Z'], true],
    ['DateLessThan', '1700000000', ['2023-11-14T22:13:19Z'], true],
    ['Bool', true, ['true'], true],
    ['Bool', 'true', ['false'], false],
    ['Null', 'true', undefined, true],
    ['Null', 'false', ['x'], true],
    ['Null', 'true', ['x'], false],
    ['IpAddress', '10.0.0.0/8', ['10.1.2.3'], true],
    ['IpAddress', '10.0.0.0/8', ['11.1.2.3'], false],
    ['NotIpAddress', '::1', ['::1'], false],
    ['IpAddress', 'nonsense/8', ['10.1.2.3'], false],
    ['IpAddress', '10.0.0.0/33', ['10.1.2.3'], false],
    ['IpAddress', '2001:db8::/32', ['2001:db8:1::1'], true],
    ['NumericEquals', '0x10', ['16'], false],
    ['NumericEquals', '', ['0'], false],
    ['DateLessThan', 'tomorrow', ['2023-11-14T22:13:19Z'], false],
    ['DateEquals', '2023', ['2023-01-01T00:00:00Z'], true],
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', ['QmluYXJ5VmFsdWVJbkJhc2U2NA=='], true],
    ['BinaryEquals', 'QmluYXJ5', ['qmluYXJ5'], false],
    ['StringNotEqualsIgnoreCase', 'A', ['a'], false],
    ['StringNotEqualsIfExists', 'a', undefined, true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAllValues:StringNotLike', ['a*'], ['b', 'ab'], false],
    ['ForAnyValue:StringLikeIfExists', ['a*'], undefined, true],
    ['ArnLike', 'arn:aws:states:*:111:stateMachine:*', ['arn:aws:states:eu:111:stateMachine:M:1'], true],
    ['ArnLike', 'arn:aws:*:111:stateMachine:M', ['arn:aws:states:eu:111:stateMachine:M'], false],
    ['ArnEquals', 'arn:aws:s3:::b*', ['no arn'], false],
    ['ArnNotEquals', 'arn:aws:s3:::b', ['arn:aws:s3:::c'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
    ['ForAllValues:StringEquals', ['a'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', ['a'], undefined, true],
    ['ForAnyValue:StringEquals', ['a'], ['c', 'a'], true],
    ['ForAnyValue:StringEquals', ['a'], undefined, false],
  ])('%s %j with %j', (operator, value, actual, expected) => {
    expect(holds(operator, value, actual)).toBe(expected);
  });

  test('all operators and keys must hold', () => {
    const Condition = { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } };
    expect(decide(allow({ Condition }), { context: { a: ['1'], b: ['2'], c: ['true'] } })).toBe('allow');
    expect(decide(allow({ Condition }), { context: { a: ['1'], b: ['2'], c: ['false'] } })).toBe('none');
  });
});

describe('principals', () => {
  const trust = (Principal: unknown) => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  const ask = (principal: unknown, who: Principal = role) =>
    decide(trust(principal), { action: 'sts:AssumeRole', kind: 'trust', principal: who });
  const states: Principal = { type: 'service', arn: 'states.amazonaws.com', account: '111111111111' };

  test.each([
    ['*', 'allow'],
    [{ AWS: '*' }, 'allow'],
    [{ AWS: '111111111111' }, 'delegate'],
    [{ AWS: ['arn:aws:iam::111111111111:root'] }, 'delegate'],
    [{ AWS: 'arn:aws:iam::111111111111:role/R' }, 'allow'],
    [{ AWS: 'arn:aws:sts::111111111111:assumed-role/R/S' }, 'direct'],
    [{ AWS: '222222222222' }, 'none'],
    [{ Service: 'states.amazonaws.com' }, 'none'],
  ])('%j and a session of a role', (principal, decision) => {
    expect(ask(principal)).toBe(decision);
  });

  test.each([
    [{ Service: 'states.amazonaws.com' }, 'allow'],
    [{ Service: ['lambda.amazonaws.com', 'states.us-west-2.amazonaws.com'] }, 'allow'],
    [{ Service: 'lambda.amazonaws.com' }, 'none'],
    [{ AWS: '111111111111' }, 'none'],
  ])('%j and a service', (principal, decision) => {
    expect(ask(principal, states)).toBe(decision);
  });
});

test.each([
  ['identity', { Effect: 'Allow', Resource: '*' }, 'Policy statement must contain actions.'],
  ['identity', { Effect: 'Allow', Action: 'lambda:*' }, 'Policy statement must contain resources.'],
  ['identity', allow({ Principal: '*' }), 'Policy document should not specify a principal.'],
  ['identity', allow({ Action: 'InvokeFunction' }), /^Actions\/Conditions must be prefaced by a vendor/],
  ['identity', allow({ Resource: 'function' }), 'Resource function must be in ARN format or "*".'],
  ['identity', allow({ Effect: 'Maybe' }), 'Syntax errors in policy.'],
  ['identity', allow({ Action: [1] }), 'Syntax errors in policy.'],
  ['identity', allow({ NotAction: 'iam:*' }), 'Syntax errors in policy.'],
  ['identity', allow({ Condition: { Equals: { a: 'b' } } }), 'Invalid Condition type : Equals.'],
  ['identity', allow({ Condition: { NullIfExists: { a: 'true' } } }), 'Invalid Condition type : NullIfExists.'],
  ['identity', [allow({ Sid: 's' }), deny({ Sid: 's' })], 'Statement IDs (SID) in a single policy must be unique.'],
  ['identity', [], 'Syntax errors in policy.'],
  ['identity', [null], 'Syntax errors in policy.'],
  ['trust', allow({ Principal: '*' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
  [
    'trust',
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'x' } },
    'Invalid principal in policy: "AWS":"x"',
  ],
] as const)('a %s policy of %j is malformed', (kind, Statement, message) => {
  expect(() => parsePolicyDocument(JSON.stringify({ Statement }), kind)).toThrow(message);
});
