/** The operations that the commands use, with as much of their members as they use (API references of the services). */

import type { StepwellOperations } from '../../base/stepwell-api.ts';

/** What an operation takes and what it answers. */
interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export interface Operations {
  readonly sts: {
    readonly GetCallerIdentity: Operation<Empty, { readonly Account: string }>;
  };
  readonly iam: {
    readonly CreateRole: Operation<
      RoleName & { readonly AssumeRolePolicyDocument: string; readonly Description: string },
      RoleOutput
    >;
    readonly GetRole: Operation<RoleName, RoleOutput>;
    readonly UpdateAssumeRolePolicy: Operation<RoleName & { readonly PolicyDocument: string }, Empty>;
    readonly UpdateRoleDescription: Operation<RoleName & { readonly Description: string }, Empty>;
    readonly AttachRolePolicy: Operation<RoleName & { readonly PolicyArn: string }, Empty>;
    readonly ListAttachedRolePolicies: Operation<
      RoleName,
      { readonly AttachedPolicies: XmlList<{ readonly PolicyArn: string }> }
    >;
    readonly GetRolePolicy: Operation<RolePolicyName, { readonly PolicyDocument: string }>;
    readonly PutRolePolicy: Operation<RolePolicyName & { readonly PolicyDocument: string }, Empty>;
  };
  readonly lambda: {
    readonly CreateFunction: Operation<
      FunctionName & FunctionSettings & { readonly Code: { readonly ZipFile: string } },
      FunctionConfiguration
    >;
    readonly GetFunctionConfiguration: Operation<FunctionName, FunctionConfiguration>;
    readonly UpdateFunctionCode: Operation<FunctionName & { readonly ZipFile: string }, FunctionConfiguration>;
    readonly UpdateFunctionConfiguration: Operation<FunctionName & FunctionSettings, FunctionConfiguration>;
    readonly ListFunctions: Operation<
      { readonly Marker?: string },
      { readonly Functions?: readonly FunctionConfiguration[]; readonly NextMarker?: string }
    >;
  };
  readonly states: {
    readonly CreateStateMachine: Operation<
      { readonly name: string; readonly definition: string; readonly roleArn: string },
      StateMachineArn
    >;
    readonly UpdateStateMachine: Operation<
      StateMachineArn & { readonly definition: string; readonly roleArn: string },
      Empty
    >;
    readonly DescribeStateMachine: Operation<
      StateMachineArn,
      {
        readonly name: string;
        readonly definition: string;
        readonly roleArn: string;
        readonly loggingConfiguration?: { readonly level?: string };
        readonly tracingConfiguration?: { readonly enabled?: boolean };
      }
    >;
    readonly ListExecutions: Operation<
      StateMachineArn & { readonly maxResults: number },
      { readonly executions: readonly { readonly executionArn: string }[] }
    >;
    readonly ListStateMachines: Operation<
      { readonly nextToken?: string },
      { readonly stateMachines: readonly StateMachineListItem[]; readonly nextToken?: string }
    >;
    readonly ValidateStateMachineDefinition: Operation<
      { readonly definition: string },
      { readonly result: 'OK' | 'FAIL'; readonly diagnostics: readonly WireDiagnostic[] }
    >;
    readonly StartExecution: Operation<
      StateMachineArn & { readonly name?: string; readonly input: string },
      { readonly executionArn: string }
    >;
    readonly DescribeExecution: Operation<{ readonly executionArn: string }, Execution>;
    readonly GetExecutionHistory: Operation<
      {
        readonly executionArn: string;
        readonly reverseOrder: boolean;
        readonly includeExecutionData: boolean;
        readonly maxResults: number;
        readonly nextToken?: string;
      },
      { readonly events: readonly HistoryEvent[]; readonly nextToken?: string }
    >;
  };
  readonly stepwell: StepwellOperations;
  readonly logs: {
    readonly FilterLogEvents: Operation<
      { readonly logGroupName: string; readonly startTime?: number; readonly nextToken?: string },
      { readonly events?: readonly LogEvent[]; readonly nextToken?: string }
    >;
  };
}

export type ServiceName = keyof Operations;
export type OperationName<S extends ServiceName> = keyof Operations[S] & string;
export type Input<S extends ServiceName, O extends OperationName<S>> = Operations[S][O] extends {
  readonly input: infer In;
}
  ? In
  : never;
export type Output<S extends ServiceName, O extends OperationName<S>> = Operations[S][O] extends {
  readonly output: infer Out;
}
  ? Out
  : never;

type Empty = Readonly<Record<string, never>>;

/** An empty list is an empty element. */
type XmlList<Item> = '' | { readonly member: readonly Item[] };

interface RoleName {
  readonly RoleName: string;
}

interface RolePolicyName extends RoleName {
  readonly PolicyName: string;
}

interface RoleOutput {
  readonly Role: {
    readonly Arn: string;
    /** Percent-encoded. */
    readonly AssumeRolePolicyDocument: string;
    readonly Description?: string;
  };
}

interface FunctionName {
  readonly FunctionName: string;
}

/** What a function can be told beside its code. Members that are absent keep their value at an update. */
export interface FunctionSettings {
  readonly Role: string;
  readonly Runtime: string;
  readonly Handler: string;
  readonly [member: string]: unknown;
}

export interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Runtime?: string;
  readonly CodeSha256: string;
  /** ISO 8601. */
  readonly LastModified: string;
  readonly State?: string;
  readonly StateReason?: string;
  readonly LastUpdateStatus?: string;
  readonly LastUpdateStatusReason?: string;
  readonly [member: string]: unknown;
}

interface StateMachineArn {
  readonly stateMachineArn: string;
}

interface StateMachineListItem extends StateMachineArn {
  readonly name: string;
  readonly type: string;
  /** Seconds since 1970. */
  readonly creationDate: number;
}

export interface WireDiagnostic {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly location?: string | null;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

export interface Execution {
  readonly status: ExecutionStatus;
  /** Seconds since 1970. */
  readonly startDate: number;
  readonly stopDate?: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

interface Named {
  readonly name: string;
}

interface WithCredentials {
  readonly taskCredentials?: { readonly roleArn?: string };
}

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId?: number;
  readonly type: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly stateEnteredEventDetails?: Named;
  readonly stateExitedEventDetails?: Named;
  readonly mapIterationStartedEventDetails?: Named;
  readonly mapIterationSucceededEventDetails?: Named;
  readonly mapIterationFailedEventDetails?: Named;
  readonly mapIterationAbortedEventDetails?: Named;
  readonly lambdaFunctionScheduledEventDetails?: { readonly resource: string } & WithCredentials;
  readonly taskScheduledEventDetails?: {
    readonly resourceType: string;
    readonly resource: string;
    /** JSON text. */
    readonly parameters?: string;
  } & WithCredentials;
  readonly activityScheduledEventDetails?: { readonly resource: string };
}

export interface LogEvent {
  readonly eventId: string;
  readonly logStreamName: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}
