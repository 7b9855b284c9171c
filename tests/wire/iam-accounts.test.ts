/** What belongs to an account as a whole, and what its users sign in with, through the SDK. */
import * as sdk from '@aws-sdk/client-iam';
import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  ChangePasswordCommand,
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  DeleteInstanceProfileCommand,
  DeleteLoginProfileCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetInstanceProfileCommand,
  GetLoginProfileCommand,
  ListAccountAliasesCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  ListMFADevicesCommand,
  ListOpenIDConnectProvidersCommand,
  ListServerCertificatesCommand,
  PutUserPolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
  UpdateAccountPasswordPolicyCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../src/base/clock.ts';
import { ACCOUNT, allowing, type IamServer, type Keys, startIamServer, trusting } from './iam-server.ts';

const TRUST = trusting({ Service: 'ec2.amazonaws.com' });
const OTHER: Keys = { accessKeyId: '999999999999', secretAccessKey: 'x' };
const GOOD = 'Abcdef1!';
const HOUR_MS = 3600_000;

let server: IamServer;
let clock: FakeClock;
let iam: sdk.IAMClient;
beforeEach(async () => {
  clock = new FakeClock(Date.now());
  server = await startIamServer({ clock });
  iam = server.iam();
});
afterEach(() => server.close());

describe('login profiles', () => {
  const UserName = 'alice';
  beforeEach(async () => {
    await iam.send(new CreateUserCommand({ UserName }));
  });

  const create = (Password: string, PasswordResetRequired?: boolean) =>
    iam.send(new CreateLoginProfileCommand({ UserName, Password, PasswordResetRequired }));
  const signIn = (password: string, userName = UserName, account = ACCOUNT) =>
    server.signIn({ account, userName, password });

  async function keysOfAlice(): Promise<Keys> {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  }

  test('a user has one, which is described without its password', async () => {
    const { LoginProfile } = await create(GOOD, true);
    expect(LoginProfile).toEqual({ UserName, CreateDate: expect.any(Date), PasswordResetRequired: true });
    await expect(create(GOOD)).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'Login Profile for user alice already exists.',
    });
    await iam.send(new UpdateLoginProfileCommand({ UserName, PasswordResetRequired: false }));
    const got = await iam.send(new GetLoginProfileCommand({ UserName }));
    expect(got.LoginProfile).toEqual({ ...LoginProfile, PasswordResetRequired: false });
    await expect(iam.send(new DeleteUserCommand({ UserName }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must delete login profile first.',
    });
    await iam.send(new DeleteLoginProfileCommand({ UserName }));
    await expect(iam.send(new GetLoginProfileCommand({ UserName }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'Login Profile for User alice cannot be found.',
    });
    await iam.send(new DeleteUserCommand({ UserName }));
  });

  test('the right password signs in, and nothing else', async () => {
    expect(await signIn(GOOD)).toEqual({ type: 'refused' });
    await create(GOOD);
    const arn = `arn:aws:iam::${ACCOUNT}:user/alice`;
    expect(await signIn(GOOD)).toMatchObject({ type: 'accepted', principal: { type: 'user', arn } });
    expect(await signIn(`${GOOD} `)).toEqual({ type: 'refused' });
    expect(await signIn(GOOD, 'bob')).toEqual({ type: 'refused' });
    expect(await signIn(GOOD, UserName, OTHER.accessKeyId)).toEqual({ type: 'refused' });
    await iam.send(new UpdateLoginProfileCommand({ UserName, PasswordResetRequired: true }));
    expect(await signIn(GOOD)).toMatchObject({ type: 'must-change' });
  });

  test('a password grows old as the policy says', async () => {
    await create(GOOD);
    const policy = (HardExpiry: boolean) =>
      iam.send(new UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 90, HardExpiry }));
    await policy(false);
    clock.advance(90 * 24 * HOUR_MS);
    expect(await signIn(GOOD)).toMatchObject({ type: 'accepted' });
    clock.advance(1);
    expect(await signIn(GOOD)).toMatchObject({ type: 'must-change' });
    await policy(true);
    expect(await signIn(GOOD)).toEqual({ type: 'expired' });
  });

  test('without a policy a password has eight characters, of three kinds', async () => {
    for (const password of ['Abc1!', 'abcdefghi', 'abcdefgh1']) {
      await expect(create(password)).rejects.toMatchObject({ name: 'PasswordPolicyViolationException' });
    }
    await create('abcdefg1!');
  });

  test.each([
    ['ABCDEF1!', 'a lowercase letter'],
    ['abcdef1!', 'an uppercase letter'],
    ['Abcdefg!', 'a number'],
    ['Abcdefg1', 'a symbol'],
    ['Abc1!', 'at least 6 characters'],
  ])('%s lacks %s, which the policy asks for', async (password, what) => {
    await iam.send(
      new UpdateAccountPasswordPolicyCommand({
        RequireLowercaseCharacters: true,
        RequireUppercaseCharacters: true,
        RequireNumbers: true,
        RequireSymbols: true,
      }),
    );
    await expect(create(password)).rejects.toThrow(what);
  });

  test('users change their own password, when they may', async () => {
    await create(GOOD, true);
    const keys = await keysOfAlice();
    const change = (OldPassword: string, NewPassword: string) =>
      server.iam(keys).send(new ChangePasswordCommand({ OldPassword, NewPassword }));
    await expect(change(GOOD, 'Another1!')).rejects.toThrow(/not authorized to perform: iam:ChangePassword/);
    await iam.send(
      new UpdateAccountPasswordPolicyCommand({ AllowUsersToChangePassword: true, PasswordReusePrevention: 2 }),
    );
    await expect(change('wrong', 'Another1!')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(change(GOOD, 'short')).rejects.toMatchObject({ name: 'PasswordPolicyViolationException' });
    await expect(change(GOOD, GOOD)).rejects.toThrow('It was used before.');
    await change(GOOD, 'Another1!');
    expect(await signIn('Another1!')).toMatchObject({ type: 'accepted' });
    await expect(change('Another1!', GOOD)).rejects.toThrow('It was used before.');
    await change('Another1!', 'Another2!');
    await change('Another2!', GOOD);
    const asRoot = new ChangePasswordCommand({ OldPassword: GOOD, NewPassword: 'Another1!' });
    await expect(iam.send(asRoot)).rejects.toMatchObject({ name: 'InvalidUserTypeException' });
  });
});

