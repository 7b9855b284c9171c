/** What one task needs to be allowed: by its Resource, and as much of its parameters as is known. */
import { parseResource } from '../../asl/resource.ts';
import { formatArn } from '../../base/arn.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';

export interface NeededPermission {
  readonly action: string;
  readonly resource: string;
  /** A Condition element. */
  readonly condition?: JsonObject;
}

/** Where the state machine is, for names that are no ARNs. */
export interface MachinePlace {
  readonly region: string;
  readonly account: string;
  readonly machineArn: string;
}

export interface TaskFacts extends MachinePlace {
  /** The state's Resource. */
  readonly resource: string;
  /** Members that are only known when the task runs are absent. */
  readonly parameters: JsonObject;
}

type Needs = (facts: TaskFacts) => readonly NeededPermission[];

/** By service and action, or by service where all actions are alike; those of Step Functions' own integrations. */
const optimised: Readonly<Record<string, Needs>> = {
  'lambda:invoke': (facts) => [{ action: 'lambda:InvokeFunction', resource: functionArn(facts) }],
  'states:startExecution': (facts) => [{ action: 'states:StartExecution', resource: machineArn(facts) }],
  'http:invoke': ({ machineArn: resource, parameters }) => [
    { action: 'states:InvokeHTTPEndpoint', resource, ...httpCondition(parameters) },
    { action: 'events:RetrieveConnectionCredentials', resource: connectionArn(parameters) },
    { action: 'secretsmanager:GetSecretValue', resource: 'arn:aws:secretsmanager:*:*:secret:events!connection/*' },
    { action: 'secretsmanager:DescribeSecret', resource: 'arn:aws:secretsmanager:*:*:secret:events!connection/*' },
  ],
  sns: (facts) => [{ action: actionOf('sns', facts), resource: textOf(facts, 'TopicArn') ?? '*' }],
  sqs: (facts) => [{ action: actionOf('sqs', facts), resource: queueArn(facts) }],
  s3: (facts) => objectPermissions(facts.resource.split(':').at(-1) ?? '', facts),
  dynamodb: (facts) => [{ action: actionOf('dynamodb', facts), resource: tableArn(facts) }],
};

/** The prefixes of actions where they differ from the SDK's name of the service. */
const ACTION_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['sfn', 'states'],
  ['cloudwatchlogs', 'logs'],
  ['eventbridge', 'events'],
  ['sesv2', 'ses'],
  ['applicationautoscaling', 'application-autoscaling'],
]);

/** Actions that go by another name than their operation. */
const ACTION_NAMES: ReadonlyMap<string, string> = new Map([
  ['lambda:Invoke', 'lambda:InvokeFunction'],
  ['s3:ListObjectsV2', 's3:ListBucket'],
  ['s3:ListObjects', 's3:ListBucket'],
  ['s3:HeadObject', 's3:GetObject'],
]);

/** Undefined for a Resource that is none. Activities need nothing. */
export function taskPermissions(facts: TaskFacts): readonly NeededPermission[] | undefined {
  const parsed = parseResource(facts.resource);
  if (parsed === undefined) return undefined;
  if (parsed.type === 'activity') return [];
  if (parsed.type === 'lambda-function') return [{ action: 'lambda:InvokeFunction', resource: parsed.arn }];
  const { resourceType, action, pattern } = parsed;
  if (resourceType === 'aws-sdk:s3') return objectPermissions(action, facts);
  if (resourceType.startsWith('aws-sdk:')) return [sdkPermission(resourceType.slice('aws-sdk:'.length), action, facts)];
  const needs = optimised[`${resourceType}:${action}`] ?? optimised[resourceType];
  const called = needs?.(facts) ?? [{ action: actionOf(resourceType, facts), resource: '*' }];
  const waits = resourceType === 'states' && pattern.startsWith('sync');
  return waits ? [...called, ...watching(facts)] : called;
}

/** What waiting for a nested execution takes, and stopping it with its parent. */
function watching(facts: TaskFacts): readonly NeededPermission[] {
  const resource = `${machineArn(facts).replace(':stateMachine:', ':execution:')}:*`;
  return [
    { action: 'states:DescribeExecution', resource },
    { action: 'states:StopExecution', resource },
  ];
}

function sdkPermission(service: string, operation: string, facts: TaskFacts): NeededPermission {
  const prefix = ACTION_PREFIXES.get(service) ?? service;
  return { action: actionNamed(prefix, operation), resource: sdkResource(prefix, facts) };
}

/** Members by which calls of a service name what they are about. */
const RESOURCE_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  states: ['StateMachineArn', 'ExecutionArn', 'ActivityArn', 'MapRunArn', 'ResourceArn'],
  sns: ['TopicArn', 'TargetArn'],
  secretsmanager: ['SecretId'],
};

