/** The logging configuration of a state machine: what may be in it, and what it means (API reference; refusals as recorded). */
import type { Authorizer, Call } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import type { ExecutionLog, LoggingSettings } from '../../engine/execution-log.ts';
import { accessDenied, invalidLoggingConfiguration } from './errors.ts';

/** As a client gives it; level and includeExecutionData have their defaults. */
export interface LoggingConfiguration {
  readonly level: LoggingSettings['level'] | 'OFF';
  readonly includeExecutionData: boolean;
  readonly destinations?: readonly LogDestination[];
}

interface LogDestination {
  readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string };
}

export const LOGGING_OFF: LoggingConfiguration = { level: 'OFF', includeExecutionData: false };

export const LOGGING_SHAPE: Shape = {
  type: 'structure',
  members: {
    level: { type: 'string', enum: ['ALL', 'ERROR', 'FATAL', 'OFF'] },
    includeExecutionData: { type: 'boolean' },
    destinations: {
      type: 'list',
      member: {
        type: 'structure',
        members: {
          cloudWatchLogsLogGroup: {
            type: 'structure',
            members: { logGroupArn: { type: 'string', min: 1, max: 256 } },
          },
        },
      },
    },
  },
};

/** What executions are logged by; undefined when they are not. */
export function loggingSettings(configuration: LoggingConfiguration): LoggingSettings | undefined {
  const { level, includeExecutionData } = configuration;
  const logGroupArn = groupArnOf(configuration.destinations?.[0]);
  return level === 'OFF' || logGroupArn === undefined ? undefined : { level, includeExecutionData, logGroupArn };
}

/**
 * What a role needs for CloudWatch Logs to deliver on its behalf, all of it on `*` (developer guide, "IAM Policies for logging to
 * CloudWatch Logs").
 */
const DELIVERY_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

export interface LoggingDeps {
  readonly authorizer: Authorizer;
  readonly log: Pick<ExecutionLog, 'hasGroup'>;
}

/** @throws InvalidLoggingConfiguration, AccessDeniedException */
export async function requireLogDestination(
  { authorizer, log }: LoggingDeps,
  { level, destinations = [] }: LoggingConfiguration,
  roleArn: string,
  call: Call,
): Promise<void> {
  const [first] = destinations;
  if (first === undefined && level === 'OFF') return;
  const logGroupArn = groupArnOf(first);
  if (destinations.length !== 1 || logGroupArn === undefined) {
    throw invalidLoggingConfiguration('Must specify exactly one Log Destination.');
  }
  const principal = authorizer.assumedRole(roleArn, 'states');
  for (const action of level === 'OFF' ? [] : DELIVERY_ACTIONS) {
    const denial = authorizer.denial(principal, { action, resource: '*' }, call);
    if (denial === undefined) continue;
    throw accessDenied(
      `The state machine IAM Role is not authorized to access the Log Destination (${denial.message})`,
    );
  }
  if (!(await log.hasGroup(logGroupArn))) throw invalidLoggingConfiguration('Log Destination not found.');
}

function groupArnOf(destination: LogDestination | undefined): string | undefined {
  return destination?.cloudWatchLogsLogGroup?.logGroupArn;
}
