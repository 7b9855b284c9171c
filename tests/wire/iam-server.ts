/** A real server with IAM and STS alone, over the memory store, on a free port. */
import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { createDispatch } from '../../src/api/dispatch.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { openIamService } from '../../src/services/iam/index.ts';
import { SessionCredentials } from '../../src/services/sts/credentials.ts';
import { createStsService } from '../../src/services/sts/index.ts';
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
  const { service, authorizer, findRole } = await openIamService({ resources: store.resources, clock, random });
  const credentials = await SessionCredentials.open({ store, clock, random });
  const services = [service, createStsService({ authorizer, credentials, findRole })];
  const dispatch = createDispatch({ services, authorizer, onDefect });
  const server = createHttpServer({
    dispatch,
    services,
    credentials,
    defaultAccount: ACCOUNT,
    ready: () => true,
    onDefect,
    clock,
  });
  const { port } = await server.listen(0, '127.0.0.1');
  const endpoint = `http://127.0.0.1:${port}`;
  const config = (keys: Keys) => ({ endpoint, region: 'us-east-1', credentials: keys, maxAttempts: 1 });
  const test: Keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  return {
    endpoint,
    port,
    defects,
    iam: (keys = test) => new IAMClient(config(keys)),
    sts: (keys = test) => new STSClient(config(keys)),
    close: () => server.close(Promise.resolve()),
  };
}

export type IamServer = Awaited<ReturnType<typeof startIamServer>>;

/** A policy document with one statement. */
function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

export const trusting = (principal: object | string): string =>
  policy({ Effect: 'Allow', Principal: principal, Action: ['sts:AssumeRole', 'sts:TagSession'] });

export const allowing = (action: string | readonly string[], resource: string | readonly string[] = '*'): string =>
  policy({ Effect: 'Allow', Action: action, Resource: resource });
