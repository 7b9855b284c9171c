/** A state machine's logging, between the form's words and the API's. */
import type { LoggingConfiguration, LogLevel } from '@aws-sdk/client-sfn';

export interface Logging {
  readonly logLevel: LogLevel;
  readonly logGroupArn: string;
  readonly includeExecutionData: boolean;
}

/** The API wants the ARN of the group's streams. */
export function loggingOf({ logLevel, logGroupArn, includeExecutionData }: Logging): LoggingConfiguration {
  if (logLevel === 'OFF') return { level: 'OFF' };
  const arn = logGroupArn.endsWith(':*') ? logGroupArn : `${logGroupArn}:*`;
  return {
    level: logLevel,
    includeExecutionData,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: arn } }],
  };
}

export function readLogging(configuration: LoggingConfiguration | undefined): Logging {
  return {
    logLevel: configuration?.level ?? 'OFF',
    logGroupArn: configuration?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn ?? '',
    includeExecutionData: configuration?.includeExecutionData ?? false,
  };
}
