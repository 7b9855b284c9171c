/**
 * The AWS managed policies that the platform's services and its users' tools meet, with AWS's names, versions and dates. Of
 * the broad ones (ReadOnlyAccess, PowerUserAccess) only what concerns services that exist here.
 */
export interface AwsManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly description: string;
  /** Of the default version, the only one kept. */
  readonly version: string;
  readonly createdMs: number;
  readonly document: string;
}

interface Draft {
  readonly name: string;
  readonly path?: string;
  readonly description: string;
  readonly version?: string;
  readonly created: string;
  readonly statements: readonly object[];
}

const allow = (actions: readonly string[], resources: string | readonly string[] = '*') => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});

const WRITE_LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
const LAMBDA_CONSOLE_READS = [
  'cloudformation:DescribeStacks',
  'cloudformation:ListStackResources',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'kms:ListAliases',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:ListRoles',
  'logs:DescribeLogGroups',
  'states:DescribeStateMachine',
  'states:ListStateMachines',
  'tag:GetResources',
  'xray:GetTraceSummaries',
  'xray:BatchGetTraces',
];
const READ_FUNCTION_LOGS = allow(
  ['logs:DescribeLogStreams', 'logs:GetLogEvents', 'logs:FilterLogEvents', 'logs:StartLiveTail', 'logs:StopLiveTail'],
  'arn:aws:logs:*:*:log-group:/aws/lambda/*',
);
const STATES_READS = [
  'states:ListStateMachines',
  'states:ListActivities',
  'states:DescribeStateMachine',
  'states:DescribeStateMachineForExecution',
  'states:ListExecutions',
  'states:DescribeExecution',
  'states:GetExecutionHistory',
  'states:DescribeActivity',
  'states:DescribeMapRun',
  'states:ListMapRuns',
  'states:DescribeStateMachineAlias',
  'states:ListStateMachineAliases',
  'states:ListStateMachineVersions',
  'states:ListTagsForResource',
  'states:ValidateStateMachineDefinition',
];
const LOGS_READS = [
  'logs:Describe*',
  'logs:Get*',
  'logs:List*',
  'logs:StartQuery',
  'logs:StopQuery',
  'logs:TestMetricFilter',
  'logs:FilterLogEvents',
  'logs:StartLiveTail',
  'logs:StopLiveTail',
  'cloudwatch:GenerateQuery',
];
const IAM_READS = [
  'iam:GenerateCredentialReport',
  'iam:GenerateServiceLastAccessedDetails',
  'iam:Get*',
  'iam:List*',
  'iam:SimulateCustomPolicy',
  'iam:SimulatePrincipalPolicy',
];

