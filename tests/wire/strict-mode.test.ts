/** Strict mode, as clients meet it: nobody gets in but with a key that Stepwell issued, and nothing can be changed on the way. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../../scripts/server-process.mjs';
import { RequestSigner } from '../../src/protocols/request-signer.ts';
import { skips } from '../optional-parts.ts';
import { runPython } from '../support/aws-clients.ts';
import { firstKeyOf } from '../support/first-key.ts';
import { presign } from '../support/presign.ts';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** As it stands after it was signed. */
interface SentRequest {
  path: string;
  query: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}
type Tamper = (request: SentRequest) => void;

/** One for each protocol, and for Lambda with a query. */
const CALLS = {
  states: [SFNClient, new ListStateMachinesCommand({ maxResults: 3 })],
  logs: [CloudWatchLogsClient, new DescribeLogGroupsCommand({ limit: 3 })],
  lambda: [LambdaClient, new ListFunctionsCommand({ MaxItems: 5 })],
  iam: [IAMClient, new ListUsersCommand({ MaxItems: 5 })],
  sts: [STSClient, new GetCallerIdentityCommand({})],
} as const;
type ServiceName = keyof typeof CALLS;
const services = Object.keys(CALLS) as ServiceName[];
const isQuery = (service: ServiceName) => service === 'iam' || service === 'sts';

