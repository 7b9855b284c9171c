/** EventBridge connections through the SDK. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConnectionAuthorizationType,
  type CreateConnectionAuthRequestParameters,
  CreateConnectionCommand,
  DeauthorizeConnectionCommand,
  DeleteConnectionCommand,
  DescribeConnectionCommand,
  EventBridgeClient,
  ListConnectionsCommand,
  UpdateConnectionCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
let dataDir: string;
let stepwell: RunningStepwell;
let events: EventBridgeClient;

async function start(): Promise<void> {
  stepwell = await startStepwell({ port: 0, dataDir });
  events = new EventBridgeClient({ endpoint: stepwell.url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stepwell-connections-'));
  await start();
});
afterAll(async () => {
  await stepwell.close();
  await rm(dataDir, { recursive: true });
});

const SECRET = 'a-secret-that-nobody-sees';
const PARAMETERS: Readonly<Record<ConnectionAuthorizationType, CreateConnectionAuthRequestParameters>> = {
  BASIC: { BasicAuthParameters: { Username: 'user', Password: SECRET } },
  API_KEY: {
    ApiKeyAuthParameters: { ApiKeyName: 'x-key', ApiKeyValue: SECRET },
    InvocationHttpParameters: {
      HeaderParameters: [
        { Key: 'open', Value: 'seen', IsValueSecret: false },
        { Key: 'hidden', Value: SECRET, IsValueSecret: true },
      ],
    },
  },
  OAUTH_CLIENT_CREDENTIALS: {
    OAuthParameters: {
      ClientParameters: { ClientID: 'client', ClientSecret: SECRET },
      AuthorizationEndpoint: 'https://example.com/token',
      HttpMethod: 'POST',
      OAuthHttpParameters: { BodyParameters: [{ Key: 'audience', Value: 'api' }] },
    },
  },
};

const create = (Name: string, AuthorizationType: ConnectionAuthorizationType) =>
  events.send(new CreateConnectionCommand({ Name, AuthorizationType, AuthParameters: PARAMETERS[AuthorizationType] }));
const describeIt = (Name: string) => events.send(new DescribeConnectionCommand({ Name }));

describe('a connection', () => {
  test.each<[ConnectionAuthorizationType, object]>([
    ['BASIC', { BasicAuthParameters: { Username: 'user' } }],
    [
      'API_KEY',
      {
        ApiKeyAuthParameters: { ApiKeyName: 'x-key' },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: 'open', Value: 'seen', IsValueSecret: false },
            { Key: 'hidden', IsValueSecret: true },
          ],
        },
      },
    ],
    [
      'OAUTH_CLIENT_CREDENTIALS',
      {
        OAuthParameters: {
          ClientParameters: { ClientID: 'client' },
          AuthorizationEndpoint: 'https://example.com/token',
          HttpMethod: 'POST',
          OAuthHttpParameters: { BodyParameters: [{ Key: 'audience', Value: 'api', IsValueSecret: false }] },
        },
      },
    ],
  ])('of type %s is described without its secrets', async (type, AuthParameters) => {
    const created = await create(`type-${type}`, type);
    expect(created.ConnectionArn).toMatch(
      new RegExp(`^arn:aws:events:us-east-1:000000000000:connection/type-${type}/[0-9a-f-]{36}$`),
    );
    const described = await describeIt(`type-${type}`);
    expect(described).toMatchObject({
      ConnectionArn: created.ConnectionArn,
      Name: `type-${type}`,
      ConnectionState: 'AUTHORIZED',
      AuthorizationType: type,
      AuthParameters,
      SecretArn: expect.stringMatching(
        /^arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection\/type-/,
      ),
      CreationTime: created.CreationTime,
      LastAuthorizedTime: expect.any(Date),
    });
    expect(JSON.stringify(described)).not.toContain(SECRET);
  });

  test('keeps its secrets sealed on the disk, and opens them again after a restart', async () => {
    await create('restarted', 'BASIC');
    await stepwell.close();
    const database = await readFile(join(dataDir, 'stepwell.db'));
    expect(database.includes('restarted')).toBe(true);
    expect(database.includes(SECRET)).toBe(false);
    await start();
    expect((await describeIt('restarted')).AuthParameters).toEqual({ BasicAuthParameters: { Username: 'user' } });
  });

  test('is updated in part, and in the way it authorises itself', async () => {
    const { ConnectionArn } = await create('updated', 'BASIC');
    const update = (change: object) => events.send(new UpdateConnectionCommand({ Name: 'updated', ...change }));
    await update({ Description: 'new', AuthParameters: { BasicAuthParameters: { Username: 'other' } } });
    expect(await describeIt('updated')).toMatchObject({
      ConnectionArn,
      Description: 'new',
      AuthParameters: { BasicAuthParameters: { Username: 'other' } },
    });
    await expect(update({ AuthorizationType: 'API_KEY' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('ApiKeyAuthParameters'),
    });
    await update({ AuthorizationType: 'API_KEY', AuthParameters: PARAMETERS.API_KEY });
    const { AuthParameters } = await describeIt('updated');
    expect(AuthParameters).toMatchObject({ ApiKeyAuthParameters: { ApiKeyName: 'x-key' } });
    expect(AuthParameters).not.toHaveProperty('BasicAuthParameters');
  });

  test('that is deauthorised forgets its secrets until it is updated', async () => {
    await create('deauthorised', 'BASIC');
    const { ConnectionState } = await events.send(new DeauthorizeConnectionCommand({ Name: 'deauthorised' }));
    expect(ConnectionState).toBe('DEAUTHORIZING');
    expect(await describeIt('deauthorised')).toMatchObject({ ConnectionState: 'DEAUTHORIZED', AuthParameters: {} });
    const update = (AuthParameters: object) =>
      events.send(new UpdateConnectionCommand({ Name: 'deauthorised', AuthParameters }));
    await expect(update({ BasicAuthParameters: { Password: 'p' } })).rejects.toThrow(/Username is required/);
    await update(PARAMETERS.BASIC);
    expect(await describeIt('deauthorised')).toMatchObject({ ConnectionState: 'AUTHORIZED' });
  });

  test('is deleted, and is another one when it is made again', async () => {
    const { ConnectionArn } = await create('deleted', 'BASIC');
    const { ConnectionState } = await events.send(new DeleteConnectionCommand({ Name: 'deleted' }));
    expect(ConnectionState).toBe('DELETING');
    await expect(describeIt('deleted')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await create('deleted', 'BASIC')).ConnectionArn).not.toBe(ConnectionArn);
  });

  test('is listed in pages, by prefix and by state', async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) await create(name, 'API_KEY');
    const list = (input: object) => events.send(new ListConnectionsCommand({ NamePrefix: 'list-', ...input }));
    const { Connections, NextToken } = await list({ Limit: 2 });
    expect(Connections).toMatchObject([{ Name: 'list-a', AuthorizationType: 'API_KEY' }, { Name: 'list-b' }]);
    const rest = await list({ Limit: 2, NextToken });
    expect(rest.Connections?.map(({ Name }) => Name)).toEqual(['list-c']);
    expect(rest.NextToken).toBeUndefined();
    expect((await list({ ConnectionState: 'DEAUTHORIZED' })).Connections).toEqual([]);
    await expect(list({ NextToken: 'x' })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('is refused with the words of EventBridge', async () => {
    await create('taken', 'BASIC');
    await expect(create('taken', 'BASIC')).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'Connection taken already exists.',
    });
    await expect(describeIt('none')).rejects.toMatchObject({ message: "Connection 'none' does not exist." });
    const wrong = { Name: 'a b', AuthorizationType: 'BASIC', AuthParameters: {} } as const;
    await expect(events.send(new CreateConnectionCommand(wrong))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'a b' at 'name' failed to satisfy constraint"),
    });
    const incomplete = { ...wrong, Name: 'incomplete' };
    await expect(events.send(new CreateConnectionCommand(incomplete))).rejects.toThrow(
      /BasicAuthParameters is required/,
    );
    const key = { ...wrong, Name: 'key', AuthParameters: PARAMETERS.BASIC, KmsKeyIdentifier: 'alias/k' };
    await expect(events.send(new CreateConnectionCommand(key))).rejects.toThrow(/no key of a customer/);
  });
});