const drafts: readonly Draft[] = [
  {
    name: 'AWSLambdaRole',
    path: '/service-role/',
    description: 'Default policy for AWS Lambda service role.',
    created: '2015-02-06T18:41:28Z',
    statements: [allow(['lambda:InvokeFunction'], ['*'])],
  },
  {
    name: 'AWSLambdaBasicExecutionRole',
    path: '/service-role/',
    description: 'Provides write permissions to CloudWatch Logs.',
    created: '2015-04-09T15:03:43Z',
    statements: [allow(WRITE_LOGS)],
  },
  {
    name: 'AWSLambdaVPCAccessExecutionRole',
    path: '/service-role/',
    description: 'Provides the permissions a Lambda function needs to run inside a VPC.',
    version: 'v3',
    created: '2016-02-11T23:15:26Z',
    statements: [allow([...WRITE_LOGS, ...NETWORK_INTERFACES])],
  },
  {
    name: 'AWSLambda_FullAccess',
    description: 'Grants full access to AWS Lambda, its console features and related services.',
    version: 'v7',
    created: '2020-11-17T21:14:08Z',
    statements: [
      allow([...LAMBDA_CONSOLE_READS, 'lambda:*']),
      { ...allow(['iam:PassRole']), Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } },
      READ_FUNCTION_LOGS,
    ],
  },
  {
    name: 'AWSLambda_ReadOnlyAccess',
    description: 'Grants read-only access to AWS Lambda, its console features and related services.',
    created: '2020-11-17T21:10:32Z',
    statements: [allow([...LAMBDA_CONSOLE_READS, 'lambda:Get*', 'lambda:List*']), READ_FUNCTION_LOGS],
  },
  {
    name: 'AWSLambdaExecute',
    description: 'Provides Put and Get access to S3 and full access to CloudWatch Logs.',
    created: '2015-02-06T18:40:46Z',
    statements: [allow(['logs:*'], 'arn:aws:logs:*:*:*'), allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::*')],
  },
  {
    name: 'AWSStepFunctionsFullAccess',
    description: 'Grants full access to AWS Step Functions.',
    created: '2017-01-11T21:51:32Z',
    statements: [allow(['states:*'])],
  },
  {
    name: 'AWSStepFunctionsReadOnlyAccess',
    description: 'Grants read-only access to AWS Step Functions.',
    version: 'v4',
    created: '2017-01-11T21:46:19Z',
    statements: [allow(STATES_READS)],
  },
  {
    name: 'AWSStepFunctionsConsoleFullAccess',
    description: 'Grants full access to AWS Step Functions and what its console needs.',
    version: 'v2',
    created: '2017-01-11T21:54:31Z',
    statements: [
      allow(['states:*']),
      allow(['iam:ListRoles']),
      allow(['iam:PassRole'], 'arn:aws:iam::*:role/service-role/StatesExecutionRole*'),
      allow(['lambda:ListFunctions']),
    ],
  },
  {
    name: 'CloudWatchLogsFullAccess',
    description: 'Provides full access to CloudWatch Logs.',
    version: 'v8',
    created: '2015-02-06T18:40:02Z',
    statements: [allow(['logs:*', 'cloudwatch:GenerateQuery'])],
  },
  {
    name: 'CloudWatchLogsReadOnlyAccess',
    description: 'Provides read-only access to CloudWatch Logs.',
    version: 'v9',
    created: '2015-02-06T18:40:03Z',
    statements: [allow(LOGS_READS)],
  },
  {
    name: 'AWSXRayDaemonWriteAccess',
    description: 'Allows the AWS X-Ray daemon to relay trace segments and to read sampling rules.',
    version: 'v2',
    created: '2018-08-28T23:00:33Z',
    statements: [
      allow([
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
        'xray:GetSamplingStatisticSummaries',
      ]),
    ],
  },
  {
    name: 'AdministratorAccess',
    description: 'Provides full access to AWS services and resources.',
    created: '2015-02-06T18:39:46Z',
    statements: [allow(['*'])],
  },
  {
    name: 'PowerUserAccess',
    description: 'Provides full access to AWS services and resources, but not to users, groups and roles.',
    version: 'v6',
    created: '2015-02-06T18:39:47Z',
    statements: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow(['iam:CreateServiceLinkedRole', 'iam:DeleteServiceLinkedRole', 'iam:ListRoles']),
    ],
  },
  {
    name: 'ReadOnlyAccess',
    description: 'Provides read-only access to AWS services and resources.',
    created: '2015-02-06T18:39:48Z',
    statements: [allow([...STATES_READS, ...LOGS_READS, ...IAM_READS, 'lambda:Get*', 'lambda:List*', 'sts:Get*'])],
  },
  {
    name: 'IAMFullAccess',
    description: 'Provides full access to IAM.',
    version: 'v2',
    created: '2015-02-06T18:40:38Z',
    statements: [allow(['iam:*'])],
  },
  {
    name: 'IAMReadOnlyAccess',
    description: 'Provides read-only access to IAM.',
    version: 'v4',
    created: '2015-02-06T18:40:39Z',
    statements: [allow(IAM_READS)],
  },
];

/** By ARN. */
export const awsManagedPolicies: ReadonlyMap<string, AwsManagedPolicy> = new Map(
  drafts.map(({ name, path = '/', description, version = 'v1', created, statements }) => {
    const arn = `arn:aws:iam::aws:policy${path}${name}`;
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    return [arn, { arn, name, path, description, version, createdMs: Date.parse(created), document }];
  }),
);