function sdkResource(prefix: string, facts: TaskFacts): string {
  if (prefix === 'lambda' && 'FunctionName' in facts.parameters) return functionArn(facts);
  if (prefix === 'dynamodb') return tableArn(facts);
  if (prefix === 'sqs') return queueArn(facts);
  const arns = (RESOURCE_MEMBERS[prefix] ?? []).map((member) => textOf(facts, member));
  return arns.find((text) => text?.startsWith('arn:')) ?? '*';
}

function actionOf(service: string, { resource }: TaskFacts): string {
  const parsed = parseResource(resource);
  return parsed?.type === 'service' ? actionNamed(service, parsed.action) : `${service}:*`;
}

function actionNamed(prefix: string, operation: string): string {
  const name = `${prefix}:${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
  return ACTION_NAMES.get(name) ?? name;
}

/** FunctionName may be a name, a name with a qualifier, or an ARN, partial ones included. */
function functionArn(facts: TaskFacts): string {
  const { region, account } = facts;
  const name = textOf(facts, 'FunctionName');
  if (name === undefined) return formatArn('lambda', region, account, 'function:*');
  const arn = name.startsWith('arn:') ? name : formatArn('lambda', region, account, `function:${withoutAccount(name)}`);
  const qualifier = textOf(facts, 'Qualifier');
  return qualifier === undefined || arn.split(':').length > 7 ? arn : `${arn}:${qualifier}`;
}

/** `123456789012:function:NAME`, `function:NAME`, `NAME`. */
function withoutAccount(name: string): string {
  return name.replace(/^(?:\d{12}:)?function:/, '');
}

function machineArn(facts: TaskFacts): string {
  return textOf(facts, 'StateMachineArn') ?? formatArn('states', facts.region, facts.account, 'stateMachine:*');
}

function tableArn(facts: TaskFacts): string {
  const name = textOf(facts, 'TableName') ?? '*';
  return name.startsWith('arn:') ? name : formatArn('dynamodb', facts.region, facts.account, `table/${name}`);
}

/** `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME` */
function queueArn(facts: TaskFacts): string {
  const { region, account } = facts;
  const [, owner = account, name = '*'] = /\/(\d{12})\/([^/]+)$/.exec(textOf(facts, 'QueueUrl') ?? '') ?? [];
  return formatArn('sqs', region, owner, name);
}

/** A copy reads its source; a ResultWriter names what its keys begin with. */
function objectPermissions(operation: string, facts: TaskFacts): readonly NeededPermission[] {
  if (operation === 'copyObject') {
    const source = textOf(facts, 'CopySource')?.replace(/^\//, '').split('?')[0];
    const read = source === undefined ? '*' : `arn:aws:s3:::${decodeURIComponent(source)}`;
    return [
      { action: 's3:GetObject', resource: read },
      { action: 's3:PutObject', resource: objectArn(facts) },
    ];
  }
  const action = actionNamed('s3', operation);
  const ofVersion = action === 's3:GetObject' && textOf(facts, 'VersionId') !== undefined;
  const resource = /(?:Objects|ObjectsV2|Bucket)$/.test(operation) ? bucketArn(facts) : objectArn(facts);
  return [{ action: ofVersion ? 's3:GetObjectVersion' : action, resource }];
}

function bucketArn(facts: TaskFacts): string {
  return `arn:aws:s3:::${textOf(facts, 'Bucket') ?? '*'}`;
}

function objectArn(facts: TaskFacts): string {
  const prefix = textOf(facts, 'Prefix');
  return `${bucketArn(facts)}/${textOf(facts, 'Key') ?? (prefix === undefined ? '*' : `${prefix}*`)}`;
}

/** The endpoint as it is written and as a URL, where that differs. */
function httpCondition({ ApiEndpoint: endpoint, Method: method }: JsonObject): { readonly condition?: JsonObject } {
  const endpoints = typeof endpoint === 'string' ? [...new Set([endpoint, urlOf(endpoint)])] : [];
  const condition: JsonObject = {
    ...(endpoints.length > 0 && {
      'states:HTTPEndpoint': endpoints.length === 1 ? (endpoints[0] as string) : endpoints,
    }),
    ...(typeof method === 'string' && { 'states:HTTPMethod': method }),
  };
  return Object.keys(condition).length === 0 ? {} : { condition: { StringEquals: condition } };
}

function urlOf(text: string): string {
  return URL.canParse(text) ? new URL(text).href : text;
}

function connectionArn({ InvocationConfig, Authentication }: JsonObject): string {
  const config = InvocationConfig ?? Authentication;
  const arn = isJsonObject(config) ? config['ConnectionArn'] : undefined;
  return typeof arn === 'string' ? arn : '*';
}

function textOf({ parameters }: TaskFacts, member: string): string | undefined {
  const value = parameters[member];
  return typeof value === 'string' ? value : undefined;
}
