/** A real server with IAM and STS alone, over the memory store, on a free port. */
import { IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts';
import { createDispatch } from '../../src/api/dispatch.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { createAuthenticate } from '../../src/http/authenticate.ts';
import { combineCredentials } from '../../src/http/credentials.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { openIamService } from '../../src/services/iam/index.ts';
import { SessionCredentials } from '../../src/services/sts/credentials.ts';
import { createStsService } from '../../src/services/sts/index.ts';
import { KeyMint } from '../../src/services/sts/key-mint.ts';
import { InstallationKey } from '../../src/store/installation-key.ts';
import { openMemoryStore } from '../../src/store/memory/index.ts';

export const ACCOUNT = '123456789012';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export async function startIamServer({ clock = systemClock }: { readonly clock?: Clock } = {}) {
  const store = openMemoryStore();
  const random = systemRandom;
  const defects: unknown[] = [];
  const onDefect = (error: unknown) => void defects.push(error);
  const keyMint = new KeyMint(InstallationKey.generate(), random);
  const iam = await openIamService({ resources: store.resources, keyMint, clock, random });
  const sessions = new SessionCredentials({ keys: keyMint, clock, random });
  const services = [iam.service, createStsService({ ...iam, credentials: sessions })];
  const dispatch = createDispatch({ services, authorizer: iam.authorizer, onDefect });
  const server = createHttpServer({
    dispatch,
    services,
    authenticate: createAuthenticate({
      credentials: combineCredentials(sessions, iam),
      auth: 'dev',
      defaultAccount: ACCOUNT,
      clock,
    }),
    recognizeKey: () => true,
    ready: () => true,
    onDefect,
  });
  const { port } = await server.listen(0, '127.0.0.1');
  const endpoint = `http://127.0.0.1:${port}`;
  const config = (keys: Keys) => ({ endpoint, region: 'us-east-1', credentials: keys, maxAttempts: 1 });
  const test: Keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sts = (keys = test) => new STSClient(config(keys));
  return {
    endpoint,
    port,
    defects,
    signIn: iam.signIn,
    /** Of IAM. */
    operations: new Set(Object.keys(iam.service.operations)),
    iam: (keys = test) => new IAMClient(config(keys)),
    sts,
    /** A session of the role. */
    assume: async (RoleArn: string, input: object = {}, keys?: Keys) => {
      const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...input });
      return (await sts(keys).send(command)).Credentials;
    },
    close: () => server.close(Promise.resolve()),
  };
}

export const sessionKeys = (credentials: Credentials | undefined): Keys => ({
  accessKeyId: credentials?.AccessKeyId ?? '',
  secretAccessKey: credentials?.SecretAccessKey ?? '',
  sessionToken: credentials?.SessionToken ?? '',
});

export type IamServer = Awaited<ReturnType<typeof startIamServer>>;

/** A policy document with one statement. */
function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

export const trusting = (principal: object | string): string =>
  policy({ Effect: 'Allow', Principal: principal, Action: ['sts:AssumeRole', 'sts:TagSession'] });

export const allowing = (action: string | readonly string[], resource: string | readonly string[] = '*'): string =>
  policy({ Effect: 'Allow', Action: action, Resource: resource });
