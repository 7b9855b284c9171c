/**
 * What CloudWatch Logs has and Stepwell has not: lists are empty, what is looked for by name is not found, and what would have
 * to do something says that it does not, and why.
 */
import type { Call, Operation, ServiceError } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import { groupNameOf, permission } from './arns.ts';
import { errors, notSupported } from './errors.ts';
import { type GroupAccess, requireGroup } from './log-groups.ts';
import * as shapes from './shapes.ts';

const { required, structure } = shapes;
const text: Shape = { type: 'string', min: 1 };

const onAllGroups = (operation: string) => (_input: object, call: Call) => [permission(operation, call)];

/** Name of the operation, member of the answer, and what the input may have. */
const EMPTY_LISTS: readonly (readonly [string, string, Readonly<Record<string, Shape>>?])[] = [
  ['DescribeDestinations', 'destinations', { DestinationNamePrefix: text, limit: shapes.limit(50) }],
  ['DescribeExportTasks', 'exportTasks', { taskId: text, statusCode: text, limit: shapes.limit(50) }],
  ['DescribeDeliveries', 'deliveries', { limit: shapes.limit(50) }],
  ['DescribeDeliverySources', 'deliverySources', { limit: shapes.limit(50) }],
  ['DescribeDeliveryDestinations', 'deliveryDestinations', { limit: shapes.limit(50) }],
  ['DescribeQueries', 'queries', { logGroupName: shapes.groupName, status: text, queryLanguage: text }],
  ['DescribeQueryDefinitions', 'queryDefinitions', { queryDefinitionNamePrefix: text, queryLanguage: text }],
  ['DescribeAccountPolicies', 'accountPolicies', { policyType: text, policyName: text }],
  ['DescribeImportTasks', 'imports'],
  ['DescribeIndexPolicies', 'indexPolicies'],
  ['DescribeFieldIndexes', 'fieldIndexes'],
  ['ListLogAnomalyDetectors', 'anomalyDetectors'],
  ['ListAnomalies', 'anomalies'],
  ['ListIntegrations', 'integrationSummaries'],
  ['ListScheduledQueries', 'scheduledQueries'],
];

/** Name of the operation, member that names the thing, and what is said when it is not there, which is always. */
const NOT_FOUND: readonly (readonly [string, string, () => ServiceError])[] = [
  ['DeleteDestination', 'destinationName', errors.noSuchDestination],
  ['CancelExportTask', 'taskId', errors.noSuchExportTask],
  ['GetDelivery', 'id', errors.noSuchDelivery],
  ['DeleteDelivery', 'id', errors.noSuchDelivery],
  ['GetDeliverySource', 'name', errors.noSuchDeliverySource],
  ['DeleteDeliverySource', 'name', errors.noSuchDeliverySource],
  ['GetDeliveryDestination', 'name', errors.noSuchDeliveryDestination],
  ['DeleteDeliveryDestination', 'name', errors.noSuchDeliveryDestination],
  ['GetDeliveryDestinationPolicy', 'deliveryDestinationName', errors.noSuchDeliveryDestination],
  ['DeleteDeliveryDestinationPolicy', 'deliveryDestinationName', errors.noSuchDeliveryDestination],
  ['GetQueryResults', 'queryId', errors.noSuchQuery],
  ['StopQuery', 'queryId', errors.noSuchQuery],
];

const NO_QUERIES = 'it has no Logs Insights; use FilterLogEvents, or "stepwell logs --export" and a tool of your own';
const NO_DELIVERY = 'logs stay here; "stepwell logs --export" writes them out';
const NO_ANALYSIS = 'it does not analyse logs';
const NO_KEYS = 'there is no KMS here';
const NO_TRANSFORMATION = 'logs are kept as they are written';
const NO_INTEGRATION = 'it is connected to no other service';

