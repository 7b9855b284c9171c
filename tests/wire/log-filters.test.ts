/** Metric and subscription filters, live tails, and what CloudWatch Logs has for things that do not exist here, through the SDK. */
import * as sdk from '@aws-sdk/client-cloudwatch-logs';
import {
  CancelExportTaskCommand,
  CloudWatchLogsClient,
  CreateExportTaskCommand,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteDeliveryDestinationCommand,
  DeleteLogGroupCommand,
  DeleteMetricFilterCommand,
  DeleteSubscriptionFilterCommand,
  DescribeDestinationsCommand,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  DescribeSubscriptionFiltersCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutSubscriptionFilterCommand,
  StartLiveTailCommand,
  type StartLiveTailCommandInput,
  type StartLiveTailResponseStream,
  StartQueryCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { openLogsService } from '../../src/services/logs/index.ts';
import { openMemoryStore } from '../../src/store/memory/index.ts';

const ACCOUNT = '000000000000';
let server: RunningStepwell;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  server = await startStepwell({ port: 0 });
  logs = clientOf(server);
});
afterAll(async () => {
  logs.destroy();
  await server.close();
});

function clientOf({ url }: RunningStepwell): CloudWatchLogsClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new CloudWatchLogsClient({
    ...{ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 },
    disableHostPrefix: true,
  });
}

let groups = 0;
async function createGroup(client = logs): Promise<string> {
  const logGroupName = `filters-${groups++}`;
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  return logGroupName;
}

const arnOf = (name: string) => `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${name}`;

