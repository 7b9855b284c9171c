import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import { type Call, type Permission, type Principal, rootOf } from '../../base/service.ts';
import { openMemoryStore } from '../../store/memory/index.ts';
import { type Iam, openIamService } from './index.ts';

const ACCOUNT = '111111111111';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/R`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/R/S`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
const call: Call = { principal: rootOf(ACCOUNT), account: ACCOUNT, region: 'us-east-1', requestId: 'q' };
const invoke: Permission = { action: 'lambda:InvokeFunction', resource: FUNCTION };

const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
const allowing = (Action: string, Resource = '*') => document({ Effect: 'Allow', Action, Resource });
const letting = (Principal: object) =>
  document({ Effect: 'Allow', Principal, Action: 'lambda:InvokeFunction', Resource: FUNCTION });

let iam: Iam;
const run = (operation: string, input: object) => iam.service.operations[operation]?.run(input, call);
const denial = (permission: Permission = invoke, principal: Principal = iam.authorizer.assumedRole(ROLE, 'S')) =>
  iam.authorizer.denial(principal, permission, call)?.message;

async function createRole(trust: object = { Service: 'states.amazonaws.com' }, condition: object = {}) {
  const statement = { Effect: 'Allow', Principal: trust, Action: 'sts:AssumeRole', ...condition };
  await run('CreateRole', { RoleName: 'R', AssumeRolePolicyDocument: document(statement) });
}

beforeEach(async () => {
  const clock = new FakeClock();
  const keyMint = { mint: () => expect.unreachable(), secretOf: () => '' };
  iam = await openIamService({ resources: openMemoryStore().resources, keyMint, clock, random: seededRandom('a') });
});

test('root is never limited', () => {
  expect(denial(invoke, rootOf(ACCOUNT))).toBeUndefined();
});

test("a role's attached policies count at once, and are gone at once", async () => {
  await createRole();
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';
  const message = `User: ${SESSION} is not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION} because no identity-based policy allows the lambda:InvokeFunction action`;
  expect(denial()).toBe(message);
  await run('AttachRolePolicy', { RoleName: 'R', PolicyArn });
  expect(denial()).toBeUndefined();
  expect(denial()).toBeUndefined();
  await run('DetachRolePolicy', { RoleName: 'R', PolicyArn });
  expect(denial()).toBe(message);
});

test('an explicit Deny wins over everything', async () => {
  await createRole();
  await run('PutRolePolicy', { RoleName: 'R', PolicyName: 'a', PolicyDocument: allowing('*') });
  const PolicyDocument = allowing('lambda:*', FUNCTION).replace('Allow', 'Deny');
  await run('PutRolePolicy', { RoleName: 'R', PolicyName: 'b', PolicyDocument });
  expect(denial()).toMatch(/ with an explicit deny in an identity-based policy$/);
});

test('a permissions boundary takes away', async () => {
  await createRole();
  await run('PutRolePolicy', { RoleName: 'R', PolicyName: 'a', PolicyDocument: allowing('*') });
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess';
  await run('PutRolePermissionsBoundary', { RoleName: 'R', PermissionsBoundary });
  expect(denial()).toMatch(/ because no permissions boundary allows the lambda:InvokeFunction action$/);
  await run('DeleteRolePermissionsBoundary', { RoleName: 'R' });
  expect(denial()).toBeUndefined();
});

test('a role that does not exist is denied with what to do about it', () => {
  expect(denial()).toMatch(
    /action\. The role arn:aws:iam::111111111111:role\/R does not exist\. Create it, or start Stepwell with --iam off\.$/,
  );
  expect(iam.authorizer.assumeDenial(ROLE, 'states.amazonaws.com')?.message).toMatch(/does not exist.*--iam off/);
});

test('a path belongs to the role', async () => {
  await createRole();
  expect(iam.findRole(`arn:aws:iam::${ACCOUNT}:role/path/R`)).toBeUndefined();
  expect(iam.findRole(ROLE)).toMatchObject({ maxSessionSeconds: 3600 });
});

test('an AWS policy that is not known here can be attached, and a denial says what it grants', async () => {
  await createRole();
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
  await run('AttachRolePolicy', { RoleName: 'R', PolicyArn });
  expect(denial()).toMatch(/Stepwell does not know arn:aws:iam::aws:policy\/AmazonS3FullAccess, which .* nothing\.$/);
});