test('an account without password policy has none, until one is set', async () => {
  const get = () => iam.send(new GetAccountPasswordPolicyCommand({}));
  await expect(get()).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `The Password Policy with domain name ${ACCOUNT} cannot be found.`,
  });
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 12, MaxPasswordAge: 30 }));
  expect((await get()).PasswordPolicy).toEqual({
    MinimumPasswordLength: 12,
    RequireSymbols: false,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: true,
    MaxPasswordAge: 30,
  });
  const tooShort = new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 5 });
  await expect(iam.send(tooShort)).rejects.toThrow(/'minimumPasswordLength' failed to satisfy constraint/);
  await iam.send(new DeleteAccountPasswordPolicyCommand({}));
  await expect(iam.send(new DeleteAccountPasswordPolicyCommand({}))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The account policy with name PasswordPolicy cannot be found.',
  });
});

test('an alias belongs to one account, and an account has one', async () => {
  const create = (AccountAlias: string, keys?: Keys) =>
    server.iam(keys).send(new CreateAccountAliasCommand({ AccountAlias }));
  const list = async () => (await iam.send(new ListAccountAliasesCommand({}))).AccountAliases;
  expect(await list()).toEqual([]);
  await create('first');
  await create('second');
  expect(await list()).toEqual(['second']);
  await expect(create('second', OTHER)).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'The account alias second already exists.',
  });
  await create('first', OTHER);
  await expect(create('No')).rejects.toThrow(/'accountAlias' failed to satisfy constraint/);
  await expect(iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'first' }))).rejects.toThrow(
    'The account alias first cannot be found.',
  );
  await iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'second' }));
  expect(await list()).toEqual([]);
});

