/** What CreateFunction and UpdateFunctionConfiguration make of their input: defaults, merges, and the checks no shape can express. */
import { invalidParameterValue } from './errors.ts';
import type { FunctionLayer, FunctionSettings, LoggingConfig } from './function-data.ts';
import { checkRuntime } from './runtime-ids.ts';

export interface SettingsInput {
  readonly Runtime?: string;
  readonly Handler?: string;
  readonly Role?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly EphemeralStorage?: { readonly Size: number };
  readonly TracingConfig?: { readonly Mode?: string };
  readonly SnapStart?: { readonly ApplyOn?: string };
  readonly LoggingConfig?: Partial<LoggingConfig>;
  /** Looked up already. */
  readonly layers?: readonly FunctionLayer[] | undefined;
  readonly VpcConfig?: object;
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly KMSKeyArn?: string;
}

/** @throws ServiceError */
export function newSettings(name: string, input: SettingsInput & { readonly Role: string }): FunctionSettings {
  const { Runtime, Handler } = input;
  if (Runtime === undefined || Handler === undefined) {
    throw invalidParameterValue(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  const defaults: FunctionSettings = {
    Runtime,
    Handler,
    Role: input.Role,
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    SnapStart: { ApplyOn: 'None' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
  };
  return changedSettings(defaults, input);
}

/** Members that are not given stay as they are. @throws ServiceError */
export function changedSettings(settings: FunctionSettings, input: SettingsInput): FunctionSettings {
  if (input.Runtime !== undefined) checkRuntime(input.Runtime);
  const variables = input.Environment && (input.Environment.Variables ?? {});
  if (variables !== undefined) checkVariables(variables);
  return {
    Runtime: input.Runtime ?? settings.Runtime,
    Handler: input.Handler ?? settings.Handler,
    Role: input.Role ?? settings.Role,
    Description: input.Description ?? settings.Description,
    Timeout: input.Timeout ?? settings.Timeout,
    MemorySize: input.MemorySize ?? settings.MemorySize,
    EphemeralStorage: input.EphemeralStorage ?? settings.EphemeralStorage,
    TracingConfig: { Mode: input.TracingConfig?.Mode ?? settings.TracingConfig.Mode },
    SnapStart: { ApplyOn: input.SnapStart?.ApplyOn ?? settings.SnapStart.ApplyOn },
    LoggingConfig: changedLogging(settings.LoggingConfig, input.LoggingConfig),
    ...present('Layers', input.layers === undefined ? settings.Layers : nonEmpty(input.layers)),
    ...present('Environment', variables === undefined ? settings.Environment : { Variables: variables }),
    ...present('VpcConfig', input.VpcConfig ?? settings.VpcConfig),
    ...present('DeadLetterConfig', changedDeadLetters(settings, input)),
    ...present('KMSKeyArn', input.KMSKeyArn ?? settings.KMSKeyArn),
  };
}

/** An empty ARN takes the queue away. */
function changedDeadLetters({ DeadLetterConfig: before }: FunctionSettings, { DeadLetterConfig }: SettingsInput) {
  if (DeadLetterConfig === undefined) return before;
  return DeadLetterConfig.TargetArn ? DeadLetterConfig : undefined;
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function present<K extends string, V>(name: K, value: V | undefined): { readonly [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in K]?: V });
}

/** JSON brings log levels with it, a switch back to Text takes them away (recorded). */
function changedLogging(logging: LoggingConfig, input: Partial<LoggingConfig> = {}): LoggingConfig {
  const { LogFormat, LogGroup, ApplicationLogLevel, SystemLogLevel } = { ...logging, ...input };
  if (LogFormat === 'Text') return { LogFormat, LogGroup };
  return {
    LogFormat,
    ApplicationLogLevel: ApplicationLogLevel ?? 'INFO',
    SystemLogLevel: SystemLogLevel ?? 'INFO',
    LogGroup,
  };
}

const VARIABLES_BYTES_MAX = 4096;

/** Those Lambda sets itself; AWS documentation, "Defined runtime environment variables", reserved ones. */
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameterValue(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > VARIABLES_BYTES_MAX) {
    throw invalidParameterValue(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}
