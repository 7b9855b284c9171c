/** Subscription filters: kept with their group, and shown. Nothing is sent to their destinations. */
import { parseArn } from '../../base/arn.ts';
import type { Call, Operation } from '../../base/service.ts';
import { permission } from './arns.ts';
import { errors } from './errors.ts';
import { parseFilterPattern } from './filter-pattern/parse-filter-pattern.ts';
import { changeData, dataOf, requireGroup, type SubscriptionFilter } from './log-groups.ts';
import type { FilterDeps } from './metric-filters.ts';
import { filterName, filterPattern, pageOfFilters, withFilter } from './named-filters.ts';
import * as shapes from './shapes.ts';

interface NamedFilter {
  readonly logGroupName: string;
  readonly filterName: string;
}

interface PutInput extends NamedFilter {
  readonly filterPattern: string;
  readonly destinationArn: string;
  readonly roleArn?: string;
  readonly distribution?: string;
  readonly applyOnTransformedLogs?: boolean;
}

interface DescribeInput {
  readonly logGroupName: string;
  readonly filterNamePrefix?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

/** CloudWatch Logs quotas: per log group. */
const FILTERS_MAX = 2;
const PAGE_SIZE = 50;
/** What subscriptions can lead to (PutSubscriptionFilter API reference). */
const DESTINATION_SERVICES = ['kinesis', 'firehose', 'lambda', 'logs'];

const { required, structure } = shapes;
const logGroupName = required(shapes.groupName);
const onGroup = (operation: string) => (input: { readonly logGroupName: string }, call: Call) => [
  permission(operation, call, input.logGroupName),
];

const putSubscriptionFilter = (deps: FilterDeps): Operation<PutInput> => ({
  input: structure({
    logGroupName,
    filterName: required(filterName),
    filterPattern: required(filterPattern),
    destinationArn: required({ type: 'string', min: 1 } as const),
    roleArn: { type: 'string', min: 1 },
    distribution: { type: 'string', enum: ['Random', 'ByLogStream'] },
    applyOnTransformedLogs: shapes.boolean,
    fieldSelectionCriteria: { type: 'string', max: 2000 },
    emitSystemFields: { type: 'list', member: { type: 'string' } },
  }),
  permissions: onGroup('PutSubscriptionFilter'),
  async run({ logGroupName: group, ...input }, call) {
    const { destinationArn, roleArn, distribution = 'ByLogStream', applyOnTransformedLogs = false } = input;
    parseFilterPattern(input.filterPattern);
    if (!DESTINATION_SERVICES.includes(parseArn(destinationArn)?.service ?? '')) {
      throw errors.invalidDestination(destinationArn);
    }
    const filter: SubscriptionFilter = {
      filterName: input.filterName,
      filterPattern: input.filterPattern,
      destinationArn,
      ...(roleArn !== undefined && { roleArn }),
      ...{ distribution, applyOnTransformedLogs, creationTime: deps.clock.nowMs() },
    };
    await changeData(deps, call, group, (data) => ({
      ...data,
      subscriptionFilters: withFilter(data.subscriptionFilters, filter, FILTERS_MAX),
    }));
    return {};
  },
});

const describeSubscriptionFilters = (deps: FilterDeps): Operation<DescribeInput> => ({
  input: structure({
    logGroupName,
    filterNamePrefix: filterName,
    limit: shapes.limit(PAGE_SIZE),
    nextToken: shapes.nextToken,
  }),
  permissions: onGroup('DescribeSubscriptionFilters'),
  async run({ logGroupName: name, filterNamePrefix: prefix = '', limit = PAGE_SIZE, nextToken: token }, call) {
    const group = await requireGroup(deps, call, name);
    const filters = (dataOf(group).subscriptionFilters ?? []).filter((filter) => filter.filterName.startsWith(prefix));
    const { items, nextToken } = pageOfFilters(
      filters.map((filter) => ({ ...filter, logGroupName: name })),
      {
        list: JSON.stringify(['DescribeSubscriptionFilters', group.id, prefix]),
        ...{ limit, nextToken: token, nowMs: deps.clock.nowMs() },
      },
    );
    return { subscriptionFilters: items, nextToken };
  },
});

const deleteSubscriptionFilter = (deps: FilterDeps): Operation<NamedFilter> => ({
  input: structure({ logGroupName, filterName: required(filterName) }),
  permissions: onGroup('DeleteSubscriptionFilter'),
  async run({ logGroupName: group, filterName: name }, call) {
    await changeData(deps, call, group, ({ subscriptionFilters = [], ...data }) => {
      const kept = subscriptionFilters.filter((filter) => filter.filterName !== name);
      if (kept.length === subscriptionFilters.length) throw errors.noSuchSubscriptionFilter();
      return { ...data, subscriptionFilters: kept };
    });
    return {};
  },
});

export function subscriptionFilterOperations(deps: FilterDeps): Record<string, Operation> {
  return {
    PutSubscriptionFilter: putSubscriptionFilter(deps),
    DescribeSubscriptionFilters: describeSubscriptionFilters(deps),
    DeleteSubscriptionFilter: deleteSubscriptionFilter(deps),
  };
}
