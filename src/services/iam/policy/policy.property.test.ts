/** Random policies and requests: two evaluators agree, and no text makes the parsers fall over. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseArn } from '../../../base/arn.ts';
import type { Principal } from '../../../base/service.ts';
import { compilePolicy } from './compile.ts';
import { contextKeysOf } from './context-keys.ts';
import { PolicySyntaxError, parsePolicyDocument } from './document.ts';
import { evaluate } from './evaluate.ts';
import { type NaiveStatement, naiveDecision } from './naive-evaluator.testing.ts';
import { statementSpans } from './statement-positions.ts';

const RUNS = 1000;

const ACCOUNT = '111111111111';
const principals: readonly Principal[] = [
  {
    type: 'assumed-role',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/R/S`,
    account: ACCOUNT,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/R`,
  },
  { type: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/u`, account: ACCOUNT },
  { type: 'service', arn: 'states.amazonaws.com', account: ACCOUNT },
];

const variable = (name: string) => `$\{${name}}`;
const one = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const some = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));

const texts = one('a', 'A', 'ab', 'abc', '*', '', variable('k:one'), variable('k:set'), variable("k:none, 'ab'"));
const patterns = one('a*', '?', '*', 'ab', '*b*', variable('*'), `${variable('k:one')}*`, variable('k:none'), '[a]');
const numbers = one<string | number>('1', '2', 3, '-4', 1.5);
const dates = one('2026-01-01', '2026-01-01T00:00:00Z', '2026-06-01T12:00:00+02:00', '2027-01-01T00:00:00.5Z');
const networks = one('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '0.0.0.0/0', '192.168.0.128/25');
const arns = one(
  'arn:aws:states:*:111111111111:stateMachine:M*',
  'arn:aws:*:*:*:*',
  `arn:aws:states:us-east-1:${variable('k:one')}:x`,
  'arn:aws:states:us-east-1:*:*:*',
  'arn:aws:states:us-????-1:111111111111:activity:?',
);

const operators: Readonly<Record<string, fc.Arbitrary<string | number>>> = {
  StringEquals: texts,
  StringNotEquals: texts,
  StringEqualsIgnoreCase: texts,
  StringNotEqualsIgnoreCase: texts,
  StringLike: patterns,
  StringNotLike: patterns,
  NumericEquals: numbers,
  NumericNotEquals: numbers,
  NumericLessThan: numbers,
  NumericGreaterThanEquals: numbers,
  DateLessThan: dates,
  DateGreaterThanEquals: dates,
  IpAddress: networks,
  NotIpAddress: networks,
  ArnEquals: arns,
  ArnLike: arns,
  ArnNotEquals: arns,
  ArnNotLike: arns,
  Bool: one('true', 'false', 'TRUE'),
};

/** What keys there are, so that each operator meets values of its kind. */
const keysOf: Readonly<Record<string, readonly string[]>> = {
  String: ['k:one', 'k:set', 'k:none', 'K:One'],
  Numeric: ['k:number', 'k:none'],
  Date: ['k:date', 'k:none'],
  IpAddress: ['k:ip', 'k:none'],
  NotIpAddress: ['k:ip', 'k:none'],
  Arn: ['k:arn', 'k:arns', 'k:none'],
  Bool: ['k:bool', 'k:none'],
};

const condition = fc.oneof(
  ...Object.entries(operators).map(([name, values]) => {
    const [, keys = []] = Object.entries(keysOf).find(([family]) => name.startsWith(family)) ?? [];
    return fc
      .record({
        set: one('', '', 'ForAllValues:', 'ForAnyValue:'),
        ifExists: one('', '', 'IfExists'),
        key: one(...keys),
        value: some(values),
      })
      .map(({ set, ifExists, key, value }) => ({ [`${set}${name}${ifExists}`]: { [key]: value } }));
  }),
  one('true', 'false').map((value) => ({ Null: { 'k:one': value, 'k:none': value } })),
);

const context = fc.record(
  {
    'k:one': fc.tuple(one('a', 'ab', '*', '')),
    'k:set': fc.array(one('a', 'abc', 'A'), { maxLength: 3 }),
    'k:number': fc.tuple(one('1', '2.5', '3')),
    'k:date': fc.tuple(one('2026-01-01T00:00:00Z', '2026-12-31T23:59:59Z')),
    'k:ip': fc.tuple(one('10.1.2.3', '10.200.0.1', '192.168.0.200')),
    'k:arn': fc.tuple(one(`arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:M:1`, 'no arn')),
    'k:arns': fc.array(one('arn:aws:states:us-east-1:a:x', 'arn:aws:s3:::b:c'), { maxLength: 2 }),
    'k:bool': fc.tuple(one('true', 'false')),
  },
  { requiredKeys: [] },
);

