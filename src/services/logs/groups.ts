/** Log groups: create, describe, list, delete, and what is set for one as a whole. */
import type { Clock } from '../../base/clock.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { LogGroup, LogGroupListing, NamePart } from '../../store/log-store.ts';
import { checkNameLengths, groupArn, groupNameOf, permission, scopeOf } from './arns.ts';
import { errors } from './errors.ts';
import { changeData, dataOf, type GroupAccess, requireGroup, type Tags } from './log-groups.ts';
import { decodeToken, encodeToken } from './paging.ts';
import type { RetentionSweep } from './retention-sweep.ts';
import * as shapes from './shapes.ts';

export interface GroupDeps extends GroupAccess {
  readonly clock: Clock;
  readonly sweep: RetentionSweep;
}

interface NamedGroup {
  readonly logGroupName: string;
}

const { required, structure } = shapes;
const named = { logGroupName: required(shapes.groupName) };

const onGroup = (operation: string) => (input: NamedGroup, call: Call) => [
  permission(operation, call, input.logGroupName),
];
const onAllGroups = (operation: string) => (_input: object, call: Call) => [permission(operation, call)];

interface CreateInput extends NamedGroup {
  readonly kmsKeyId?: string;
  readonly tags?: Tags;
  readonly logGroupClass?: string;
  readonly deletionProtectionEnabled?: boolean;
}

