/** STS: who am I, and temporary credentials. */
import type { Authorizer, Call, Operation, Service } from '../../base/service.ts';
import { assumeRole } from './assume-role.ts';
import type { SessionCredentials } from './credentials.ts';
import { errors } from './errors.ts';
import { getFederationToken, getSessionToken } from './federation.ts';
import { accountOfKey } from './key-mint.ts';
import type { SessionPolicyFault } from './session.ts';

export interface StsDeps {
  readonly authorizer: Authorizer;
  readonly credentials: SessionCredentials;
  readonly findRole: (roleArn: string) => { readonly maxSessionSeconds: number } | undefined;
  /** Why a document, or the ARN of a managed policy, cannot limit a session. */
  readonly sessionPolicyFault: SessionPolicyFault;
}

export function createStsService(deps: StsDeps): Service {
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: getCallerIdentity,
      AssumeRole: assumeRole(deps),
      GetSessionToken: getSessionToken(deps),
      GetFederationToken: getFederationToken(deps),
      GetAccessKeyInfo: getAccessKeyInfo,
      DecodeAuthorizationMessage: decodeAuthorizationMessage,
      ...unsupportedOperations,
    },
  };
}

/** Everybody may ask. */
const getCallerIdentity: Operation = {
  input: { type: 'structure', members: {} },
  permissions: () => [],
  async run(_input, { principal }: Call) {
    return { UserId: principal.userId ?? principal.arn, Account: principal.account, Arn: principal.arn };
  },
};

const getAccessKeyInfo: Operation<{ readonly AccessKeyId: string }> = {
  input: {
    type: 'structure',
    members: { AccessKeyId: { type: 'string', required: true, min: 16, max: 128, pattern: '[\\w]*' } },
  },
  permissions: (_input, { principal }) => [{ action: 'sts:GetAccessKeyInfo', resource: principal.arn }],
  async run({ AccessKeyId: id }) {
    const account = accountOfKey(id);
    if (account === undefined) throw errors.noAccountInKey(id);
    return { Account: account };
  },
};

/** EC2 and its like answer denials with an encoded message; the services here say in clear why they refuse. */
const decodeAuthorizationMessage: Operation = {
  input: {
    type: 'structure',
    members: { EncodedMessage: { type: 'string', required: true, min: 1, max: 10_240 } },
  },
  permissions: () => [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }],
  async run() {
    throw errors.notDecodable();
  },
};

const NO_FEDERATION = 'there is no federation with identity providers; use AssumeRole';

const unsupportedOperations: Readonly<Record<string, Operation>> = Object.fromEntries(
  [
    ['AssumeRoleWithSAML', NO_FEDERATION],
    ['AssumeRoleWithWebIdentity', NO_FEDERATION],
    ['GetWebIdentityToken', NO_FEDERATION],
    ['AssumeRoot', 'accounts here belong to no organization'],
    ['GetDelegatedAccessToken', 'there are no delegation requests'],
  ].map(([name = '', why = '']) => [name, refusal(name, why)]),
);

function refusal(name: string, why: string): Operation {
  return {
    input: { type: 'structure', members: {} },
    unsupported: true,
    permissions: () => [{ action: `sts:${name}`, resource: '*' }],
    async run() {
      throw errors.notSupported(name, why);
    },
  };
}