describe('metric filters', () => {
  const put = (logGroupName: string, filterName: string, more: Partial<sdk.PutMetricFilterCommandInput> = {}) =>
    logs.send(
      new PutMetricFilterCommand({
        ...{ logGroupName, filterName, filterPattern: 'ERROR' },
        metricTransformations: [{ metricName: `m-${filterName}`, metricNamespace: 'n', metricValue: '1' }],
        ...more,
      }),
    );

  test('are kept with their group, replaced by name, counted, and gone with it', async () => {
    const logGroupName = await createGroup();
    await put(logGroupName, 'b');
    await put(logGroupName, 'a');
    await put(logGroupName, 'b', { filterPattern: '{ $.level = "ERROR" }' });
    const describe = async (input: object) =>
      (await logs.send(new DescribeMetricFiltersCommand(input))).metricFilters ?? [];
    expect(await describe({ logGroupName })).toEqual([
      expect.objectContaining({ filterName: 'a', logGroupName, applyOnTransformedLogs: false }),
      {
        filterName: 'b',
        filterPattern: '{ $.level = "ERROR" }',
        logGroupName,
        metricTransformations: [{ metricName: 'm-b', metricNamespace: 'n', metricValue: '1' }],
        applyOnTransformedLogs: false,
        creationTime: expect.any(Number),
      },
    ]);
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
    expect(logGroups?.[0]?.metricFilterCount).toBe(2);

    const other = await createGroup();
    await put(other, 'b2');
    const names = async (input: object) => (await describe(input)).map(({ filterName }) => filterName);
    expect(await names({ filterNamePrefix: 'b' })).toEqual(['b', 'b2']);
    expect(await names({ metricName: 'm-a', metricNamespace: 'n' })).toEqual(['a']);
    const { metricFilters, nextToken } = await logs.send(new DescribeMetricFiltersCommand({ limit: 2 }));
    expect(metricFilters).toHaveLength(2);
    expect(await names({ limit: 2, nextToken })).toEqual(['b2']);

    await logs.send(new DeleteMetricFilterCommand({ logGroupName, filterName: 'a' }));
    await expect(logs.send(new DeleteMetricFilterCommand({ logGroupName, filterName: 'a' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    await logs.send(new DeleteLogGroupCommand({ logGroupName: other }));
    expect(await describe({})).toEqual([]);
  });

  test('have a pattern that can be read, and both names of a metric or none', async () => {
    const logGroupName = await createGroup();
    await expect(put(logGroupName, 'f', { filterPattern: '{ $.level = ' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(logs.send(new DescribeMetricFiltersCommand({ metricName: 'm' }))).rejects.toThrow(/given together/);
    await expect(put('nowhere', 'f')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('can be tried', async () => {
    const logEventMessages = ['an ERROR', 'fine', 'ERROR again'];
    const { matches } = await logs.send(new TestMetricFilterCommand({ filterPattern: 'ERROR', logEventMessages }));
    expect(matches?.map(({ eventNumber }) => eventNumber)).toEqual([1, 3]);
  });
});

describe('subscription filters', () => {
  const destinationArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
  const put = (logGroupName: string, filterName: string, destination = destinationArn) =>
    logs.send(
      new PutSubscriptionFilterCommand({
        ...{ logGroupName, filterName, filterPattern: '' },
        destinationArn: destination,
      }),
    );

  test('are kept and shown, two of a group', async () => {
    const logGroupName = await createGroup();
    await put(logGroupName, 'one');
    await put(logGroupName, 'one');
    await put(logGroupName, 'two');
    await expect(put(logGroupName, 'three')).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Resource limit exceeded.',
    });
    const describe = async (filterNamePrefix?: string) =>
      (await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName, filterNamePrefix }))).subscriptionFilters;
    expect(await describe('o')).toEqual([
      {
        ...{ filterName: 'one', logGroupName, filterPattern: '', destinationArn, distribution: 'ByLogStream' },
        ...{ applyOnTransformedLogs: false, creationTime: expect.any(Number) },
      },
    ]);
    await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName: 'one' }));
    expect((await describe())?.map(({ filterName }) => filterName)).toEqual(['two']);
  });

  test('lead to what a subscription can lead to', async () => {
    const logGroupName = await createGroup();
    await expect(put(logGroupName, 'f', `arn:aws:s3:::bucket`)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('StartLiveTail', () => {
  async function tail(client: CloudWatchLogsClient, input: StartLiveTailCommandInput) {
    const { responseStream } = await client.send(new StartLiveTailCommand(input));
    const events = (responseStream as AsyncIterable<StartLiveTailResponseStream>)[Symbol.asyncIterator]();
    const start = (await events.next()).value?.sessionStart;
    return {
      start,
      end: () => events.return?.(),
      /** The first messages that come. */
      async next(): Promise<sdk.LiveTailSessionUpdate> {
        for (;;) {
          const { value } = await events.next();
          if ((value?.sessionUpdate?.sessionResults?.length ?? 0) > 0) return value.sessionUpdate;
        }
      },
      events,
    };
  }

  async function write(logGroupName: string, logStreamName: string, ...messages: string[]): Promise<void> {
    const logEvents = messages.map((message) => ({ message, timestamp: Date.now() }));
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }

  const createStream = (logGroupName: string, logStreamName: string) =>
    logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));

  test('tells what is written from then on, and what its pattern and streams let through', async () => {
    const name = await createGroup();
    for (const stream of ['a1', 'a2', 'b']) await createStream(name, stream);
    await write(name, 'a1', 'ERROR before');
    const session = await tail(logs, {
      logGroupIdentifiers: [arnOf(name)],
      logStreamNamePrefixes: ['a'],
      logEventFilterPattern: 'ERROR',
    });
    expect(session.start).toEqual({
      requestId: expect.any(String),
      sessionId: expect.any(String),
      logGroupIdentifiers: [arnOf(name)],
      logStreamNamePrefixes: ['a'],
      logEventFilterPattern: 'ERROR',
    });
    await write(name, 'b', 'ERROR elsewhere');
    await write(name, 'a2', 'fine', 'ERROR one', 'ERROR two');
    expect(await session.next()).toEqual({
      sessionMetadata: { sampled: false },
      sessionResults: ['ERROR one', 'ERROR two'].map((message) => ({
        ...{ logGroupIdentifier: arnOf(name), logStreamName: 'a2', message },
        ...{ timestamp: expect.any(Number), ingestionTime: expect.any(Number) },
      })),
    });
    await session.end();
  });

  test('says so when it shows a sample', async () => {
    const name = await createGroup();
    await createStream(name, 's');
    const session = await tail(logs, { logGroupIdentifiers: [arnOf(name)], logStreamNames: ['s'] });
    await write(name, 's', ...Array.from({ length: 600 }, (_, n) => `line ${n}`));
    const { sessionMetadata, sessionResults } = await session.next();
    expect([sessionMetadata?.sampled, sessionResults?.length]).toEqual([true, 500]);
    await session.end();
  });

  test('ends with the server, which does not wait for it', async () => {
    const other = await startStepwell({ port: 0 });
    const client = clientOf(other);
    const name = await createGroup(client);
    const session = await tail(client, { logGroupIdentifiers: [arnOf(name)] });
    const ended = expect(
      (async () => {
        for (;;) if ((await session.events.next()).done) return;
      })(),
    ).rejects.toMatchObject({ name: 'SessionStreamingException' });
    await Promise.all([ended, other.close()]);
    client.destroy();
  });

  test.each<[string, Partial<StartLiveTailCommandInput>, string]>([
    ['a group by its name', { logGroupIdentifiers: ['g'] }, 'InvalidParameterException'],
    ['a group that is missing', { logGroupIdentifiers: [arnOf('missing')] }, 'ResourceNotFoundException'],
    [
      'a group of another account',
      { logGroupIdentifiers: ['arn:aws:logs:us-east-1:111111111111:log-group:g'] },
      'InvalidParameterException',
    ],
    [
      'streams of two groups',
      { logGroupIdentifiers: [arnOf('a'), arnOf('b')], logStreamNames: ['s'] },
      'InvalidParameterException',
    ],
    [
      'names and prefixes',
      { logGroupIdentifiers: [arnOf('a')], logStreamNames: ['s'], logStreamNamePrefixes: ['s'] },
      'InvalidParameterException',
    ],
  ])('refuses %s', async (_what, input, name) => {
    await expect(
      logs.send(new StartLiveTailCommand({ logGroupIdentifiers: undefined, ...input })),
    ).rejects.toMatchObject({ name });
  });
});

test('what cannot be there is not found, and what would have to be done is refused by name', async () => {
  const { destinations } = await logs.send(new DescribeDestinationsCommand({ DestinationNamePrefix: 'x' }));
  expect(destinations).toEqual([]);
  await expect(logs.send(new CancelExportTaskCommand({ taskId: 'x' }))).rejects.toThrow(
    'The specified export task does not exist.',
  );
  await expect(logs.send(new DeleteDeliveryDestinationCommand({ name: 'x' }))).rejects.toThrow(
    'Requested Delivery Destination does not exist in this account.',
  );
  const exported = { logGroupName: 'g', from: 0, to: 1, destination: 'bucket' };
  await expect(logs.send(new CreateExportTaskCommand(exported))).rejects.toThrow(
    'Stepwell does not support CreateExportTask: logs stay here; "stepwell logs --export" writes them out.',
  );
  const query = (logGroupName: string) =>
    logs.send(new StartQueryCommand({ logGroupName, startTime: 0, endTime: 1, queryString: 'fields @message' }));
  await expect(query('missing')).rejects.toThrow(/^Log group 'missing' does not exist for account ID '000000000000'/);
  await expect(query(await createGroup())).rejects.toThrow(/it has no Logs Insights; use FilterLogEvents/);
});

test('every operation that the SDK knows is there, or says that it is not', async () => {
  const store = openMemoryStore();
  const authorizer = {
    denial: () => undefined,
    assumeDenial: () => undefined,
    assumedRole: () => expect.unreachable(),
  };
  const deps = { clock: systemClock, random: systemRandom, authorizer, onDefect: () => {} };
  const { service, close } = await openLogsService({ ...store, ...deps });
  const commands = Object.keys(sdk).filter((name) => name.endsWith('Command') && name !== '$Command');
  const names = commands.map((name) => name.slice(0, -'Command'.length));
  expect(names.filter((name) => !(name in service.operations))).toEqual([]);
  await close();
});