test('a resource policy lets in the role it names, and leaves to the account what it grants the account', async () => {
  await createRole();
  expect(denial({ ...invoke, resourcePolicy: letting({ AWS: ROLE }) })).toBeUndefined();
  expect(denial({ ...invoke, resourcePolicy: letting({ AWS: ACCOUNT }) })).toMatch(/no identity-based policy/);
  const denying = letting({ AWS: '*' }).replace('Allow', 'Deny');
  expect(denial({ ...invoke, resourcePolicy: denying })).toMatch(/explicit deny in a resource-based policy$/);
});

test('neither boundary nor session policy hold back whom the resource names itself', async () => {
  await createRole();
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess';
  await run('PutRolePermissionsBoundary', { RoleName: 'R', PermissionsBoundary });
  expect(denial({ ...invoke, resourcePolicy: letting({ AWS: SESSION }) })).toBeUndefined();
  expect(denial({ ...invoke, resourcePolicy: letting({ AWS: ROLE }) })).toMatch(/no permissions boundary allows/);
});

test('the root of an account stays in it', () => {
  const foreign = { ...invoke, resource: FUNCTION.replace(ACCOUNT, '222222222222') };
  expect(denial(foreign, rootOf(ACCOUNT))).toMatch(/^User: arn:aws:iam::111111111111:root .* no resource-based policy/);
  expect(denial({ ...foreign, resourcePolicy: letting({ AWS: ACCOUNT }) }, rootOf(ACCOUNT))).toMatch(
    /no resource-based/,
  );
  const resourcePolicy = letting({ AWS: ACCOUNT }).replace(FUNCTION, foreign.resource);
  expect(denial({ ...foreign, resourcePolicy }, rootOf(ACCOUNT))).toBeUndefined();
});

test('a service gets in through the policy of the resource alone', () => {
  const events: Principal = { type: 'service', arn: 'events.amazonaws.com', account: ACCOUNT };
  expect(denial(invoke, events)).toMatch(/^User: events\.amazonaws\.com .* because no resource-based policy allows/);
  const resourcePolicy = letting({ Service: 'events.amazonaws.com' });
  expect(denial({ ...invoke, resourcePolicy }, events)).toBeUndefined();
});

test('another account has to be let in by both sides', async () => {
  await createRole();
  const foreign = { ...invoke, resource: FUNCTION.replace(ACCOUNT, '222222222222') };
  const resourcePolicy = document({
    Effect: 'Allow',
    Principal: { AWS: ROLE },
    Action: 'lambda:*',
    Resource: '*',
  });
  expect(denial(foreign)).toMatch(/no resource-based policy/);
  expect(denial({ ...foreign, resourcePolicy })).toMatch(/no identity-based policy/);
  await run('PutRolePolicy', { RoleName: 'R', PolicyName: 'a', PolicyDocument: allowing('lambda:*') });
  expect(denial({ ...foreign, resourcePolicy })).toBeUndefined();
});

test('conditions see the request', async () => {
  await createRole();
  const pass = (service: string): Permission => ({
    action: 'iam:PassRole',
    resource: ROLE,
    context: { 'iam:PassedToService': service },
  });
  const PolicyArn = 'arn:aws:iam::aws:policy/AWSLambda_FullAccess';
  await run('AttachRolePolicy', { RoleName: 'R', PolicyArn });
  expect(denial(pass('lambda.amazonaws.com'))).toBeUndefined();
  expect(denial(pass('states.amazonaws.com'))).toMatch(/iam:PassRole/);
});

test('a service may assume the roles that trust it, for whom they name', async () => {
  await createRole(
    { Service: 'states.us-east-1.amazonaws.com' },
    {
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': 'arn:aws:states:*:*:stateMachine:M*' },
      },
    },
  );
  const assume = (service: string, name: string) =>
    iam.authorizer.assumeDenial(ROLE, service, `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:${name}`)?.message;
  expect(assume('states.amazonaws.com', 'M1')).toBeUndefined();
  expect(assume('states.amazonaws.com', 'X')).toBe(
    `The trust policy of the role ${ROLE} does not allow states.amazonaws.com to assume it.`,
  );
  expect(assume('lambda.amazonaws.com', 'M1')).toMatch(/does not allow lambda.amazonaws.com/);
});

test('the session of a role carries its id', async () => {
  await createRole();
  expect(iam.authorizer.assumedRole(ROLE, 'S')).toEqual({
    type: 'assumed-role',
    arn: SESSION,
    account: ACCOUNT,
    roleArn: ROLE,
    userId: expect.stringMatching(/^AROA[A-Z2-7]{17}:S$/),
  });
});
