/** Reads a state machine, or what its executions did, and says which policies the roles that are involved need. */
import { parseArn } from '../../base/arn.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../base/json.ts';
import {
  definitionPermissions,
  type RolePermissions,
} from '../../integrations/least-privilege/definition-permissions.ts';
import { observedPermissions } from '../../integrations/least-privilege/observed-permissions.ts';
import { policyOf } from '../../integrations/least-privilege/policy-statements.ts';
import type { MachinePlace, NeededPermission } from '../../integrations/least-privilege/task-permissions.ts';
import type { AwsClient } from '../aws/client.ts';
import type { HistoryEvent, Output } from '../aws/operations.ts';
import { machineArnOf } from '../aws/state-machine-arn.ts';

export interface PolicyRequest {
  /** Or ARN. */
  readonly name: string;
  /** How many executions to look at; undefined: the definition. */
  readonly executions: number | undefined;
}

export interface NeededPolicies {
  readonly policies: readonly { readonly roleArn: string; readonly document: JsonObject }[];
  readonly notes: readonly string[];
}

type Machine = Output<'states', 'DescribeStateMachine'>;

/** @throws CommandError when there is no such state machine */
export async function neededPolicies(client: AwsClient, { name, executions }: PolicyRequest): Promise<NeededPolicies> {
  const stateMachineArn = await machineArnOf(client, name);
  const machine = await client.call('states', 'DescribeStateMachine', { stateMachineArn });
  const { region = '', account = '' } = parseArn(stateMachineArn) ?? {};
  const place: MachinePlace = { region, account, machineArn: stateMachineArn };
  const { roles, notes } =
    executions === undefined
      ? definitionPermissions(definitionOf(machine), place)
      : await observed(client, place, executions);
  const [own, ...others] = roles;
  const ofMachine = { roleArn: machine.roleArn, permissions: [...(own?.permissions ?? []), ...ofSettings(machine)] };
  return { policies: [ofMachine, ...others].flatMap(documentFor), notes };
}

function documentFor({ roleArn = '', permissions }: RolePermissions) {
  const document = policyOf(permissions);
  return document === undefined ? [] : [{ roleArn, document }];
}

function definitionOf({ definition }: Machine): JsonObject {
  const value = parseJson(definition);
  return isJsonObject(value) ? value : {};
}

async function observed(client: AwsClient, place: MachinePlace, maxResults: number) {
  const { executions } = await client.call('states', 'ListExecutions', {
    stateMachineArn: place.machineArn,
    maxResults,
  });
  const events: HistoryEvent[] = [];
  for (const { executionArn } of executions)
    for await (const event of historyOf(client, executionArn)) events.push(event);
  const notes = executions.length === 0 ? ['The state machine has no executions yet.'] : [];
  return { roles: observedPermissions(events, place), notes };
}

async function* historyOf(client: AwsClient, executionArn: string): AsyncGenerator<HistoryEvent> {
  let nextToken: string | undefined;
  do {
    const page: Output<'states', 'GetExecutionHistory'> = await client.call('states', 'GetExecutionHistory', {
      executionArn,
      ...{ reverseOrder: false, includeExecutionData: true, maxResults: 1000 },
      ...(nextToken !== undefined && { nextToken }),
    });
    yield* page.events;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** Developer guide, "IAM Policies for logging to CloudWatch Logs" and "for AWS X-Ray". */
const LOGGING_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
const TRACING_ACTIONS = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

/** What logging and tracing take, all of it on everything. */
function ofSettings({ loggingConfiguration, tracingConfiguration }: Machine): readonly NeededPermission[] {
  const { level = 'OFF' } = loggingConfiguration ?? {};
  const actions = [
    ...(level === 'OFF' ? [] : LOGGING_ACTIONS),
    ...(tracingConfiguration?.enabled === true ? TRACING_ACTIONS : []),
  ];
  return actions.map((action) => ({ action, resource: '*' }));
}