const createLogGroup = ({ logs, clock }: GroupDeps): Operation<CreateInput> => ({
  input: structure({
    ...named,
    kmsKeyId: shapes.kmsKeyId,
    tags: shapes.tags,
    logGroupClass: shapes.groupClass,
    deletionProtectionEnabled: shapes.boolean,
  }),
  permissions: onGroup('CreateLogGroup'),
  async run({ logGroupName: name, tags, kmsKeyId, logGroupClass, deletionProtectionEnabled }, call) {
    checkNameLengths(name);
    if (/^aws\//i.test(name)) throw errors.reservedName();
    const data = { tags, kmsKeyId, class: logGroupClass, deletionProtected: deletionProtectionEnabled };
    const group = { scope: scopeOf(call), name, createdMs: clock.nowMs(), data: JSON.stringify(data) };
    if (!(await logs.createGroup(group))) throw errors.groupExists();
    return {};
  },
});

const deleteLogGroup = (deps: GroupDeps): Operation<NamedGroup> => ({
  input: structure(named),
  permissions: onGroup('DeleteLogGroup'),
  async run({ logGroupName }, call) {
    const group = await requireGroup(deps, call, logGroupName);
    if (dataOf(group).deletionProtected === true) throw errors.deletionProtected(logGroupName);
    await deps.logs.deleteGroup(group.id);
    deps.sweep.start();
    return {};
  },
});

interface DescribeInput {
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logGroupIdentifiers?: readonly string[];
  readonly logGroupClass?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

const PAGE_SIZE = 50;

const describeLogGroups = (deps: GroupDeps): Operation<DescribeInput> => ({
  input: structure({
    logGroupNamePrefix: shapes.groupName,
    logGroupNamePattern: { type: 'string', max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]*' },
    logGroupIdentifiers: { type: 'list', min: 1, max: PAGE_SIZE, member: shapes.groupIdentifier },
    logGroupClass: shapes.groupClass,
    limit: shapes.limit(PAGE_SIZE),
    nextToken: shapes.nextToken,
    ...shapes.linkedAccounts,
  }),
  permissions: onAllGroups('DescribeLogGroups'),
  async run(input, call) {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers: identifiers } = input;
    if (prefix !== undefined && pattern !== undefined) throw errors.prefixAndPattern();
    if (identifiers !== undefined) return { logGroups: await describeNamed(deps, identifiers, call) };
    const part = pattern ?? prefix;
    const parts: readonly NamePart[] | undefined =
      part === undefined ? undefined : [{ text: part, isPrefix: pattern === undefined }];
    const page = await pageOfGroups(deps, call, { list: 'DescribeLogGroups', parts, ...input });
    const { groups } = page;
    // A search always has a token after what it has found, and nothing behind it (recorded).
    const nextToken = pattern === undefined || groups.length === 0 ? page.nextToken : page.tokenAfterLast;
    return { logGroups: groups.map((group) => describe(group, call, pattern === undefined)), nextToken };
  },
});

async function describeNamed({ logs, intake }: GroupDeps, identifiers: readonly string[], call: Call) {
  await intake.settle();
  const names = new Set(identifiers.map((logGroupIdentifier) => groupNameOf({ logGroupIdentifier }, call)));
  const groups = await Promise.all([...names].map((name) => logs.findGroup(scopeOf(call), name)));
  return groups.filter((group) => group !== undefined).map((group) => describe(group, call, true));
}

interface ListInput {
  readonly logGroupNamePattern?: string;
  readonly logGroupClass?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

const listLogGroups = (deps: GroupDeps): Operation<ListInput> => ({
  input: structure({
    logGroupNamePattern: {
      type: 'string',
      min: 3,
      max: 129,
      pattern: '(\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24})(\\|\\^?[\\.\\-_\\/#A-Za-z0-9]{3,24}){0,4}',
    },
    logGroupClass: shapes.groupClass,
    limit: shapes.limit(1000),
    nextToken: shapes.nextToken,
    ...shapes.linkedAccounts,
  }),
  permissions: onAllGroups('ListLogGroups'),
  async run(input, call) {
    const parts = input.logGroupNamePattern?.split('|').map((text) => ({
      text: text.replace('^', ''),
      isPrefix: text.startsWith('^'),
    }));
    const { groups, nextToken } = await pageOfGroups(deps, call, { list: 'ListLogGroups', parts, ...input });
    const logGroups = groups.map((group) => ({
      logGroupName: group.name,
      logGroupArn: groupArn(call, group.name),
      logGroupClass: classOf(group),
    }));
    return { logGroups, nextToken };
  },
});

interface GroupsWanted {
  /** The operation. */
  readonly list: string;
  readonly parts: readonly NamePart[] | undefined;
  readonly logGroupClass?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

async function pageOfGroups({ logs, intake, clock }: GroupDeps, call: Call, wanted: GroupsWanted) {
  const { parts, logGroupClass, limit = PAGE_SIZE } = wanted;
  const list = JSON.stringify([wanted.list, scopeOf(call), parts, logGroupClass]);
  const after = decodeToken<string>(list, wanted.nextToken, clock.nowMs());
  const listing: LogGroupListing = {
    limit: limit + 1,
    ...(after !== undefined && { after }),
    ...(parts !== undefined && { parts }),
  };
  await intake.settle();
  const found = await logs.listGroups(scopeOf(call), listing);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const tokenAfterLast = last && encodeToken(list, last.name, clock.nowMs());
  return {
    groups: page.filter((group) => logGroupClass === undefined || classOf(group) === logGroupClass),
    tokenAfterLast,
    nextToken: found.length > limit ? tokenAfterLast : undefined,
  };
}

/** A search by pattern leaves two members out (recorded). */
function describe(group: LogGroup, call: Call, isWhole: boolean) {
  const { kmsKeyId, deletionProtected = false, metricFilters = [] } = dataOf(group);
  const arn = groupArn(call, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.createdMs,
    retentionInDays: group.retentionDays,
    metricFilterCount: metricFilters.length,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: classOf(group),
    kmsKeyId,
    ...(isWhole && { storedBytes: group.storedBytes, deletionProtectionEnabled: deletionProtected }),
  };
}

function classOf(group: LogGroup): string {
  return dataOf(group).class ?? 'STANDARD';
}

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const putRetentionPolicy = (deps: GroupDeps): Operation<NamedGroup & { readonly retentionInDays: number }> => ({
  input: structure({ ...named, retentionInDays: { type: 'integer', required: true } }),
  permissions: onGroup('PutRetentionPolicy'),
  async run({ logGroupName, retentionInDays }, call) {
    if (!RETENTION_DAYS.includes(retentionInDays)) throw errors.invalidRetention(retentionInDays, RETENTION_DAYS);
    const group = await requireGroup(deps, call, logGroupName);
    await deps.logs.setRetention(group.id, retentionInDays);
    return {};
  },
});

const deleteRetentionPolicy = (deps: GroupDeps): Operation<NamedGroup> => ({
  input: structure(named),
  permissions: onGroup('DeleteRetentionPolicy'),
  async run({ logGroupName }, call) {
    const group = await requireGroup(deps, call, logGroupName);
    await deps.logs.setRetention(group.id, undefined);
    return {};
  },
});

interface ProtectionInput {
  readonly logGroupIdentifier: string;
  readonly deletionProtectionEnabled: boolean;
}

const putDeletionProtection = (deps: GroupDeps): Operation<ProtectionInput> => ({
  input: structure({
    logGroupIdentifier: required(shapes.groupIdentifier),
    deletionProtectionEnabled: required(shapes.boolean),
  }),
  permissions: (input, call) => [permission('PutLogGroupDeletionProtection', call, groupNameOf(input, call))],
  async run(input, call) {
    await changeData(deps, call, groupNameOf(input, call), (data) => ({
      ...data,
      deletionProtected: input.deletionProtectionEnabled,
    }));
    return {};
  },
});

export function groupOperations(deps: GroupDeps): Record<string, Operation> {
  return {
    CreateLogGroup: createLogGroup(deps),
    DeleteLogGroup: deleteLogGroup(deps),
    DescribeLogGroups: describeLogGroups(deps),
    ListLogGroups: listLogGroups(deps),
    PutRetentionPolicy: putRetentionPolicy(deps),
    DeleteRetentionPolicy: deleteRetentionPolicy(deps),
    PutLogGroupDeletionProtection: putDeletionProtection(deps),
  };
}