const actions = one('*', 'lambda:*', 'LAMBDA:Invoke*', 'lambda:?nvokeFunction', 'states:*', 'iam:PassRole');
const resources = one(
  '*',
  'arn:aws:lambda:*:*:function:*',
  'arn:aws:lambda:us-east-1:111111111111:function:f',
  `arn:aws:lambda:*:*:function:${variable('k:one')}`,
  `arn:aws:lambda:*:*:function:${variable("k:none, 'f'")}`,
  'arn:aws:lambda:us-east-1:111111111111:function:?',
);
const named = one<NonNullable<NaiveStatement['Principal']>>(
  '*',
  { AWS: '*' },
  { AWS: ACCOUNT },
  { AWS: [`arn:aws:iam::${ACCOUNT}:role/R`, `arn:aws:iam::${ACCOUNT}:root`] },
  { AWS: `arn:aws:iam::${ACCOUNT}:user/u` },
  { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/R/S`, Service: 'states.amazonaws.com' },
  { Service: 'lambda.amazonaws.com' },
);

function statement(withPrincipal: boolean): fc.Arbitrary<NaiveStatement> {
  const conditions = fc.array(condition, { maxLength: 2 }).map((list) => Object.assign({}, ...list));
  return fc
    .record({
      Effect: one('Allow' as const, 'Allow' as const, 'Deny' as const),
      action: some(actions),
      resource: some(resources),
      principal: named,
      not: fc.record({ action: one(false, false, true), resource: one(false, false, true), principal: fc.boolean() }),
      Condition: conditions,
    })
    .map(({ Effect, action, resource, principal, not, Condition }) => ({
      Effect,
      ...(not.action ? { NotAction: action } : { Action: action }),
      ...(not.resource ? { NotResource: resource } : { Resource: resource }),
      ...(withPrincipal && (not.principal ? { NotPrincipal: principal } : { Principal: principal })),
      Condition,
    }));
}

test.each(['identity', 'resource'] as const)('both evaluators say the same of %s policies', (kind) => {
  const policies = fc.record({
    Version: one('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.array(statement(kind === 'resource'), { minLength: 1, maxLength: 4 }),
  });
  const requests = fc.record({
    principal: one(...principals),
    action: one('lambda:InvokeFunction', 'iam:PassRole'),
    resource: one('f', 'ab', 'a').map((name) => `arn:aws:lambda:us-east-1:111111111111:function:${name}`),
    context,
  });
  fc.assert(
    fc.property(policies, requests, (policy, { principal, action, resource, context: known }) => {
      const values: Readonly<Record<string, readonly string[] | undefined>> = known;
      const given = Object.fromEntries(Object.entries(values).filter(([, list]) => (list?.length ?? 0) > 0));
      const request = { principal, action: action.toLowerCase(), resource, context: (key: string) => values[key] };
      const decision = evaluate([compilePolicy(JSON.stringify(policy), kind)], request);
      const naive = naiveDecision(policy.Version, policy.Statement, {
        ...{ principal, action, resource },
        context: given as Readonly<Record<string, readonly string[]>>,
      });
      expect(decision).toBe(naive);
    }),
    { numRuns: RUNS },
  );
});

/** Documents with something wrong in them: every member may hold anything. */
const anything = fc.jsonValue({ maxDepth: 3 });
const broken = fc.record(
  {
    Version: fc.oneof(one('2012-10-17', '2008-10-17', '1999-01-01'), anything),
    Id: anything,
    Statement: fc.oneof(
      anything,
      fc.array(
        fc.record(
          {
            Sid: fc.oneof(fc.string(), anything),
            Effect: fc.oneof(one('Allow', 'Deny'), anything),
            Action: fc.oneof(some(actions), anything),
            NotAction: anything,
            Resource: fc.oneof(some(resources), fc.string(), anything),
            Principal: fc.oneof(named, anything),
            Condition: fc.oneof(condition, anything),
          },
          { requiredKeys: ['Effect'] },
        ),
        { maxLength: 3 },
      ),
    ),
  },
  { requiredKeys: [] },
);
const documents = fc.oneof(
  fc.string(),
  broken.map((document) => JSON.stringify(document)),
);

test.each(['identity', 'trust', 'resource'] as const)(
  'a %s policy of any text is taken or refused in words',
  (kind) => {
    const request = {
      principal: principals[0] as Principal,
      ...{ action: 'lambda:invokefunction', resource: 'arn:aws:lambda:us-east-1:111111111111:function:f' },
      context: (key: string) => (key === 'k:ip' ? ['10.0.0.1'] : key === 'k:none' ? undefined : ['a']),
    };
    fc.assert(
      fc.property(documents, (text) => {
        try {
          const { statements } = parsePolicyDocument(text, kind);
          evaluate([compilePolicy(text, kind)], request);
          expect(statementSpans(text)).toHaveLength(statements.length);
          if (kind === 'identity') contextKeysOf(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PolicySyntaxError);
          expect((error as Error).message).not.toBe('');
        }
      }),
      { numRuns: RUNS },
    );
  },
);

test('an ARN is six parts, whatever stands in them', () => {
  const parts = fc.array(fc.oneof(fc.string(), one('arn', 'aws', 'iam', '', 'role/a:b')), { maxLength: 9 });
  fc.assert(
    fc.property(parts, (list) => {
      const text = list.join(':');
      const arn = parseArn(text);
      if (arn === undefined) expect(text.split(':').length < 6 || !text.startsWith('arn:')).toBe(true);
      else {
        const { partition, service, region, account, resource } = arn;
        expect(['arn', partition, service, region, account, resource].join(':')).toBe(text);
      }
    }),
    { numRuns: RUNS },
  );
});
