import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  GetContextKeysForCustomPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListEntitiesForPolicyCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagPolicyCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, allowing, type IamServer, sessionKeys, startIamServer, trusting } from './iam-server.ts';

const TRUST = trusting({ AWS: ACCOUNT });
const LAMBDA_ROLE = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';

describe('policies and service-linked roles through the SDK', () => {
  let server: IamServer;
  beforeAll(async () => {
    server = await startIamServer();
  });
  afterAll(() => server.close());

  async function createPolicy(PolicyName: string, PolicyDocument: string): Promise<string> {
    const { Policy } = await server.iam().send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    return Policy?.Arn ?? '';
  }

  test('a policy says what its default version says, at once', async () => {
    const iam = server.iam();
    const PolicyArn = await createPolicy('changing', allowing('iam:ListUsers'));
    await iam.send(new CreateRoleCommand({ RoleName: 'changing', AssumeRolePolicyDocument: TRUST }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'changing', PolicyArn }));
    const keys = sessionKeys(await server.assume(`arn:aws:iam::${ACCOUNT}:role/changing`));
    const tag = () => server.iam(keys).send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'k', Value: 'v' }] }));
    await expect(tag()).rejects.toThrow(/no identity-based policy allows the iam:TagPolicy action/);
    const PolicyDocument = allowing('iam:TagPolicy', PolicyArn);
    const { PolicyVersion } = await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }));
    expect(PolicyVersion).toEqual({ VersionId: 'v2', IsDefaultVersion: false, CreateDate: expect.any(Date) });
    await expect(tag()).rejects.toThrow(/no identity-based policy/);
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    await tag();
    expect((await iam.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([{ Key: 'k', Value: 'v' }]);
    const got = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    expect(got.PolicyVersion).toMatchObject({
      IsDefaultVersion: true,
      Document: encodeURIComponent(PolicyDocument).replaceAll('*', '%2A'),
    });
  });

  test('a policy has five versions at most, and loses none of them by accident', async () => {
    const iam = server.iam();
    const PolicyDocument = allowing('iam:ListUsers');
    const PolicyArn = await createPolicy('versions', PolicyDocument);
    const add = (SetAsDefault = false) =>
      iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault }));
    for (let n = 2; n <= 5; n++) await add(n === 5);
    await expect(add()).rejects.toMatchObject({
      name: 'LimitExceededException',
      message:
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    });
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
      ['v5', true],
      ['v4', false],
      ['v3', false],
      ['v2', false],
      ['v1', false],
    ]);
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId).toBe('v5');
    const removeVersion = (VersionId: string) => iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await expect(removeVersion('v5')).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete the default version of a policy.',
    });
    await expect(removeVersion('v9')).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `Policy ${PolicyArn} version v9 does not exist or is not attachable.`,
    });
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toThrow(/more than one version/);
    for (const version of ['v1', 'v2', 'v3', 'v4']) await removeVersion(version);
    expect((await add()).PolicyVersion?.VersionId).toBe('v6');
    await removeVersion('v6');
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    await expect(removeVersion('v1')).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('AWS keeps its policies to itself', async () => {
    const change = { PolicyArn: LAMBDA_ROLE, PolicyDocument: allowing('*') };
    await expect(server.iam().send(new CreatePolicyVersionCommand(change))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('a policy knows who uses it', async () => {
    const iam = server.iam();
    const PolicyArn = await createPolicy('used', allowing('iam:ListUsers'));
    await iam.send(new CreateRoleCommand({ RoleName: 'user-1', AssumeRolePolicyDocument: TRUST }));
    await iam.send(
      new CreateRoleCommand({ RoleName: 'user-2', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: PolicyArn }),
    );
    await iam.send(new CreateUserCommand({ UserName: 'user-3' }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'user-1', PolicyArn }));
    await iam.send(new AttachUserPolicyCommand({ UserName: 'user-3', PolicyArn }));
    const namesFor = async (filter: object = {}) => {
      const found = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, ...filter }));
      return [found.PolicyRoles?.map((role) => role.RoleName), found.PolicyUsers?.map((user) => user.UserName)];
    };
    expect(await namesFor()).toEqual([['user-1', 'user-2'], ['user-3']]);
    expect(await namesFor({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual([['user-2'], []]);
    expect(await namesFor({ EntityFilter: 'User' })).toEqual([[], ['user-3']]);
    const { Marker, IsTruncated } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, MaxItems: 1 }));
    expect(IsTruncated).toBe(true);
    expect(await namesFor({ Marker })).toEqual([['user-2'], ['user-3']]);
  });

  test('service-linked roles have the names of AWS and belong to AWS', async () => {
    const iam = server.iam();
    const create = (AWSServiceName: string, CustomSuffix?: string) =>
      iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName, CustomSuffix }));
    const { Role } = await create('batch.amazonaws.com');
    expect(Role).toMatchObject({
      Path: '/aws-service-role/batch.amazonaws.com/',
      RoleName: 'AWSServiceRoleForBatch',
      Arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch`,
    });
    await expect(create('batch.amazonaws.com')).rejects.toMatchObject({
      name: 'InvalidInputException',
      message:
        'Service role name AWSServiceRoleForBatch has been taken in this account, please try a different suffix.',
    });
    await expect(create('toString')).rejects.toThrow('Cannot find Service Linked Role template for toString');
    const protectedRole = {
      name: 'UnmodifiableEntityException',
      message:
        "Cannot perform the operation on the protected role 'AWSServiceRoleForBatch' - this role is only modifiable by AWS",
    };
    const RoleName = 'AWSServiceRoleForBatch';
    await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject(protectedRole);
    const attachment = { RoleName, PolicyArn: LAMBDA_ROLE };
    await expect(iam.send(new AttachRolePolicyCommand(attachment))).rejects.toMatchObject(protectedRole);
    await iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'ours' }));
    const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
    const status = await iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
    expect(status.Status).toBe('SUCCEEDED');
    await create('batch.amazonaws.com');
  });

  test("the policies of service-linked roles are for AWS's roles alone", async () => {
    await server.iam().send(new CreateRoleCommand({ RoleName: 'mine', AssumeRolePolicyDocument: TRUST }));
    const PolicyArn = 'arn:aws:iam::aws:policy/aws-service-role/BatchServiceRolePolicy';
    await expect(server.iam().send(new AttachRolePolicyCommand({ RoleName: 'mine', PolicyArn }))).rejects.toMatchObject(
      { name: 'PolicyNotAttachableException' },
    );
  });

  test('the simulator names the statements that decide', async () => {
    const iam = server.iam();
    const RoleName = 'simulated';
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: LAMBDA_ROLE }));
    const PolicyDocument = JSON.stringify(
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'lambda:*', Resource: '*' },
          { Effect: 'Deny', Action: 'lambda:DeleteFunction', Resource: '*' },
        ],
      },
      null,
      1,
    );
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument }));
    const { EvaluationResults: results } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: Role?.Arn,
        ActionNames: ['lambda:InvokeFunction', 'lambda:DeleteFunction', 'states:StartExecution'],
      }),
    );
    expect(results?.map(({ EvalDecision }) => EvalDecision)).toEqual(['allowed', 'explicitDeny', 'implicitDeny']);
    expect(results?.map(({ MatchedStatements }) => MatchedStatements?.map((match) => match.SourcePolicyId))).toEqual([
      ['AWSLambdaRole', 'role_simulated_inline'],
      ['role_simulated_inline'],
      [],
    ]);
    expect(results?.[1]?.MatchedStatements?.[0]).toMatchObject({
      StartPosition: { Line: 9, Column: 4 },
      EndPosition: { Line: 13, Column: 4 },
    });
    await expect(
      iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: `${Role?.Arn}x`, ActionNames: ['a:b'] })),
    ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: LAMBDA_ROLE }));
  });

  test('the simulator says which condition keys it lacks', async () => {
    const iam = server.iam();
    const PolicyInputList = [
      allowing('s3:GetObject').replace('}]', ',"Condition":{"StringEquals":{"aws:username":"ada"}}}]'),
    ];
    const simulate = async (more: object = {}) => {
      const request = { PolicyInputList, ActionNames: ['s3:GetObject'], ...more };
      return (await iam.send(new SimulateCustomPolicyCommand(request))).EvaluationResults?.[0];
    };
    expect(await simulate()).toMatchObject({ EvalDecision: 'implicitDeny', MissingContextValues: ['aws:username'] });
    const entry = { ContextKeyName: 'aws:username', ContextKeyValues: ['ada'], ContextKeyType: 'string' };
    expect(await simulate({ ContextEntries: [entry] })).toMatchObject({
      EvalDecision: 'allowed',
      MissingContextValues: [],
      MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.1' }],
    });
    expect(await simulate({ PermissionsBoundaryPolicyInputList: [allowing('iam:*')] })).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
    const keys = await iam.send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList }));
    expect(keys.ContextKeyNames).toEqual(['aws:username']);
  });

  test('nothing of all this was a defect', () => {
    expect(server.defects).toEqual([]);
  });
});
