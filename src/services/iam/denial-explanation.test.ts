/** What a denial says would help does help: the statement is put where it says, and the same request is allowed. */
import { beforeEach, expect, test } from 'vitest';
import { parseArn } from '../../base/arn.ts';
import { FakeClock } from '../../base/clock.ts';
import type { Remedy } from '../../base/denial.ts';
import { seededRandom } from '../../base/random.ts';
import { type Call, type Permission, type Principal, rootOf } from '../../base/service.ts';
import { openMemoryStore } from '../../store/memory/index.ts';
import { type Iam, openIamService } from './index.ts';

const ACCOUNT = '111111111111';
const OTHER = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/R`;
const TARGET = `arn:aws:iam::${ACCOUNT}:role/Target`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
const callOf = (account = ACCOUNT): Call => ({
  ...{ principal: rootOf(account), account, region: 'us-east-1', requestId: 'q' },
});

const document = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allowing = (Action: string, Resource = '*') => ({ Effect: 'Allow', Action, Resource });

let iam: Iam;
const run = (operation: string, input: object, account?: string) =>
  iam.service.operations[operation]?.run(input, callOf(account));
const session = (): Principal => iam.authorizer.assumedRole(ROLE, 'S');

beforeEach(async () => {
  const keyMint = { mint: () => expect.unreachable(), secretOf: () => '' };
  const clock = new FakeClock();
  iam = await openIamService({ resources: openMemoryStore().resources, keyMint, clock, random: seededRandom('a') });
  const trust = document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
  for (const RoleName of ['R', 'Target']) await run('CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
  await run('CreateRole', { RoleName: 'Target', AssumeRolePolicyDocument: trust }, OTHER);
});

const boundary = `arn:aws:iam::${ACCOUNT}:policy/Boundary`;

/** Does what a remedy says; a policy of a resource comes with the permission. */
async function apply(permission: Permission, { policyType, of, statement }: Remedy): Promise<Permission> {
  const PolicyDocument = document(statement as object);
  if (policyType === 'identity-based policy') {
    await run('PutRolePolicy', { RoleName: 'R', PolicyName: 'remedy', PolicyDocument });
    expect(of).toBe(ROLE);
  } else if (policyType === 'permissions boundary') {
    await run('CreatePolicyVersion', { PolicyArn: of, PolicyDocument, SetAsDefault: true });
  } else if (of.startsWith('arn:aws:iam')) {
    await run('UpdateAssumeRolePolicy', { RoleName: 'Target', PolicyDocument }, parseArn(of)?.account);
  } else return { ...permission, resourcePolicy: PolicyDocument };
  return permission;
}

const pass = { 'iam:PassedToService': 'states.amazonaws.com' };

test.each<[string, Permission, readonly string[]]>([
  ['a function', { action: 'lambda:InvokeFunction', resource: FUNCTION }, ['identity-based policy']],
  ['a role to pass', { action: 'iam:PassRole', resource: TARGET, context: pass }, ['identity-based policy']],
  ['a role to assume', { action: 'sts:AssumeRole', resource: TARGET }, ['resource-based policy']],
  [
    'a function of another account',
    { action: 'lambda:InvokeFunction', resource: FUNCTION.replace(ACCOUNT, OTHER) },
    ['resource-based policy', 'identity-based policy'],
  ],
  [
    'a role of another account',
    { action: 'sts:AssumeRole', resource: TARGET.replace(ACCOUNT, OTHER) },
    ['resource-based policy', 'identity-based policy'],
  ],
])('the statements that are missing for %s suffice', async (_what, permission, types) => {
  const remedies = iam.authorizer.denial(session(), permission, callOf())?.explain().remedies ?? [];
  expect(remedies.map(({ policyType }) => policyType)).toEqual(types);
  let remedied = permission;
  for (const remedy of remedies) remedied = await apply(remedied, remedy);
  expect(iam.authorizer.denial(session(), remedied, callOf())).toBeUndefined();
});

test('a boundary that does not allow is named with the rest', async () => {
  await run('CreatePolicy', { PolicyName: 'Boundary', PolicyDocument: document(allowing('states:*')) });
  await run('PutRolePermissionsBoundary', { RoleName: 'R', PermissionsBoundary: boundary });
  const permission = { action: 'lambda:InvokeFunction', resource: FUNCTION };
  const remedies = iam.authorizer.denial(session(), permission, callOf())?.explain().remedies ?? [];
  const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION };
  expect(remedies).toEqual([
    { policyType: 'identity-based policy', of: ROLE, statement },
    { policyType: 'permissions boundary', of: boundary, statement },
  ]);
  for (const remedy of remedies) await apply(permission, remedy);
  expect(iam.authorizer.denial(session(), permission, callOf())).toBeUndefined();
});

test('statements that deny are shown as they are written, with the policies they stand in', async () => {
  const deny = { Sid: 'NotThis', Effect: 'Deny', Action: ['lambda:*'], Resource: FUNCTION };
  const document1 = document(allowing('*'), deny, { ...deny, Sid: 'Other', Resource: `${FUNCTION}2` });
  await run('PutRolePolicy', { RoleName: 'R', PolicyName: 'inline', PolicyDocument: document1 });
  await run('CreatePolicy', { PolicyName: 'managed', PolicyDocument: document({ ...deny, Action: '*' }) });
  const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/managed`;
  await run('AttachRolePolicy', { RoleName: 'R', PolicyArn });
  const permission = { action: 'lambda:InvokeFunction', resource: FUNCTION };
  expect(iam.authorizer.denial(session(), permission, callOf())?.explain()).toEqual({
    remedies: [],
    deniedBy: [
      { policyType: 'identity-based policy', policy: PolicyArn, statement: { ...deny, Action: '*' } },
      { policyType: 'identity-based policy', policy: `inline policy inline of ${ROLE}`, statement: deny },
    ],
  });
});

test('a role that does not trust a service lacks a statement of its trust policy', async () => {
  const source = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:M`;
  const assume = () => iam.authorizer.assumeDenial(TARGET, 'states.amazonaws.com', source);
  const remedies = assume()?.explain().remedies ?? [];
  const statement = { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  expect(remedies).toEqual([{ policyType: 'resource-based policy', of: TARGET, statement }]);
  await run('UpdateAssumeRolePolicy', { RoleName: 'Target', PolicyDocument: document(statement) });
  expect(assume()).toBeUndefined();
});
