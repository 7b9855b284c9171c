/** STS: who am I, and temporary credentials. */
import type { Authorizer, Call, Operation, Service } from '../../base/service.ts';
import { assumeRole } from './assume-role.ts';
import type { SessionCredentials } from './credentials.ts';
import { errors } from './errors.ts';
import { emptyShape, getSessionTokenShape } from './shapes.ts';

export interface StsDeps {
  readonly authorizer: Authorizer;
  readonly credentials: SessionCredentials;
  readonly findRole: (roleArn: string) => { readonly maxSessionSeconds: number } | undefined;
}

export function createStsService(deps: StsDeps): Service {
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: getCallerIdentity,
      AssumeRole: assumeRole(deps),
      GetSessionToken: getSessionToken(deps),
    },
  };
}

/** Everybody may ask. */
const getCallerIdentity: Operation = {
  input: emptyShape,
  permissions: () => [],
  async run(_input, { principal }: Call) {
    return { UserId: principal.userId ?? principal.arn, Account: principal.account, Arn: principal.arn };
  },
};

const SESSION_SECONDS_DEFAULT = 43_200;
/** STS: sessions of the account's root last an hour at most. */
const ROOT_SESSION_SECONDS_MAX = 3600;

function getSessionToken({ credentials }: StsDeps): Operation<{ readonly DurationSeconds?: number }> {
  return {
    input: getSessionTokenShape,
    permissions: () => [],
    async run({ DurationSeconds: seconds = SESSION_SECONDS_DEFAULT }, { principal }) {
      if (principal.type === 'assumed-role') throw errors.noSessionFromSession();
      const granted = principal.type === 'root' ? Math.min(seconds, ROOT_SESSION_SECONDS_MAX) : seconds;
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials.issue(principal, granted);
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: expiration,
        },
      };
    },
  };
}
