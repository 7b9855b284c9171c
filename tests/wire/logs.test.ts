/** CloudWatch Logs through the SDK, against a server with everything. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteResourcePolicyCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeResourcePoliciesCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  ListLogGroupsCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutLogEventsCommand,
  PutLogGroupDeletionProtectionCommand,
  PutResourcePolicyCommand,
  PutRetentionPolicyCommand,
  PutTransformerCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
  paginateFilterLogEvents,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningStepwell, startStepwell } from '../../src/app.ts';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
const defects: unknown[] = [];
let server: RunningStepwell;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  server = await startStepwell({ port: 0, onDefect: (error) => defects.push(error) });
  logs = clientIn('us-east-1');
});
afterAll(async () => {
  await server.close();
  expect(defects).toEqual([]);
});

function clientIn(region: string): CloudWatchLogsClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new CloudWatchLogsClient({ endpoint: server.url, region, credentials, maxAttempts: 1 });
}

let count = 0;

async function newGroup(name = `group-${count++}`): Promise<string> {
  await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
  return name;
}

async function newStream(logGroupName: string, logStreamName = 's'): Promise<void> {
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
}

const put = (logGroupName: string, logStreamName: string, ...events: [timestamp: number, message: string][]) =>
  logs.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: events.map(([timestamp, message]) => ({ timestamp, message })),
    }),
  );
const get = async (input: Omit<GetLogEventsCommandInput, 'logStreamName'>) => {
  const answer = await logs.send(new GetLogEventsCommand({ logStreamName: 's', ...input }));
  return { ...answer, messages: answer.events?.map(({ message }) => message) };
};
const filter = async (input: FilterLogEventsCommandInput) => {
  const messages: (string | undefined)[] = [];
  for await (const page of paginateFilterLogEvents({ client: logs }, input)) {
    messages.push(...(page.events ?? []).map(({ message }) => message));
  }
  return messages;
};
const refusal = (name: string, message: string | RegExp) =>
  expect.objectContaining({
    name,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
  });

describe('log groups', () => {
  test('are described as AWS describes them', async () => {
    const name = await newGroup();
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: 7 }));
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    expect(logGroups).toEqual([
      {
        logGroupName: name,
        creationTime: expect.any(Number),
        retentionInDays: 7,
        metricFilterCount: 0,
        arn: `arn:aws:logs:us-east-1:000000000000:log-group:${name}:*`,
        logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${name}`,
        logGroupClass: 'STANDARD',
        storedBytes: 0,
        deletionProtectionEnabled: false,
      },
    ]);
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: name }));
    const again = await logs.send(new DescribeLogGroupsCommand({ logGroupIdentifiers: [name, `${name}-none`] }));
    expect(again.logGroups?.map(({ retentionInDays }) => retentionInDays)).toEqual([undefined]);
  });

  test('are listed in order of name, page by page', async () => {
    for (const name of ['paged/c', 'paged/a', 'paged/b']) await newGroup(name);
    const pages: (string | undefined)[][] = [];
    const paginator = paginateDescribeLogGroups({ client: logs, pageSize: 2 }, { logGroupNamePrefix: 'paged/' });
    for await (const { logGroups } of paginator) pages.push(logGroups?.map(({ logGroupName }) => logGroupName) ?? []);
    expect(pages).toEqual([['paged/a', 'paged/b'], ['paged/c']]);
    const listed = await logs.send(new ListLogGroupsCommand({ logGroupNamePattern: '^paged/b|ged/c|^ged/a' }));
    expect(listed.logGroups?.map(({ logGroupName }) => logGroupName)).toEqual(['paged/b', 'paged/c']);
  });

  test('of another region are others', async () => {
    const name = await newGroup();
    const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name });
    const { logGroups } = await clientIn('eu-west-1').send(command);
    expect(logGroups).toEqual([]);
  });

  test('have refusals in AWS’s words', async () => {
    const name = await newGroup();
    await expect(newGroup(name)).rejects.toEqual(
      refusal('ResourceAlreadyExistsException', 'The specified log group already exists'),
    );
    await expect(logs.send(new DeleteLogGroupCommand({ logGroupName: 'none' }))).rejects.toEqual(
      refusal('ResourceNotFoundException', 'The specified log group does not exist.'),
    );
    await expect(newGroup('x'.repeat(513))).rejects.toEqual(
      refusal(
        'InvalidParameterException',
        'Invalid LogGroup or LogStream, both must have length less than or equal to 512.',
      ),
    );
    await expect(newGroup('a b')).rejects.toEqual(
      refusal(
        'InvalidParameterException',
        /at 'logGroupName' failed to satisfy constraint: Member must satisfy regular/,
      ),
    );
    await expect(
      logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' })),
    ).rejects.toEqual(
      refusal(
        'InvalidParameterException',
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      ),
    );
    await expect(logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: 2 }))).rejects.toEqual(
      refusal('InvalidParameterException', /Value '2' at 'retentionInDays'/),
    );
  });

  test('are not deleted while they are protected, and with everything else otherwise', async () => {
    const name = await newGroup();
    await newStream(name);
    await put(name, 's', [Date.now(), 'old']);
    const protect = (deletionProtectionEnabled: boolean) =>
      logs.send(new PutLogGroupDeletionProtectionCommand({ logGroupIdentifier: name, deletionProtectionEnabled }));
    const remove = () => logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
    await protect(true);
    await expect(remove()).rejects.toEqual(refusal('ValidationException', /protected/));
    await protect(false);
    await remove();
    await newGroup(name);
    expect(await filter({ logGroupName: name })).toEqual([]);
  });

  test('have tags, by ARN and by name the same ones', async () => {
    const name = await newGroup();
    const resourceArn = `arn:aws:logs:us-east-1:000000000000:log-group:${name}`;
    await logs.send(new TagResourceCommand({ resourceArn, tags: { a: '1', b: '2' } }));
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
    expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: '2' });
    expect((await logs.send(new ListTagsLogGroupCommand({ logGroupName: name }))).tags).toEqual({ b: '2' });
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, '']));
    await expect(logs.send(new TagResourceCommand({ resourceArn, tags }))).rejects.toEqual(
      refusal('TooManyTagsException', /50/),
    );
  });
});

describe('log streams', () => {
  test('are described with their times, by name and by last event', async () => {
    const name = await newGroup();
    const nowMs = Date.now();
    for (const stream of ['b', 'a', 'c']) await newStream(name, stream);
    await put(name, 'a', [nowMs - 5000, 'x']);
    await put(name, 'b', [nowMs - 9000, 'x'], [nowMs - 3000, 'x']);
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupIdentifier: name, orderBy: 'LastEventTime', descending: true }),
    );
    expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(['b', 'a', 'c']);
    expect(logStreams?.[0]).toEqual({
      logStreamName: 'b',
      creationTime: expect.any(Number),
      firstEventTimestamp: nowMs - 9000,
      lastEventTimestamp: nowMs - 3000,
      lastIngestionTime: expect.any(Number),
      uploadSequenceToken: expect.stringMatching(/^\d{56}$/),
      arn: `arn:aws:logs:us-east-1:000000000000:log-group:${name}:log-stream:b`,
      storedBytes: 0,
    });
    expect(logStreams?.[2]).not.toHaveProperty('uploadSequenceToken');
    const paged: (string | undefined)[] = [];
    for await (const page of paginateDescribeLogStreams({ client: logs, pageSize: 1 }, { logGroupName: name })) {
      paged.push(...(page.logStreams ?? []).map(({ logStreamName }) => logStreamName));
    }
    expect(paged).toEqual(['a', 'b', 'c']);
  });

  test('have refusals in AWS’s words', async () => {
    const name = await newGroup();
    await newStream(name);
    await expect(newStream(name)).rejects.toEqual(
      refusal('ResourceAlreadyExistsException', 'The specified log stream already exists'),
    );
    await expect(newStream('none')).rejects.toEqual(
      refusal('ResourceNotFoundException', 'The specified log group does not exist.'),
    );
    await expect(newStream(name, 'a:b')).rejects.toEqual(refusal('InvalidParameterException', /'logStreamName'/));
    const removal = new DeleteLogStreamCommand({ logGroupName: name, logStreamName: 's' });
    await logs.send(removal);
    await expect(logs.send(removal)).rejects.toEqual(
      refusal('ResourceNotFoundException', 'The specified log stream does not exist.'),
    );
    await expect(
      logs.send(new DescribeLogStreamsCommand({ logGroupName: name, logGroupIdentifier: name })),
    ).rejects.toEqual(
      refusal('ValidationException', 'LogGroup name and LogGroup ARN are mutually exclusive parameters.'),
    );
  });
});

describe('PutLogEvents', () => {
  let name: string;
  beforeAll(async () => {
    name = await newGroup();
    await newStream(name);
  });

  test('stores what is neither too old nor too new, and says where the others begin and end', async () => {
    const nowMs = Date.now();
    const oldMs = nowMs - 14 * DAY_MS;
    const tooOld = await put(name, 's', [oldMs - 2000, 'too old'], [oldMs - 1000, 'too old'], [oldMs + HOUR_MS, 'old']);
    expect(tooOld.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 2 });
    const tooNew = await put(name, 's', [nowMs + HOUR_MS, 'new'], [nowMs + 3 * HOUR_MS, 'too new']);
    expect(tooNew.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    expect(tooNew.nextSequenceToken).toMatch(/^\d{56}$/);
    expect((await put(name, 's', [nowMs, 'now'])).rejectedLogEventsInfo).toBeUndefined();
    expect(await filter({ logGroupName: name })).toEqual(['old', 'now', 'new']);
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: 1 }));
    const expired = await put(name, 's', [nowMs - DAY_MS - HOUR_MS, 'expired'], [nowMs - HOUR_MS, 'kept']);
    expect(expired.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 });
  });

  test('refuses batches as a whole', async () => {
    const nowMs = Date.now();
    await expect(put(name, 's', [nowMs, 'b'], [nowMs - 1, 'a'])).rejects.toEqual(
      refusal(
        'InvalidParameterException',
        'Log events in a single PutLogEvents request must be in chronological order.',
      ),
    );
    await expect(put(name, 's', [nowMs - DAY_MS - 1, 'a'], [nowMs, 'b'])).rejects.toEqual(
      refusal('InvalidParameterException', /24 hours/),
    );
    await expect(put(name, 's', [nowMs, 'x'.repeat(1024 * 1024)])).rejects.toEqual(
      refusal('InvalidParameterException', 'Log event too large: 1048602 bytes exceeds limit of 1048576'),
    );
    const half: [number, string] = [nowMs, 'x'.repeat(512 * 1024)];
    await expect(put(name, 's', half, half)).rejects.toEqual(
      refusal('InvalidParameterException', 'Upload too large: 1048628 bytes exceeds limit of 1048576'),
    );
    await expect(put(name, 's')).rejects.toEqual(refusal('InvalidParameterException', /'logEvents'/));
    await expect(put('none', 's', [nowMs, 'x'])).rejects.toEqual(refusal('ResourceNotFoundException', /log group/));
    await expect(put(name, 'none', [nowMs, 'x'])).rejects.toEqual(refusal('ResourceNotFoundException', /log stream/));
  });
});

describe('GetLogEvents', () => {
  let name: string;
  const startMs = Date.now() - HOUR_MS;
  beforeAll(async () => {
    name = await newGroup();
    await newStream(name);
    await put(name, 's', ...Array.from({ length: 10 }, (_, i): [number, string] => [startMs + i * 400, `m${i}`]));
  });

  test('begins with the newest page, oldest event first, and goes back until the token stays the same', async () => {
    const newest = await get({ logGroupName: name, limit: 4 });
    expect(newest.messages).toEqual(['m6', 'm7', 'm8', 'm9']);
    expect(newest.nextBackwardToken).toMatch(/^b\/\d{56}\/s$/);
    const older = await get({ logGroupName: name, limit: 4, nextToken: newest.nextBackwardToken });
    expect(older.messages).toEqual(['m2', 'm3', 'm4', 'm5']);
    const oldest = await get({ logGroupName: name, limit: 4, nextToken: older.nextBackwardToken });
    expect(oldest.messages).toEqual(['m0', 'm1']);
    const none = await get({ logGroupName: name, limit: 4, nextToken: oldest.nextBackwardToken });
    expect(none.messages).toEqual([]);
    expect(none.nextBackwardToken).toBe(oldest.nextBackwardToken);
    const forth = await get({ logGroupName: name, limit: 3, nextToken: older.nextForwardToken });
    expect(forth.messages).toEqual(['m6', 'm7', 'm8']);
  });

  test('goes forward from the head, and on when more events arrive', async () => {
    const head = await get({ logGroupName: name, limit: 8, startFromHead: true });
    expect(head.messages).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
    const end = await get({ logGroupName: name, startFromHead: true, nextToken: head.nextForwardToken });
    expect(end.messages).toEqual(['m8', 'm9']);
    const none = await get({ logGroupName: name, startFromHead: true, nextToken: end.nextForwardToken });
    expect(none.nextForwardToken).toBe(end.nextForwardToken);
    await put(name, 's', [startMs + 9 * 400, 'late']);
    const more = await get({ logGroupName: name, startFromHead: true, nextToken: none.nextForwardToken });
    expect(more.messages).toEqual(['late']);
  });

  test('takes a range of times, whose end does not belong to it', async () => {
    const range = { startTime: startMs + 400, endTime: startMs + 1200 };
    expect((await get({ logGroupName: name, ...range })).messages).toEqual(['m1', 'm2']);
    expect(await filter({ logGroupName: name, ...range })).toEqual(['m1', 'm2', 'm3']);
  });

  test('has tokens on an empty stream that later find its events', async () => {
    const empty = await newGroup();
    await newStream(empty);
    const before = await get({ logGroupName: empty });
    expect(before.messages).toEqual([]);
    await put(empty, 's', [startMs, 'first']);
    expect((await get({ logGroupName: empty, nextToken: before.nextForwardToken })).messages).toEqual(['first']);
  });

  test('refuses tokens that are none', async () => {
    await expect(get({ logGroupName: name, nextToken: 'x' })).rejects.toEqual(
      refusal('InvalidParameterException', 'The specified nextToken is invalid.'),
    );
  });
});

describe('FilterLogEvents', () => {
  let name: string;
  const startMs = Date.now() - HOUR_MS;
  beforeAll(async () => {
    name = await newGroup();
    for (const stream of ['s1', 's2', 't']) await newStream(name, stream);
    await put(name, 's1', [startMs, 'INFO one'], [startMs + 2000, '{"level":"ERROR","code":500}']);
    await put(name, 's2', [startMs + 1000, 'ERROR two'], [startMs + 2000, 'WARN three']);
    await put(name, 't', [startMs + 500, 'ERROR other']);
  });

  test('finds events of all streams in order, with ids that rise', async () => {
    const { events, searchedLogStreams } = await logs.send(new FilterLogEventsCommand({ logGroupName: name }));
    expect(events?.map(({ message }) => message)).toEqual([
      'INFO one',
      'ERROR other',
      'ERROR two',
      '{"level":"ERROR","code":500}',
      'WARN three',
    ]);
    expect(events?.[1]).toEqual({
      logStreamName: 't',
      timestamp: startMs + 500,
      message: 'ERROR other',
      ingestionTime: expect.any(Number),
      eventId: expect.stringMatching(/^\d{56}$/),
    });
    const ids = events?.map(({ eventId }) => eventId ?? '') ?? [];
    expect(new Set(ids).size).toBe(5);
    expect([...ids].sort()).toEqual(ids);
    expect(searchedLogStreams).toEqual([]);
  });

  test.each([
    ['ERROR', ['ERROR other', 'ERROR two', '{"level":"ERROR","code":500}']],
    ['?INFO ?WARN', ['INFO one', 'WARN three']],
    ['ERROR -two', ['ERROR other', '{"level":"ERROR","code":500}']],
    ['"ERROR two"', ['ERROR two']],
    ['{ $.code >= 500 }', ['{"level":"ERROR","code":500}']],
    ['[level = ERROR, what]', ['ERROR other', 'ERROR two']],
    ['%^WARN%', ['WARN three']],
  ])('understands %s', async (filterPattern, expected) => {
    expect(await filter({ logGroupName: name, filterPattern, limit: 1 })).toEqual(expected);
  });

  test('takes some streams only, by name or by prefix', async () => {
    expect(await filter({ logGroupName: name, logStreamNames: ['s1', 't'], filterPattern: 'o' })).toEqual([
      'INFO one',
      'ERROR other',
      '{"level":"ERROR","code":500}',
    ]);
    expect(await filter({ logGroupName: name, logStreamNamePrefix: 's', filterPattern: 'ERROR two' })).toEqual([
      'ERROR two',
    ]);
    await expect(filter({ logGroupName: name, logStreamNames: ['none'] })).rejects.toEqual(
      refusal('ResourceNotFoundException', 'The specified log stream does not exist.'),
    );
    await expect(filter({ logGroupName: name, logStreamNames: ['s1'], logStreamNamePrefix: 's' })).rejects.toEqual(
      refusal('InvalidParameterException', /mutually exclusive/),
    );
  });

  test('goes backwards when asked to, page by page', async () => {
    expect(await filter({ logGroupName: name, startFromHead: false, limit: 2 })).toEqual([
      'WARN three',
      '{"level":"ERROR","code":500}',
      'ERROR two',
      'ERROR other',
      'INFO one',
    ]);
  });

  test('refuses patterns that are malformed, and tokens of other groups', async () => {
    await expect(filter({ logGroupName: name, filterPattern: '{ $.a' })).rejects.toEqual(
      refusal('InvalidParameterException', /^Invalid filter pattern/),
    );
    const { nextToken } = await logs.send(new FilterLogEventsCommand({ logGroupName: name, limit: 1 }));
    const other = await newGroup();
    await expect(logs.send(new FilterLogEventsCommand({ logGroupName: other, nextToken }))).rejects.toEqual(
      refusal('InvalidParameterException', 'The specified nextToken is invalid.'),
    );
  });
});

test('resource policies are kept as AWS keeps them, ten at most', async () => {
  const statement = { Effect: 'Allow', Principal: { Service: ['delivery.logs.amazonaws.com'] }, Action: 'logs:*' };
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const putPolicy = (policyName: string) => logs.send(new PutResourcePolicyCommand({ policyName, policyDocument }));
  const { resourcePolicy } = await putPolicy('p0');
  expect(resourcePolicy).toEqual({
    policyName: 'p0',
    policyDocument: expect.stringContaining('"Principal":{"Service":"delivery.logs.amazonaws.com"}'),
    lastUpdatedTime: expect.any(Number),
    policyScope: 'ACCOUNT',
  });
  for (let i = 1; i < 10; i++) await putPolicy(`p${i}`);
  await putPolicy('p0');
  await expect(putPolicy('p10')).rejects.toEqual(refusal('LimitExceededException', 'Resource limit exceeded.'));
  await logs.send(new DeleteResourcePolicyCommand({ policyName: 'p0' }));
  await expect(logs.send(new DeleteResourcePolicyCommand({ policyName: 'p0' }))).rejects.toEqual(
    refusal('ResourceNotFoundException', 'Policy with name [p0] does not exist.'),
  );
  const { resourcePolicies } = await logs.send(new DescribeResourcePoliciesCommand({}));
  expect(resourcePolicies?.map(({ policyName }) => policyName)).toEqual(
    Array.from({ length: 9 }, (_, i) => `p${i + 1}`),
  );
});

test('operations that are not there say so', async () => {
  const transformer = { logGroupIdentifier: 'g', transformerConfig: [] };
  await expect(logs.send(new PutTransformerCommand(transformer))).rejects.toEqual(
    refusal('UnknownOperationException', /does not support PutTransformer: logs are kept as they are written\./),
  );
});
