import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListGroupsForUserCommand,
  ListRolesCommand,
  ListServiceSpecificCredentialsCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  ResetServiceSpecificCredentialCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
  UpdateGroupCommand,
  UpdateServiceSpecificCredentialCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { GetAccessKeyInfoCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, allowing, type IamServer, type Keys, sessionKeys, startIamServer } from './iam-server.ts';

const READ_ONLY = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';

describe('users and groups through the SDK', () => {
  let server: IamServer;
  beforeAll(async () => {
    server = await startIamServer();
  });
  afterAll(() => server.close());

  const createUser = (UserName: string, more: object = {}) =>
    server.iam().send(new CreateUserCommand({ UserName, ...more }));

  async function createKey(UserName: string): Promise<Keys> {
    const { AccessKey } = await server.iam().send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  }

  const whoIs = async (keys: Keys) => (await server.sts(keys).send(new GetCallerIdentityCommand({}))).Arn;

  test('a user is created, read, listed and renamed; its id stays', async () => {
    const iam = server.iam();
    const { User } = await createUser('Ada', { Path: '/team/', Tags: [{ Key: 'a', Value: '1' }] });
    expect(User).toEqual({
      Path: '/team/',
      UserName: 'Ada',
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${ACCOUNT}:user/team/Ada`,
      CreateDate: expect.any(Date),
      Tags: [{ Key: 'a', Value: '1' }],
    });
    await expect(createUser('ada')).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'User with name ada already exists.',
    });
    await iam.send(new TagUserCommand({ UserName: 'Ada', Tags: [{ Key: 'b', Value: '2' }] }));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'Ada', PermissionsBoundary: READ_ONLY }));
    await iam.send(new UpdateUserCommand({ UserName: 'Ada', NewUserName: 'Lovelace', NewPath: '/' }));
    const got = await iam.send(new GetUserCommand({ UserName: 'lovelace' }));
    expect(got.User).toMatchObject({
      UserName: 'Lovelace',
      UserId: User?.UserId,
      Arn: `arn:aws:iam::${ACCOUNT}:user/Lovelace`,
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: READ_ONLY },
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    const { Users } = await iam.send(new ListUsersCommand({}));
    expect(Users?.map((user) => [user.UserName, user.Tags])).toEqual([['Lovelace', undefined]]);
    await expect(iam.send(new GetUserCommand({ UserName: 'Ada' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The user with name Ada cannot be found.',
    });
  });

  test('an access key acts as its user, and only while it is active', async () => {
    const iam = server.iam();
    await createUser('worker');
    const keys = await createKey('worker');
    expect(keys.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(keys.secretAccessKey).toHaveLength(40);
    expect(await whoIs(keys)).toBe(`arn:aws:iam::${ACCOUNT}:user/worker`);
    const info = await server.sts().send(new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId }));
    expect(info.Account).toBe(ACCOUNT);
    const used = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: keys.accessKeyId }));
    expect(used.UserName).toBe('worker');

    await expect(whoIs({ ...keys, secretAccessKey: 'wrong' })).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const key = { UserName: 'worker', AccessKeyId: keys.accessKeyId };
    const invalid = { name: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' };
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
    await expect(whoIs(keys)).rejects.toMatchObject(invalid);
    await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
    expect(await whoIs(keys)).toBe(`arn:aws:iam::${ACCOUNT}:user/worker`);
    await iam.send(new DeleteAccessKeyCommand(key));
    await expect(whoIs(keys)).rejects.toMatchObject(invalid);
    await expect(iam.send(new DeleteAccessKeyCommand(key))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `The Access Key with id ${keys.accessKeyId} cannot be found.`,
    });
  });

  test('a user has two access keys at most', async () => {
    await createUser('two-keys');
    const ids = [(await createKey('two-keys')).accessKeyId, (await createKey('two-keys')).accessKeyId];
    const { AccessKeyMetadata } = await server.iam().send(new ListAccessKeysCommand({ UserName: 'two-keys' }));
    expect(AccessKeyMetadata?.map((key) => key.AccessKeyId)).toEqual(ids.sort());
    await expect(createKey('two-keys')).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    });
  });

  test("a user may do what its own and its groups' policies allow", async () => {
    const iam = server.iam();
    await createUser('member');
    const keys = await createKey('member');
    const list = () => server.iam(keys).send(new ListRolesCommand({}));
    await expect(list()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${ACCOUNT}:user/member is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${ACCOUNT}:role/ because no identity-based policy allows the iam:ListRoles action`,
    });
    const policy = { UserName: 'member', PolicyName: 'p' };
    await iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: allowing('iam:ListRoles') }));
    await list();
    await iam.send(new DeleteUserPolicyCommand(policy));
    await iam.send(new CreateGroupCommand({ GroupName: 'readers' }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName: 'readers', PolicyArn: READ_ONLY }));
    await expect(list()).rejects.toThrow(/no identity-based policy/);
    await iam.send(new AddUserToGroupCommand({ GroupName: 'readers', UserName: 'member' }));
    await list();
    await iam.send(new UpdateUserCommand({ UserName: 'member', NewUserName: 'member-renamed' }));
    await iam.send(new UpdateGroupCommand({ GroupName: 'readers', NewGroupName: 'reading' }));
    await list();
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess';
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'member-renamed', PermissionsBoundary }));
    await expect(list()).rejects.toThrow(/because no permissions boundary allows the iam:ListRoles action$/);
  });

  test('a session of a user is the user, and ends with it', async () => {
    await createUser('short-lived');
    const keys = await createKey('short-lived');
    const { Credentials } = await server.sts(keys).send(new GetSessionTokenCommand({}));
    const session = sessionKeys(Credentials);
    expect(await whoIs(session)).toBe(`arn:aws:iam::${ACCOUNT}:user/short-lived`);
    const { sessionToken: _left, ...withoutToken } = session;
    await expect(whoIs(withoutToken)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test('operations that name no user are about the caller', async () => {
    await createUser('self');
    await server.iam().send(
      new PutUserPolicyCommand({
        UserName: 'self',
        PolicyName: 'own',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
        PolicyDocument: allowing('iam:*', 'arn:aws:iam::*:user/${aws:username}'),
      }),
    );
    const keys = await createKey('self');
    const own = server.iam(keys);
    expect((await own.send(new GetUserCommand({}))).User?.UserName).toBe('self');
    expect((await own.send(new ListAccessKeysCommand({}))).AccessKeyMetadata).toHaveLength(1);
    await expect(own.send(new GetUserCommand({ UserName: 'two-keys' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    const root = await server.iam().send(new GetUserCommand({}));
    expect(root.User).toMatchObject({ UserId: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` });
    await expect(server.iam().send(new CreateAccessKeyCommand({}))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Must specify userName when calling with non-User credentials',
    });
  });

  test('inline policies of users and groups come back as they were sent', async () => {
    const iam = server.iam();
    await createUser('inline');
    await iam.send(new CreateGroupCommand({ GroupName: 'inline' }));
    const PolicyDocument = allowing('apigateway:PUT', 'arn:aws:apigateway:::/tags/arn%3Aaws%3A');
    await iam.send(new PutUserPolicyCommand({ UserName: 'inline', PolicyName: 'p', PolicyDocument }));
    await iam.send(new PutGroupPolicyCommand({ GroupName: 'inline', PolicyName: 'p', PolicyDocument }));
    const ofUser = await iam.send(new GetUserPolicyCommand({ UserName: 'inline', PolicyName: 'p' }));
    const ofGroup = await iam.send(new GetGroupPolicyCommand({ GroupName: 'inline', PolicyName: 'p' }));
    expect([ofUser.UserName, ofGroup.GroupName]).toEqual(['inline', 'inline']);
    for (const answer of [ofUser, ofGroup]) {
      expect(decodeURIComponent(answer.PolicyDocument ?? '')).toBe(PolicyDocument);
    }
    await expect(iam.send(new GetGroupPolicyCommand({ GroupName: 'inline', PolicyName: 'q' }))).rejects.toThrow(
      'The group policy with name q cannot be found.',
    );
    const long = allowing('x:y', 'arn:aws:x:::'.padEnd(3000, 'y'));
    await expect(
      iam.send(new PutUserPolicyCommand({ UserName: 'inline', PolicyName: 'long', PolicyDocument: long })),
    ).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Maximum policy size of 2048 bytes exceeded for user inline',
    });
  });

  test('a user is deleted once nothing hangs on it, a group once it is empty', async () => {
    const iam = server.iam();
    const user = { UserName: 'leaving' };
    const group = { GroupName: 'left' };
    await createUser(user.UserName);
    await iam.send(new CreateGroupCommand(group));
    const { accessKeyId: AccessKeyId } = await createKey(user.UserName);
    const { ServiceSpecificCredential: credential } = await iam.send(
      new CreateServiceSpecificCredentialCommand({ ...user, ServiceName: 'codecommit.amazonaws.com' }),
    );
    await iam.send(new AttachUserPolicyCommand({ ...user, PolicyArn: READ_ONLY }));
    await iam.send(new PutUserPolicyCommand({ ...user, PolicyName: 'p', PolicyDocument: allowing('iam:*') }));
    await iam.send(new AddUserToGroupCommand({ ...user, ...group }));
    await iam.send(new AttachGroupPolicyCommand({ ...group, PolicyArn: READ_ONLY }));

    const refused = (message: string) =>
      expect(iam.send(new DeleteUserCommand(user))).rejects.toMatchObject({ name: 'DeleteConflictException', message });
    await refused('Cannot delete entity, must detach all policies first.');
    await iam.send(new DetachUserPolicyCommand({ ...user, PolicyArn: READ_ONLY }));
    await refused('Cannot delete entity, must delete policies first.');
    await iam.send(new DeleteUserPolicyCommand({ ...user, PolicyName: 'p' }));
    await refused('Cannot delete entity, must delete access keys first.');
    await iam.send(new DeleteAccessKeyCommand({ ...user, AccessKeyId }));
    await refused('Cannot delete entity, must remove users from group first.');
    await expect(iam.send(new DeleteGroupCommand(group))).rejects.toThrow('must remove users from group first');
    expect((await iam.send(new GetGroupCommand(group))).Users?.map((member) => member.UserName)).toEqual(['leaving']);
    expect((await iam.send(new ListGroupsForUserCommand(user))).Groups?.map((g) => g.GroupName)).toEqual(['left']);
    await iam.send(new RemoveUserFromGroupCommand({ ...user, ...group }));
    await refused('Cannot delete entity, must remove referenced objects first.');
    const ServiceSpecificCredentialId = credential?.ServiceSpecificCredentialId;
    await iam.send(new DeleteServiceSpecificCredentialCommand({ ...user, ServiceSpecificCredentialId }));
    await iam.send(new DeleteUserCommand(user));

    await expect(iam.send(new DeleteGroupCommand(group))).rejects.toThrow('must detach all policies first');
    await iam.send(new DetachGroupPolicyCommand({ ...group, PolicyArn: READ_ONLY }));
    await iam.send(new DeleteGroupCommand(group));
  });

  test('service-specific credentials are made, switched off and reset', async () => {
    const iam = server.iam();
    const UserName = 'gardener';
    await createUser(UserName);
    const create = () =>
      iam.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName: 'cassandra.amazonaws.com' }));
    const { ServiceSpecificCredential: made } = await create();
    expect(made).toEqual({
      UserName,
      ServiceName: 'cassandra.amazonaws.com',
      ServiceUserName: `${UserName}-at-${ACCOUNT}`,
      ServicePassword: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/),
      Status: 'Active',
      CreateDate: expect.any(Date),
    });
    expect((await create()).ServiceSpecificCredential?.ServiceUserName).toBe(`${UserName}+1-at-${ACCOUNT}`);
    await expect(create()).rejects.toMatchObject({ name: 'LimitExceededException' });
    const id = { UserName, ServiceSpecificCredentialId: made?.ServiceSpecificCredentialId };
    await iam.send(new UpdateServiceSpecificCredentialCommand({ ...id, Status: 'Inactive' }));
    const reset = await iam.send(new ResetServiceSpecificCredentialCommand(id));
    expect(reset.ServiceSpecificCredential).toMatchObject({ ...id, Status: 'Inactive' });
    expect(reset.ServiceSpecificCredential?.ServicePassword).not.toBe(made?.ServicePassword);
    const { ServiceSpecificCredentials: listed } = await iam.send(
      new ListServiceSpecificCredentialsCommand({ UserName, ServiceName: 'cassandra.amazonaws.com' }),
    );
    expect(listed?.map(({ Status }) => Status)).toEqual(['Inactive', 'Active']);
    const unknown = { UserName, ServiceSpecificCredentialId: 'ACCAAAAAAAAAAAAAAAAAA' };
    await expect(iam.send(new ResetServiceSpecificCredentialCommand(unknown))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'No such credential ACCAAAAAAAAAAAAAAAAAA exists',
    });
  });

  test('nothing of all this was a defect', () => {
    expect(server.defects).toEqual([]);
  });
});