describe('strict mode', () => {
  let server: ServerProcess;
  let key: Keys;

  beforeAll(async () => {
    server = await startServer(['--memory', '--auth', 'strict']);
    key = firstKeyOf(server.greeting);
  });
  afterAll(() => server.stop());

  const configOf = (credentials: Keys) => ({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });

  /** Sends the service's request, after `tamper` had its way with it once it was signed. */
  async function call(
    service: ServiceName,
    credentials: Keys,
    tamper: Tamper = () => {},
    options: { readonly systemClockOffset?: number } = {},
  ): Promise<unknown> {
    const [Client, command] = CALLS[service];
    // biome-ignore lint/suspicious/noExplicitAny: the clients have no type in common that has both members
    const client = new (Client as any)({ ...configOf(credentials), ...options });
    // biome-ignore lint/suspicious/noExplicitAny: as the SDK declares it
    const meddle = (next: any) => (args: any) => {
      tamper(args.request);
      return next(args);
    };
    client.middlewareStack.add(meddle, { step: 'deserialize', priority: 'low' });
    try {
      return await client.send(command);
    } finally {
      client.destroy();
    }
  }

  const signatureRefusal = (service: ServiceName) => ({
    name: isQuery(service) ? 'SignatureDoesNotMatch' : 'InvalidSignatureException',
    message: expect.stringContaining("The Canonical String for this request should have been\n'"),
  });

  test('the first key belongs to an administrator, who is a user like any other', async () => {
    const identity = await new STSClient(configOf(key)).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe('arn:aws:iam::000000000000:user/administrator');
  });

  test.each(services)('%s answers who has a key', async (service) => {
    await call(service, key);
  });

  test.each(services)('%s refuses keys that Stepwell did not issue', async (service) => {
    for (const accessKeyId of ['test', '123456789012', 'AKIAIOSFODNN7EXAMPLE']) {
      await expect(call(service, { accessKeyId, secretAccessKey: 'test' })).rejects.toMatchObject({
        name: isQuery(service) ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
        message: 'The security token included in the request is invalid.',
      });
    }
  });

  test.each(services)('%s refuses a wrong secret', async (service) => {
    await expect(call(service, { ...key, secretAccessKey: 'wrong' })).rejects.toMatchObject(signatureRefusal(service));
  });

  test.each(services)('%s refuses who does not sign', async (service) => {
    await expect(call(service, key, ({ headers }) => delete headers['authorization'])).rejects.toMatchObject({
      name: isQuery(service) ? 'MissingAuthenticationToken' : 'MissingAuthenticationTokenException',
    });
  });

  test.each(services)('%s notices each signed header that was changed or taken away', async (service) => {
    let signed: string[] = [];
    await call(service, key, ({ headers }) => {
      signed = /SignedHeaders=([^,]*)/.exec(headers['authorization'] ?? '')?.[1]?.split(';') ?? [];
    });
    expect(signed).toContain('host');
    const { port } = new URL(server.url);
    const others: Readonly<Record<string, string>> = { host: `localhost:${port}`, 'x-amz-date': '20200101T000000Z' };
    // A wrong length breaks the message itself; without its target or type a request is for nobody.
    for (const name of signed.filter((header) => header !== 'content-length')) {
      const change = call(service, key, ({ headers }) => {
        headers[name] = others[name] ?? `${headers[name]}x`;
      });
      await expect(change, name).rejects.toMatchObject({ $metadata: { httpStatusCode: expect.toSatisfy(isRefusal) } });
    }
  });

  test.each(services)('%s notices a changed body, path and query', async (service) => {
    const refusal = signatureRefusal(service);
    const grow = call(service, key, (request) => {
      request.query['x'] = '1';
    });
    await expect(grow).rejects.toMatchObject(refusal);
    if (service === 'lambda') {
      const other = call(service, key, (request) => {
        request.query['MaxItems'] = '6';
      });
      await expect(other).rejects.toMatchObject(refusal);
      const path = call(service, key, (request) => {
        request.path += '/';
      });
      await expect(path).rejects.toMatchObject(refusal);
    } else {
      const body = call(service, key, (request) => {
        const text = Buffer.from(request.body ?? '').toString();
        request.body = isQuery(service) ? `${text}&X=1` : text.replace('{', '{ ');
        request.headers['content-length'] = String(request.body.length);
      });
      await expect(body).rejects.toMatchObject({ name: refusal.name });
    }
  });

  test.each(services)('%s refuses a header of AWS that nobody signed', async (service) => {
    const added = call(service, key, ({ headers }) => {
      headers['x-amz-meta'] = '1';
    });
    await expect(added).rejects.toMatchObject({
      name: signatureRefusal(service).name,
      message: "'x-amz-meta' must be a 'SignedHeader' in the AWS Authorization.",
    });
  });

  test.each(services)(
    '%s refuses a client whose clock is far off, in words it can mend its clock by',
    async (service) => {
      const minutes = isQuery(service) ? 15 : 5;
      const clockedAt = (offMinutes: number) =>
        call(service, key, undefined, { systemClockOffset: offMinutes * 60_000 });
      await clockedAt(minutes - 1);
      await clockedAt(1 - minutes);
      const { name } = signatureRefusal(service);
      await expect(clockedAt(-minutes - 1)).rejects.toMatchObject({
        name,
        message: expect.stringMatching(
          new RegExp(
            `^Signature expired: \\d{8}T\\d{6}Z is now earlier than \\d{8}T\\d{6}Z \\(.* - ${minutes} min\\.\\)$`,
          ),
        ),
      });
      await expect(clockedAt(minutes + 1)).rejects.toMatchObject({
        name,
        message: expect.stringMatching(/^Signature not yet current: /),
      });
    },
  );

  test.each(['sync-', 'stream-'])(
    'the host of a request counts as it was signed, with the prefix %s',
    async (prefix) => {
      const { host, port } = new URL(server.url);
      const json = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.ListStateMachines',
      };
      const signedFor = (name: string) =>
        new RequestSigner(key).sign(
          { method: 'POST', path: '/', query: '', headers: { ...json, host: name }, body: Buffer.from('{}') },
          { region: 'us-east-1', service: 'states', nowMs: Date.now() },
        );
      const send = (headers: Record<string, string | undefined>) =>
        new Promise<number | undefined>((resolve, reject) => {
          const options = { method: 'POST', host: '127.0.0.1', port, headers };
          const sent = request(options, (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          });
          sent.on('error', reject).end('{}');
        });
      expect(await send(signedFor(prefix + host))).toBe(200);
      expect(await send({ ...signedFor(host), host: prefix + host })).toBe(400);
    },
  );

  describe('temporary credentials', () => {
    let session: Required<Keys>;
    beforeAll(async () => {
      const trust = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }],
      };
      const iam = new IAMClient(configOf(key));
      const role = { RoleName: 'reader', AssumeRolePolicyDocument: JSON.stringify(trust) };
      const { Role } = await iam.send(new CreateRoleCommand(role));
      const { Credentials } = await new STSClient(configOf(key)).send(
        new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'session' }),
      );
      session = {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      };
    });

    const noSession = (service: ServiceName) => ({
      name: isQuery(service) ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
    });

    test('act as their role', async () => {
      const identity = await new STSClient(configOf(session)).send(new GetCallerIdentityCommand({}));
      expect(identity.Arn).toBe('arn:aws:sts::000000000000:assumed-role/reader/session');
    });

    test.each(services)('are nothing to %s without their token, or with one of somebody else', async (service) => {
      const { sessionToken, ...bare } = session;
      await expect(call(service, bare)).rejects.toMatchObject(noSession(service));
      await expect(call(service, { ...session, sessionToken: 'token' })).rejects.toMatchObject(noSession(service));
      await expect(call(service, { ...key, sessionToken })).rejects.toMatchObject(noSession(service));
    });

    test.each(services)('of a wrong secret are refused by %s', async (service) => {
      const wrong = call(service, { ...session, secretAccessKey: 'wrong' });
      await expect(wrong).rejects.toMatchObject(signatureRefusal(service));
    });
  });

  describe('a presigned GetCallerIdentity', () => {
    const query = 'Action=GetCallerIdentity&Version=2011-06-15';
    const get = (link: string, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${server.url}/?${link}`, { headers });
    const link = (
      changes: Partial<Parameters<typeof presign>[1]> = {},
      headers: Readonly<Record<string, string>> = {},
    ) =>
      presign(
        { query, headers: { host: new URL(server.url).host, ...headers } },
        { ...key, service: 'sts', nowMs: Date.now(), expiresSeconds: 60, ...changes },
      );

    test('says who signed it, as XML or as JSON', async () => {
      const xml = await get(link());
      expect(await xml.text()).toContain('<Arn>arn:aws:iam::000000000000:user/administrator</Arn>');
      const json = await get(link({}, { 'x-k8s-aws-id': 'cluster' }), {
        accept: 'application/json',
        'x-k8s-aws-id': 'cluster',
      });
      expect(await json.json()).toEqual({
        GetCallerIdentityResponse: {
          GetCallerIdentityResult: {
            Account: '000000000000',
            Arn: 'arn:aws:iam::000000000000:user/administrator',
            UserId: expect.stringMatching(/^AIDA/),
          },
          ResponseMetadata: { RequestId: expect.any(String) },
        },
      });
    });

    test('is refused once it is over, changed, or signed for another service or cluster', async () => {
      const refused = [
        link({ nowMs: Date.now() - 20 * 60_000 }),
        link().replace('GetCallerIdentity', 'GetSessionToken'),
        link({ service: 'iam' }),
        link({}, { 'x-k8s-aws-id': 'cluster' }),
      ];
      for (const each of refused) {
        const answer = await get(each, { accept: 'application/json', 'x-k8s-aws-id': 'another' });
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({ Error: { Code: 'SignatureDoesNotMatch', Type: 'Sender' } });
      }
      expect((await get(link({ accessKeyId: 'test' }))).status).toBe(403);
    });

    test.skipIf(skips('boto3'))('of boto3, as the tools of EKS make it, says who signed it', async () => {
      const script = fileURLToPath(new URL('boto3_presigned.py', import.meta.url));
      const answer = JSON.parse(await runPython({ url: server.url, ...key }, script));
      expect(answer.GetCallerIdentityResponse.GetCallerIdentityResult.Arn).toMatch(/:user\/administrator$/);
    });
  });

  test('an address that other machines reach needs no --insecure-bind, and answers under that address', async () => {
    const open = await startServer(['--memory', '--auth', 'strict', '--host', '0.0.0.0']);
    expect(open.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    const config = { ...configOf(firstKeyOf(open.greeting)), endpoint: open.url };
    await new SFNClient(config).send(new ListStateMachinesCommand({}));
    expect((await fetch(`${open.url}/health`)).status).toBe(200);
    await open.stop();
  });

  test('the first key is shown once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stepwell-strict-'));
    const first = await startServer(['--auth', 'strict', '--data-dir', dataDir]);
    const shown = firstKeyOf(first.greeting);
    await first.stop();
    const second = await startServer(['--auth', 'strict', '--data-dir', dataDir]);
    expect(second.greeting).not.toContain('AWS_ACCESS_KEY_ID');
    await new SFNClient({ ...configOf(shown), endpoint: second.url }).send(new ListStateMachinesCommand({}));
    await second.stop();
    rmSync(dataDir, { recursive: true });
  });
});

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}