/** Why, and the operations. */
const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  [
    NO_QUERIES,
    [
      'GetLogRecord',
      'GetLogGroupFields',
      'GetLogFields',
      'GetLogObject',
      'PutQueryDefinition',
      'DeleteQueryDefinition',
      'CreateScheduledQuery',
      'GetScheduledQuery',
      'GetScheduledQueryHistory',
      'UpdateScheduledQuery',
      'DeleteScheduledQuery',
      'ListLogGroupsForQuery',
      'ListAggregateLogGroupSummaries',
      'CreateLookupTable',
      'DescribeLookupTables',
      'GetLookupTable',
      'UpdateLookupTable',
      'DeleteLookupTable',
      'PutIndexPolicy',
      'DeleteIndexPolicy',
    ],
  ],
  [
    NO_DELIVERY,
    [
      'PutDestination',
      'PutDestinationPolicy',
      'CreateExportTask',
      'CreateDelivery',
      'PutDeliverySource',
      'PutDeliveryDestination',
      'PutDeliveryDestinationPolicy',
      'UpdateDeliveryConfiguration',
      'DescribeConfigurationTemplates',
      'CreateImportTask',
      'CancelImportTask',
      'DescribeImportTaskBatches',
      'AssociateSourceToS3TableIntegration',
      'DisassociateSourceFromS3TableIntegration',
      'ListSourcesForS3TableIntegration',
      'GetStorageTierPolicy',
      'PutStorageTierPolicy',
    ],
  ],
  [
    NO_ANALYSIS,
    [
      'CreateLogAnomalyDetector',
      'GetLogAnomalyDetector',
      'UpdateLogAnomalyDetector',
      'DeleteLogAnomalyDetector',
      'UpdateAnomaly',
    ],
  ],
  [NO_KEYS, ['AssociateKmsKey', 'DisassociateKmsKey']],
  [
    NO_TRANSFORMATION,
    [
      'PutTransformer',
      'GetTransformer',
      'DeleteTransformer',
      'TestTransformer',
      'PutDataProtectionPolicy',
      'GetDataProtectionPolicy',
      'DeleteDataProtectionPolicy',
      'PutAccountPolicy',
      'DeleteAccountPolicy',
    ],
  ],
  [
    NO_INTEGRATION,
    [
      'PutIntegration',
      'GetIntegration',
      'DeleteIntegration',
      'PutSyslogConfiguration',
      'DeleteSyslogConfiguration',
      'ListSyslogConfigurations',
      'PutBearerTokenAuthentication',
    ],
  ],
];

function emptyList(name: string, member: string, input: Readonly<Record<string, Shape>> = {}): Operation {
  return {
    input: structure({ ...input, nextToken: shapes.nextToken }),
    permissions: onAllGroups(name),
    run: async () => ({ [member]: [] }),
  };
}

function notFound(name: string, member: string, error: () => ServiceError): Operation {
  return {
    input: structure({ [member]: required({ type: 'string', min: 1 } as const) }),
    permissions: onAllGroups(name),
    async run() {
      throw error();
    },
  };
}

function refusal(name: string, why: string): Operation {
  return {
    input: structure({}),
    unsupported: true,
    permissions: onAllGroups(name),
    async run() {
      throw notSupported(name, why);
    },
  };
}

interface QueryInput {
  readonly logGroupName?: string;
  readonly logGroupNames?: readonly string[];
  readonly logGroupIdentifiers?: readonly string[];
}

/** A group that is missing is what is wrong first (recorded). */
function startQuery(access: GroupAccess): Operation<QueryInput> {
  return {
    input: structure({
      logGroupName: shapes.groupName,
      logGroupNames: { type: 'list', member: shapes.groupName },
      logGroupIdentifiers: { type: 'list', member: shapes.groupIdentifier },
      startTime: required(shapes.time),
      endTime: required(shapes.time),
      queryString: { type: 'string', max: 10_000 },
      queryLanguage: { type: 'string', enum: ['CWLI', 'SQL', 'PPL'] },
      limit: shapes.limit(10_000),
    }),
    unsupported: true,
    permissions: onAllGroups('StartQuery'),
    async run({ logGroupName, logGroupNames = [], logGroupIdentifiers = [] }, call) {
      const named = logGroupName === undefined ? logGroupNames : [logGroupName];
      const identified = logGroupIdentifiers.map((logGroupIdentifier) => groupNameOf({ logGroupIdentifier }, call));
      for (const name of [...named, ...identified]) {
        await requireGroup(access, call, name).catch(() => {
          throw errors.noSuchGroupToQuery(name, call);
        });
      }
      throw notSupported('StartQuery', NO_QUERIES);
    },
  };
}

export function unsupportedOperations(access: GroupAccess): Record<string, Operation> {
  return {
    ...Object.fromEntries(EMPTY_LISTS.map((list) => [list[0], emptyList(...list)])),
    ...Object.fromEntries(NOT_FOUND.map((operation) => [operation[0], notFound(...operation)])),
    ...Object.fromEntries(REFUSED.flatMap(([why, names]) => names.map((name) => [name, refusal(name, why)]))),
    StartQuery: startQuery(access),
  };
}
