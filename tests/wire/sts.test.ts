import {
  CreateRoleCommand,
  GetRoleCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  GetWebIdentityTokenCommand,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../src/base/clock.ts';
import { ACCOUNT, allowing, type IamServer, type Keys, sessionKeys, startIamServer, trusting } from './iam-server.ts';

describe('STS through the SDK', () => {
  let server: IamServer;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    server = await startIamServer({ clock });
  });
  afterEach(() => server.close());

  const whoIs = (keys?: Keys) => server.sts(keys).send(new GetCallerIdentityCommand({}));

  async function createRole(RoleName: string, trust = trusting({ AWS: ACCOUNT })): Promise<string> {
    const command = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust });
    return (await server.iam().send(command)).Role?.Arn ?? '';
  }

  const assume = async (...args: Parameters<IamServer['assume']>) => sessionKeys(await server.assume(...args));

  const allow = (RoleName: string, PolicyDocument: string) =>
    server.iam().send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));

  test('any key is the root of the account, a 12-digit one of the account it names', async () => {
    expect(await whoIs()).toMatchObject({ UserId: ACCOUNT, Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root` });
    const other = await whoIs({ accessKeyId: '999999999999', secretAccessKey: 'x' });
    expect(other.Arn).toBe('arn:aws:iam::999999999999:root');
  });

  test('a session of a role is that role', async () => {
    const arn = await createRole('worker');
    const answer = await server.sts().send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'session' }));
    expect(answer).toMatchObject({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
        Expiration: new Date(Math.floor(clock.nowMs() / 1000) * 1000 + 3_600_000),
      },
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/session` },
    });
    expect(answer.PackedPolicySize).toBeUndefined();
    expect(await whoIs(sessionKeys(answer.Credentials))).toMatchObject({
      UserId: answer.AssumedRoleUser?.AssumedRoleId,
      Account: ACCOUNT,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/session`,
    });
  });

  test('a wrong secret and an expired token are refused', async () => {
    const keys = await assume(await createRole('worker'));
    await expect(whoIs({ ...keys, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
    clock.advance(3_600_000);
    await expect(whoIs(keys)).rejects.toMatchObject({
      message: 'The security token included in the request is expired',
    });
  });

  test('a request signed long ago is refused', async () => {
    const keys = await assume(await createRole('worker'));
    clock.advance(16 * 60_000);
    await expect(whoIs(keys)).rejects.toThrow(
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
    );
  });

  test('a role does what its policies allow, and denials read as on AWS', async () => {
    const keys = await assume(await createRole('worker'));
    const list = () => server.iam(keys).send(new ListRolesCommand({}));
    await expect(list()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/worker/session is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${ACCOUNT}:role/ because no identity-based policy allows the iam:ListRoles action`,
      $metadata: { httpStatusCode: 403 },
    });
    await allow('worker', allowing('iam:List*'));
    expect((await list()).Roles).toHaveLength(1);
    await allow('worker', allowing('iam:ListRoles').replace('Allow', 'Deny'));
    await expect(list()).rejects.toThrow(/with an explicit deny in an identity-based policy$/);
  });

  test('a role is assumed by those its trust policy names', async () => {
    const worker = await createRole('worker');
    const keys = await assume(worker);
    const target = await createRole('target', trusting({ Service: 'lambda.amazonaws.com' }));
    const trust = (principal: object) =>
      server.iam().send(new UpdateAssumeRolePolicyCommand({ RoleName: 'target', PolicyDocument: trusting(principal) }));
    await expect(assume(target, {}, keys)).rejects.toThrow(
      /because no resource-based policy allows the sts:AssumeRole/,
    );
    await trust({ AWS: ACCOUNT });
    await expect(assume(target, {}, keys)).rejects.toThrow(
      /because no identity-based policy allows the sts:AssumeRole/,
    );
    await trust({ AWS: worker });
    expect((await whoIs(await assume(target, {}, keys))).Arn).toMatch(/assumed-role\/target\/session$/);
    await expect(assume(`${target}x`)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume('no-arn-but-long-enough')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'no-arn-but-long-enough is invalid',
    });
  });

  test('transitive session tags cannot be set anew in a chained session', async () => {
    const first = await createRole('first');
    const second = await createRole('second');
    await allow('first', allowing(['sts:AssumeRole', 'sts:TagSession'], second));
    const keys = await assume(first, { Tags: [{ Key: 'Tag', Value: '1' }], TransitiveTagKeys: ['Tag'] });
    await expect(assume(second, { Tags: [{ Key: 'tag', Value: '2' }] }, keys)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message:
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    });
    await assume(second, {}, keys);
  });

  test('a source identity stays through every session that follows, where the roles let it', async () => {
    const allowed = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
    const letting = (actions: readonly string[], SourceIdentity = '*') =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: ACCOUNT },
          Action: actions,
          Condition: { StringLike: { 'sts:SourceIdentity': SourceIdentity } },
        },
      });
    const first = await createRole('first', letting(allowed, 'ali*'));
    const second = await createRole('second', letting(allowed));
    const strict = await createRole('strict', letting(['sts:AssumeRole']));
    await allow('first', allowing([...allowed, 'iam:ListRoles']));
    // The root of an account may assume every role of it.
    const starter = await assume(await createRole('starter'));
    await allow('starter', allowing(allowed));
    await expect(assume(first, {}, starter)).rejects.toThrow(/perform: sts:AssumeRole/);
    await expect(assume(first, { SourceIdentity: 'bob' }, starter)).rejects.toThrow(/perform: sts:AssumeRole/);
    const command = new AssumeRoleCommand({ RoleArn: first, RoleSessionName: 'session', SourceIdentity: 'alice' });
    const begun = await server.sts(starter).send(command);
    expect(begun.SourceIdentity).toBe('alice');
    const keys = sessionKeys(begun.Credentials);
    await assume(second, {}, keys);
    await assume(second, { SourceIdentity: 'alice' }, keys);
    await expect(assume(second, { SourceIdentity: 'bob' }, keys)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(strict, {}, keys)).rejects.toThrow(/perform: sts:SetSourceIdentity/);
    const alone = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' },
        { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:SourceIdentity': 'alice' } } },
      ],
    });
    await allow('first', alone);
    await expect(server.iam(keys).send(new ListRolesCommand({}))).rejects.toThrow(/explicit deny/);
  });

  test('a session that another session began lasts an hour at most', async () => {
    const first = await createRole('first');
    const second = await createRole('second');
    const longer = new UpdateRoleCommand({ RoleName: 'second', MaxSessionDuration: 7200 });
    await server.iam().send(longer);
    await allow('first', allowing(['sts:AssumeRole'], second));
    await assume(second, { DurationSeconds: 7200 });
    await expect(assume(second, { DurationSeconds: 7200 }, await assume(first))).rejects.toThrow(/role chaining/);
  });

  test('what nobody can send or have here is refused in words', async () => {
    const role = await createRole('worker');
    const sts = server.sts();
    await expect(sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' }))).rejects.toMatchObject({
      name: 'InvalidAuthorizationMessageException',
    });
    const factor = { SerialNumber: 'arn:aws:iam::1:mfa/m', TokenCode: '123456' };
    await expect(assume(role, factor)).rejects.toThrow(/invalid MFA one time pass code/);
    await expect(sts.send(new GetSessionTokenCommand(factor))).rejects.toThrow(/invalid MFA one time pass code/);
    await expect(
      sts.send(new GetWebIdentityTokenCommand({ Audience: ['a'], SigningAlgorithm: 'RS256' })),
    ).rejects.toThrow(
      'Stepwell does not support GetWebIdentityToken: there is no federation with identity providers; use AssumeRole.',
    );
  });

  test('a session lasts as long as asked, within the limits of the role', async () => {
    const arn = await createRole('worker');
    await expect(assume(arn, { DurationSeconds: 7200 })).rejects.toThrow(/exceeds the MaxSessionDuration/);
    await expect(assume(arn, { DurationSeconds: 1, RoleSessionName: 'a:b' })).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        "2 validation errors detected: Value 'a:b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    });
    const { Credentials } = await server.sts().send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    expect((await whoIs(sessionKeys(Credentials))).Arn).toBe(`arn:aws:iam::${ACCOUNT}:root`);
  });

  test('a session policy leaves of what the role may do only what it allows itself', async () => {
    const arn = await createRole('worker');
    await allow('worker', allowing('iam:List*'));
    const listing = (keys: Keys) => server.iam(keys).send(new ListRolesCommand({}));
    await listing(await assume(arn, { Policy: allowing(['iam:ListRoles', 'iam:GetRole']) }));
    const narrow = await assume(arn, { Policy: allowing('iam:ListUsers') });
    await expect(listing(narrow)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/worker/session is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::${ACCOUNT}:role/ because no session policy allows the iam:ListRoles action`,
    });
    const denying = await assume(arn, { Policy: allowing('*').replace('Allow', 'Deny') });
    await expect(listing(denying)).rejects.toThrow(/with an explicit deny in a session policy$/);
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' }];
    await listing(await assume(arn, { Policy: allowing('iam:ListUsers'), PolicyArns }));
    const wide = await assume(arn, { Policy: allowing('*') });
    await expect(server.iam(wide).send(new GetRoleCommand({ RoleName: 'worker' }))).rejects.toThrow(
      /no identity-based policy/,
    );
  });

  test('a session policy has to be a policy', async () => {
    const arn = await createRole('worker');
    await expect(assume(arn, { Policy: '{"Version":"2012-10-17"}' })).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
    const unknown = `arn:aws:iam::${ACCOUNT}:policy/unknown`;
    await expect(assume(arn, { PolicyArns: [{ arn: unknown }] })).rejects.toThrow(`Policy ${unknown} does not exist.`);
    const long = allowing('iam:List*', `arn:aws:iam:::${'x'.repeat(1900)}`);
    await expect(
      assume(arn, { Policy: long, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] }),
    ).rejects.toMatchObject({ name: 'PackedPolicyTooLargeException' });
    const { PackedPolicySize } = await server
      .sts()
      .send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 's1', Policy: allowing('*') }));
    expect(PackedPolicySize).toBeGreaterThan(0);
  });

  test('a federated user may do what its session policy allows', async () => {
    const { Credentials, FederatedUser } = await server
      .sts()
      .send(
        new GetFederationTokenCommand({ Name: 'guest', Policy: allowing(['iam:ListRoles', 'sts:GetFederationToken']) }),
      );
    expect(FederatedUser).toEqual({
      FederatedUserId: `${ACCOUNT}:guest`,
      Arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
    });
    const keys = sessionKeys(Credentials);
    expect(await whoIs(keys)).toMatchObject({
      UserId: `${ACCOUNT}:guest`,
      Arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
    });
    await server.iam(keys).send(new ListRolesCommand({}));
    await expect(server.iam(keys).send(new GetRoleCommand({ RoleName: 'r' }))).rejects.toThrow(/no session policy/);
    await expect(server.sts(keys).send(new GetFederationTokenCommand({ Name: 'again' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'Cannot call GetFederationToken with session credentials',
    });
  });

  test("policies see the tags of roles and sessions; a session's come first", async () => {
    const arn = await createRole('tagged');
    const Tags = [{ Key: 'Team', Value: 'blue' }];
    await server.iam().send(new TagRoleCommand({ RoleName: 'tagged', Tags }));
    const condition = { StringEquals: { 'aws:PrincipalTag/team': 'blue' } };
    const PolicyDocument = allowing('iam:ListRoles').replace('}]', `,"Condition":${JSON.stringify(condition)}}]`);
    await allow('tagged', PolicyDocument);
    const listing = (keys: Keys) => server.iam(keys).send(new ListRolesCommand({}));
    await listing(await assume(arn));
    const red = await assume(arn, { Tags: [{ Key: 'team', Value: 'red' }] });
    await expect(listing(red)).rejects.toThrow(/no identity-based policy/);
  });

  test('a key tells its account', async () => {
    const keys = await assume(await createRole('worker'));
    const accountOf = async (AccessKeyId: string) =>
      (await server.sts().send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account;
    expect(await accountOf(keys.accessKeyId)).toBe(ACCOUNT);
    // A published example of AWS's own ids.
    expect(await accountOf('ASIAQNZGKIQY56JQ7WML')).toBe('029608264753');
    await expect(accountOf('no-key_of_this_form'.replaceAll('-', ''))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});