test('an instance profile holds one role, and neither goes before the other', async () => {
  const InstanceProfileName = 'Web';
  const profile = { InstanceProfileName };
  for (const RoleName of ['web', 'other']) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  }
  const Tags = [{ Key: 'team', Value: 'red' }];
  const created = await iam.send(new CreateInstanceProfileCommand({ ...profile, Path: '/x/', Tags }));
  expect(created.InstanceProfile).toEqual({
    InstanceProfileName,
    InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
    Path: '/x/',
    Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/x/Web`,
    CreateDate: expect.any(Date),
    Roles: [],
    Tags,
  });
  await expect(iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'WEB' }))).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
  });
  const RoleName = 'web';
  await iam.send(new AddRoleToInstanceProfileCommand({ ...profile, RoleName }));
  await expect(iam.send(new AddRoleToInstanceProfileCommand({ ...profile, RoleName: 'other' }))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  });
  const got = await iam.send(new GetInstanceProfileCommand(profile));
  expect(got.InstanceProfile?.Roles).toMatchObject([{ RoleName, AssumeRolePolicyDocument: expect.any(String) }]);
  const ofRole = async () =>
    (await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }))).InstanceProfiles?.length;
  expect(await ofRole()).toBe(1);

  const leaveFirst = 'Cannot delete entity, must remove roles from instance profile first.';
  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toThrow(leaveFirst);
  await expect(iam.send(new DeleteInstanceProfileCommand(profile))).rejects.toThrow(leaveFirst);
  await expect(iam.send(new RemoveRoleFromInstanceProfileCommand({ ...profile, RoleName: 'other' }))).rejects.toThrow(
    'Role other in Instance Profile Web cannot be found.',
  );
  await iam.send(new RemoveRoleFromInstanceProfileCommand({ ...profile, RoleName }));
  expect(await ofRole()).toBe(0);

  await iam.send(new TagInstanceProfileCommand({ ...profile, Tags: [{ Key: 'Stage', Value: 'prod' }] }));
  await iam.send(new UntagInstanceProfileCommand({ ...profile, TagKeys: ['TEAM'] }));
  const tags = await iam.send(new ListInstanceProfileTagsCommand(profile));
  expect(tags.Tags).toEqual([{ Key: 'Stage', Value: 'prod' }]);
  const listed = await iam.send(new ListInstanceProfilesCommand({ PathPrefix: '/x/' }));
  expect(listed.InstanceProfiles?.map((one) => one.InstanceProfileName)).toEqual(['Web']);
  expect((await server.iam(OTHER).send(new ListInstanceProfilesCommand({}))).InstanceProfiles).toEqual([]);
  await iam.send(new DeleteInstanceProfileCommand(profile));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  await expect(iam.send(new GetInstanceProfileCommand(profile))).rejects.toThrow(
    'Instance Profile Web cannot be found.',
  );
});

async function populate(): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName: 'R', AssumeRolePolicyDocument: TRUST }));
  const aws = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'R', PolicyArn: aws }));
  await iam.send(new CreateUserCommand({ UserName: 'alice', Tags: [{ Key: 'k', Value: 'v' }] }));
  const inline = { UserName: 'alice', PolicyName: 'own', PolicyDocument: allowing('states:*') };
  await iam.send(new PutUserPolicyCommand(inline));
  await iam.send(new CreateGroupCommand({ GroupName: 'G' }));
  await iam.send(new AddUserToGroupCommand({ GroupName: 'G', UserName: 'alice' }));
  await iam.send(new CreatePolicyCommand({ PolicyName: 'P', PolicyDocument: allowing('logs:*') }));
}

test('the summary counts, and names the quotas', async () => {
  await populate();
  const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({
    ...{ Users: 1, Groups: 1, Roles: 1, Policies: 1, PolicyVersionsInUse: 1, InstanceProfiles: 0 },
    ...{ UsersQuota: 5000, PolicySizeQuota: 6144, MFADevices: 0 },
  });
});

test('the authorization details have everything of an account, page after page', async () => {
  await populate();
  const whole = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
  expect(whole).toMatchObject({
    IsTruncated: false,
    UserDetailList: [
      {
        UserName: 'alice',
        GroupList: ['G'],
        UserPolicyList: [{ PolicyName: 'own', PolicyDocument: expect.stringContaining('states%3A') }],
        AttachedManagedPolicies: [],
        Tags: [{ Key: 'k', Value: 'v' }],
      },
    ],
    GroupDetailList: [{ GroupName: 'G', GroupPolicyList: [], AttachedManagedPolicies: [] }],
    RoleDetailList: [
      {
        RoleName: 'R',
        AssumeRolePolicyDocument: expect.any(String),
        InstanceProfileList: [],
        AttachedManagedPolicies: [{ PolicyName: 'AWSLambdaRole' }],
      },
    ],
    Policies: [
      { PolicyName: 'P', PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true }] },
      { PolicyName: 'AWSLambdaRole', AttachmentCount: 1, PolicyVersionList: [{ VersionId: 'v1' }] },
    ],
  });
  const pages: sdk.GetAccountAuthorizationDetailsCommandOutput[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 2, Marker }));
    pages.push(page);
    Marker = page.Marker;
  } while (Marker !== undefined);
  expect(pages).toHaveLength(3);
  expect(pages.flatMap((page) => page.Policies ?? [])).toEqual(whole.Policies);
  const roles = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'] }));
  expect([roles.RoleDetailList?.length, roles.UserDetailList?.length, roles.Policies?.length]).toEqual([1, 0, 0]);
});

test('the credential report is made when it is asked for, and lasts four hours', async () => {
  await populate();
  await iam.send(new CreateLoginProfileCommand({ UserName: 'alice', Password: GOOD }));
  await iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
  const get = () => iam.send(new GetCredentialReportCommand({}));
  const generate = async () => (await iam.send(new GenerateCredentialReportCommand({}))).State;
  await expect(get()).rejects.toMatchObject({ name: 'CredentialReportNotPresentException' });
  expect([await generate(), await generate()]).toEqual(['STARTED', 'COMPLETE']);
  const { Content, ReportFormat } = await get();
  expect(ReportFormat).toBe('text/csv');
  const [heading, root, alice] = new TextDecoder()
    .decode(Content)
    .split('\n')
    .map((line) => line.split(','));
  expect(heading?.slice(0, 4)).toEqual(['user', 'arn', 'user_creation_time', 'password_enabled']);
  expect(root?.[0]).toBe('<root_account>');
  const cell = (name: string) => alice?.[heading?.indexOf(name) ?? -1];
  expect([cell('user'), cell('password_enabled'), cell('access_key_1_active'), cell('access_key_2_active')]).toEqual([
    'alice',
    'true',
    'true',
    'false',
  ]);
  expect(alice).toHaveLength(heading?.length ?? 0);
  expect(root).toHaveLength(heading?.length ?? 0);
  clock.advance(4 * HOUR_MS);
  await expect(get()).rejects.toMatchObject({ name: 'CredentialReportExpiredException' });
  expect(await generate()).toBe('STARTED');
});

test('lists of what cannot be made are empty, and making it is refused by name', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
  expect((await iam.send(new ListMFADevicesCommand({ UserName: 'alice' }))).MFADevices).toEqual([]);
  await expect(iam.send(new ListMFADevicesCommand({ UserName: 'bob' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
  expect((await iam.send(new ListServerCertificatesCommand({}))).ServerCertificateMetadataList).toEqual([]);
  expect((await iam.send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList).toEqual([]);
  await expect(iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'm' }))).rejects.toThrow(
    'Stepwell does not support CreateVirtualMFADevice: nobody here has a second factor, and none is asked for.',
  );
});

test('every operation that the SDK knows is there, or says that it is not', () => {
  const commands = Object.keys(sdk).filter((name) => name.endsWith('Command') && name !== '$Command');
  const missing = commands
    .map((name) => name.slice(0, -'Command'.length))
    .filter((name) => !server.operations.has(name));
  expect(missing).toEqual([]);
});
