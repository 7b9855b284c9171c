/** Metric filters: kept with their group, and shown. There are no metrics for them to write. */
import type { Clock } from '../../base/clock.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { StructureShape } from '../../base/shape.ts';
import { compileLogFilter } from '../../store/log-filter.ts';
import { allGroups } from './all-groups.ts';
import { permission } from './arns.ts';
import { errors } from './errors.ts';
import { parseFilterPattern } from './filter-pattern/parse-filter-pattern.ts';
import { changeData, dataOf, type GroupAccess, type MetricFilter, requireGroup } from './log-groups.ts';
import { filterName, filterPattern, pageOfFilters, withFilter } from './named-filters.ts';
import * as shapes from './shapes.ts';

export interface FilterDeps extends GroupAccess {
  readonly clock: Clock;
}

interface NamedFilter {
  readonly logGroupName: string;
  readonly filterName: string;
}

interface PutInput extends NamedFilter {
  readonly filterPattern: string;
  readonly metricTransformations: readonly object[];
  readonly applyOnTransformedLogs?: boolean;
}

interface DescribeInput {
  readonly logGroupName?: string;
  readonly filterNamePrefix?: string;
  readonly metricName?: string;
  readonly metricNamespace?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

/** CloudWatch Logs quotas: per log group. */
const FILTERS_MAX = 100;
const PAGE_SIZE = 50;

const { required, structure } = shapes;
const metricName = { type: 'string', max: 255, pattern: '[^:*$]*' } as const;

const transformation: StructureShape = {
  type: 'structure',
  className: 'MetricTransformation',
  members: {
    metricName: required(metricName),
    metricNamespace: required(metricName),
    metricValue: required({ type: 'string', max: 100 } as const),
    defaultValue: { type: 'double' },
    unit: { type: 'string' },
    dimensions: {
      type: 'map',
      max: 3,
      key: { type: 'string', max: 255 },
      value: { type: 'string', max: 255 },
    },
  },
};

const onGroup = (operation: string) => (input: { readonly logGroupName?: string }, call: Call) => [
  permission(operation, call, input.logGroupName),
];

const putMetricFilter = (deps: FilterDeps): Operation<PutInput> => ({
  input: structure({
    logGroupName: required(shapes.groupName),
    filterName: required(filterName),
    filterPattern: required(filterPattern),
    metricTransformations: required({ type: 'list', min: 1, max: 1, member: transformation } as const),
    applyOnTransformedLogs: shapes.boolean,
    fieldSelectionCriteria: { type: 'string', max: 2000 },
    emitSystemFieldDimensions: { type: 'list', member: { type: 'string' } },
  }),
  permissions: onGroup('PutMetricFilter'),
  async run({ logGroupName, applyOnTransformedLogs = false, ...input }, call) {
    parseFilterPattern(input.filterPattern);
    const { filterName: name, filterPattern: pattern, metricTransformations } = input;
    const creationTime = deps.clock.nowMs();
    const filter: MetricFilter = {
      filterName: name,
      filterPattern: pattern,
      ...{ metricTransformations, applyOnTransformedLogs, creationTime },
    };
    await changeData(deps, call, logGroupName, (data) => ({
      ...data,
      metricFilters: withFilter(data.metricFilters, filter, FILTERS_MAX),
    }));
    return {};
  },
});

const describeMetricFilters = (deps: FilterDeps): Operation<DescribeInput> => ({
  input: structure({
    logGroupName: shapes.groupName,
    filterNamePrefix: filterName,
    metricName,
    metricNamespace: metricName,
    limit: shapes.limit(PAGE_SIZE),
    nextToken: shapes.nextToken,
  }),
  permissions: onGroup('DescribeMetricFilters'),
  async run(input, call) {
    const { logGroupName, metricName: metric, metricNamespace: namespace, filterNamePrefix: prefix = '' } = input;
    if ((metric === undefined) !== (namespace === undefined)) throw errors.metricNameWithoutNamespace();
    const groups =
      logGroupName === undefined ? await allGroups(deps, call) : [await requireGroup(deps, call, logGroupName)];
    const filters = groups.flatMap((group) =>
      (dataOf(group).metricFilters ?? []).map((filter) => ({ ...filter, logGroupName: group.name })),
    );
    const writes = (written: object) =>
      metric === undefined ||
      ('metricName' in written && 'metricNamespace' in written
        ? written.metricName === metric && written.metricNamespace === namespace
        : false);
    const found = filters.filter(
      (filter) => filter.filterName.startsWith(prefix) && filter.metricTransformations.some(writes),
    );
    const { items, nextToken } = pageOfFilters(found, {
      list: JSON.stringify([
        'DescribeMetricFilters',
        call.account,
        call.region,
        logGroupName,
        prefix,
        metric,
        namespace,
      ]),
      limit: input.limit ?? PAGE_SIZE,
      nextToken: input.nextToken,
      nowMs: deps.clock.nowMs(),
    });
    return { metricFilters: items, nextToken };
  },
});

const deleteMetricFilter = (deps: FilterDeps): Operation<NamedFilter> => ({
  input: structure({ logGroupName: required(shapes.groupName), filterName: required(filterName) }),
  permissions: onGroup('DeleteMetricFilter'),
  async run({ logGroupName, filterName: name }, call) {
    await changeData(deps, call, logGroupName, ({ metricFilters = [], ...data }) => {
      const kept = metricFilters.filter((filter) => filter.filterName !== name);
      if (kept.length === metricFilters.length) throw errors.noSuchMetricFilter();
      return { ...data, metricFilters: kept };
    });
    return {};
  },
});

interface TestInput {
  readonly filterPattern: string;
  readonly logEventMessages: readonly string[];
}

/** Which of the messages a pattern matches; what it would extract from them is not shown. */
const testMetricFilter: Operation<TestInput> = {
  input: structure({
    filterPattern: required(filterPattern),
    logEventMessages: required({ type: 'list', min: 1, max: 50, member: { type: 'string', min: 1 } } as const),
  }),
  permissions: (_input, call) => [permission('TestMetricFilter', call)],
  async run({ filterPattern: pattern, logEventMessages: messages }) {
    const filter = parseFilterPattern(pattern);
    const matches = filter === undefined ? () => true : compileLogFilter(filter);
    const matched = messages.map((eventMessage, i) => ({ eventNumber: i + 1, eventMessage, extractedValues: {} }));
    return { matches: matched.filter(({ eventMessage }) => matches(eventMessage)) };
  },
};

export function metricFilterOperations(deps: FilterDeps): Record<string, Operation> {
  return {
    PutMetricFilter: putMetricFilter(deps),
    DescribeMetricFilters: describeMetricFilters(deps),
    DeleteMetricFilter: deleteMetricFilter(deps),
    TestMetricFilter: testMetricFilter,
  };
}
