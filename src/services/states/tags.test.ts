import { beforeEach, describe, expect, test } from 'vitest';
import { type Call, rootOf } from '../../base/service.ts';
import { MemoryResources } from '../../store/memory/resources.ts';
import { openActivities } from './activity-table.ts';
import { LOGGING_OFF } from './logging.ts';
import { MachineStore, NOTHING_PUBLISHED, scopeOf, type Tag } from './machine-store.ts';
import { tagOperations } from './tags.ts';

const ACCOUNT = '123456789012';
const CALL: Call = { principal: rootOf(ACCOUNT), account: ACCOUNT, region: 'us-east-1', requestId: 'r' };
const ARN = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:m`;
const tag = (key: string, value = ''): Tag => ({ key, value });

let call: (operation: string, input?: object, resourceArn?: string) => Promise<unknown>;
const tags = async () => ((await call('ListTagsForResource')) as { tags: readonly Tag[] }).tags;

beforeEach(async () => {
  const resources = new MemoryResources();
  const machines = await MachineStore.open(resources);
  const data = { arn: ARN, type: 'STANDARD', revision: 'v', tags: [tag('a', '1')], ...NOTHING_PUBLISHED } as const;
  const revision = {
    machineId: 'i',
    machineArn: ARN,
    machineName: 'm',
    definition: '{}',
    roleArn: 'r',
    updateMs: 0,
    loggingConfiguration: LOGGING_OFF,
    tracingConfiguration: {},
  };
  await machines.create(scopeOf(CALL), { id: 'i', createdMs: 0, data }, revision);
  const operations = tagOperations({ machines, activities: await openActivities(resources) });
  call = async (operation, input = {}, resourceArn = ARN) =>
    operations[operation]?.run({ resourceArn, ...input }, CALL);
});

describe('TagResource', () => {
  test('adds tags and replaces those of the same key, the last one wins', async () => {
    expect(await call('TagResource', { tags: [tag('b', '1'), tag('a', '2'), tag('b', '2')] })).toEqual({});
    expect(await tags()).toEqual([tag('a', '2'), tag('b', '2')]);
  });

  test('an empty list changes nothing', async () => {
    await call('TagResource', { tags: [] });
    expect(await tags()).toEqual([tag('a', '1')]);
  });

  test('calls at the same time lose no tag', async () => {
    await Promise.all(['b', 'c', 'd'].map((key) => call('TagResource', { tags: [tag(key)] })));
    expect((await tags()).map(({ key }) => key).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a resource has at most 50', async () => {
    const many = Array.from({ length: 49 }, (_, i) => tag(`k${i}`));
    await call('TagResource', { tags: many });
    await expect(call('TagResource', { tags: [tag('one more')] })).rejects.toMatchObject({ code: 'TooManyTags' });
    expect(await tags()).toHaveLength(50);
  });
});

test('UntagResource takes away what is there', async () => {
  expect(await call('UntagResource', { tagKeys: ['a', 'a', 'unknown'] })).toEqual({});
  expect(await tags()).toEqual([]);
});

test.each(['TagResource', 'UntagResource', 'ListTagsForResource'])(
  '%s knows state machines only',
  async (operation) => {
    const input = { tags: [], tagKeys: [] };
    for (const arn of [`${ARN}:1`, `${ARN}x`, ARN.replace('us-east-1', 'us-west-2')]) {
      await expect(call(operation, input, arn)).rejects.toMatchObject({
        code: 'ResourceNotFound',
        message: `Resource not found: '${arn}'`,
      });
    }
    await expect(call(operation, input, 'no arn')).rejects.toMatchObject({ code: 'InvalidArn' });
  },
);
