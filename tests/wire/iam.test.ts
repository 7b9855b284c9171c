import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, allowing, type IamServer, startIamServer, trusting } from './iam-server.ts';

const LAMBDA_ROLE = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';
const TRUST = trusting({ Service: 'states.amazonaws.com' });

describe('IAM through the SDK', () => {
  let server: IamServer;
  beforeAll(async () => {
    server = await startIamServer();
  });
  afterAll(() => server.close());

  const createRole = (RoleName: string, more: object = {}) =>
    server.iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, ...more }));

  test('a role is created, read, listed and deleted as recorded', async () => {
    const iam = server.iam();
    const { Role } = await createRole('step_functions_basic_execution', {
      Path: '/practical/',
      Description: 'Allows "Step Functions" <to> access & more.',
      Tags: [{ Key: 'team', Value: 'a+b c' }],
    });
    expect(Role).toEqual({
      Path: '/practical/',
      RoleName: 'step_functions_basic_execution',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${ACCOUNT}:role/practical/step_functions_basic_execution`,
      CreateDate: expect.any(Date),
      AssumeRolePolicyDocument: encodeURIComponent(TRUST),
      Description: 'Allows "Step Functions" <to> access & more.',
      Tags: [{ Key: 'team', Value: 'a+b c' }],
    });
    const got = await iam.send(new GetRoleCommand({ RoleName: 'STEP_functions_basic_execution' }));
    expect(got.Role).toEqual({ ...Role, MaxSessionDuration: 3600, RoleLastUsed: {} });
    const { Roles } = await iam.send(new ListRolesCommand({ PathPrefix: '/practical/' }));
    const { Tags: _notListed, ...listed } = { ...Role, MaxSessionDuration: 3600 };
    expect(Roles).toEqual([listed]);
    await iam.send(new DeleteRoleCommand({ RoleName: 'step_functions_basic_execution' }));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'step_functions_basic_execution' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name step_functions_basic_execution cannot be found.',
      $metadata: { httpStatusCode: 404, requestId: expect.any(String) },
    });
  });

  test('names of roles are unique without regard to case', async () => {
    await createRole('Twice');
    await expect(createRole('twice')).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'Role with name twice already exists.',
    });
  });

  test.each([
    ['no JSON', 'no', 'This policy contains invalid Json'],
    ['a Resource', trusting('*').replace('}]', ',"Resource":"*"}]'), 'Has prohibited field Resource.'],
    ['no Principal', allowing('sts:AssumeRole').replace(',"Resource":"*"', ''), 'Missing required field Principal'],
    ['another version', TRUST.replace('2012', '2013'), 'Policy document must be version 2012-10-17 or greater.'],
    ['an unknown member', TRUST.replace('Effect', 'effect'), 'Syntax errors in policy.'],
  ])('a trust policy with %s is refused', async (_what, AssumeRolePolicyDocument, message) => {
    await expect(createRole('never', { AssumeRolePolicyDocument })).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message,
    });
  });

  test('validation leaves the value out', async () => {
    await expect(createRole('a b', { MaxSessionDuration: 1 })).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        "2 validation errors detected: Value at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+; Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600",
    });
  });

  test('a role with policies is not deleted before they are gone', async () => {
    const iam = server.iam();
    await createRole('busy');
    const attachment = { RoleName: 'busy', PolicyArn: LAMBDA_ROLE };
    await iam.send(new AttachRolePolicyCommand(attachment));
    await iam.send(new AttachRolePolicyCommand(attachment));
    const document = allowing('apigateway:PUT', 'arn:aws:apigateway:::/tags/arn%3Aaws%3A');
    await iam.send(new PutRolePolicyCommand({ RoleName: 'busy', PolicyName: 'p', PolicyDocument: document }));
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'busy' }));
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'AWSLambdaRole', PolicyArn: LAMBDA_ROLE }]);
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName: 'busy', PolicyName: 'p' }));
    expect(decodeURIComponent(inline.PolicyDocument ?? '')).toBe(document);
    const remove = () => iam.send(new DeleteRoleCommand({ RoleName: 'busy' }));
    await expect(remove()).rejects.toThrow('Cannot delete entity, must detach all policies first.');
    await iam.send(new DetachRolePolicyCommand(attachment));
    await expect(remove()).rejects.toThrow('Cannot delete entity, must delete policies first.');
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'busy', PolicyName: 'p' }));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: 'busy' }))).PolicyNames).toEqual([]);
    const profiles = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'busy' }));
    expect(profiles.InstanceProfiles).toEqual([]);
    await remove();
  });

  test('tags, description and session length of a role change', async () => {
    const iam = server.iam();
    const RoleName = 'changing';
    await createRole(RoleName);
    const tags = [
      { Key: 'A', Value: '1' },
      { Key: 'b', Value: '' },
    ];
    await iam.send(new TagRoleCommand({ RoleName, Tags: tags }));
    await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: '2' }] }));
    expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ]);
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['B'] }));
    await iam.send(new UpdateRoleCommand({ RoleName, Description: 'new', MaxSessionDuration: 7200 }));
    const trust = trusting({ Service: 'lambda.amazonaws.com' });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
    const { Role } = await iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'newer' }));
    expect(Role).toMatchObject({
      Description: 'newer',
      MaxSessionDuration: 7200,
      Tags: [{ Key: 'a', Value: '2' }],
      AssumeRolePolicyDocument: encodeURIComponent(trust),
    });
  });

  test('concurrent changes of one role all take effect', async () => {
    const RoleName = 'contended';
    await createRole(RoleName);
    const tags = Array.from({ length: 5 }, (_, i) => ({ Key: `k${i}`, Value: `${i}` }));
    await Promise.all(tags.map((tag) => server.iam().send(new TagRoleCommand({ RoleName, Tags: [tag] }))));
    expect((await server.iam().send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual(tags);
  });

  test('lists come in pages', async () => {
    const iam = server.iam();
    for (const name of ['p1', 'p2', 'p3']) await createRole(name, { Path: '/pages/' });
    const page = { PathPrefix: '/pages/', MaxItems: 2 };
    const first = await iam.send(new ListRolesCommand(page));
    expect([first.Roles?.map((role) => role.RoleName), first.IsTruncated]).toEqual([['p1', 'p2'], true]);
    const second = await iam.send(new ListRolesCommand({ ...page, Marker: first.Marker }));
    expect([second.Roles?.map((role) => role.RoleName), second.IsTruncated]).toEqual([['p3'], false]);
  });

  test('customer managed policies are attached by their ARN, and kept while attached', async () => {
    const iam = server.iam();
    await createRole('user-of-policy');
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'mine', PolicyDocument: allowing('lambda:ListFunctions') }),
    );
    expect(Policy).toEqual({
      PolicyName: 'mine',
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${ACCOUNT}:policy/mine`,
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: expect.any(Date),
      UpdateDate: expect.any(Date),
    });
    const arn = Policy?.Arn ?? '';
    const attach = (PolicyArn: string) =>
      iam.send(new AttachRolePolicyCommand({ RoleName: 'user-of-policy', PolicyArn }));
    await expect(attach('mine')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Invalid ARN:  Could not be parsed!',
    });
    await expect(attach(`${arn}123`)).rejects.toThrow(`Policy ${arn}123 does not exist or is not attachable.`);
    await attach(arn);
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'user-of-policy', PermissionsBoundary: arn }));
    const got = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
    expect(got.Policy).toMatchObject({ AttachmentCount: 1, PermissionsBoundaryUsageCount: 1 });
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn: arn }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn: `${arn}x` }))).rejects.toThrow(
      `Policy ${arn}x was not found.`,
    );
  });

  test("AWS's own policies are known", async () => {
    const iam = server.iam();
    const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: LAMBDA_ROLE, VersionId: 'v1' }));
    expect(JSON.parse(decodeURIComponent(version.PolicyVersion?.Document ?? ''))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: ['*'] }],
    });
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'AWS', PathPrefix: '/service-role/' }));
    expect(Policies?.map((policy) => policy.PolicyName)).toEqual([
      'AWSLambdaBasicExecutionRole',
      'AWSLambdaRole',
      'AWSLambdaVPCAccessExecutionRole',
    ]);
  });

  test('nothing of all this was a defect', () => {
    expect(server.defects).toEqual([]);
  });
});
