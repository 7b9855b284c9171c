/** What the operations take and answer, as it stands on the wire: for typed clients. Times are seconds since 1970. */
import type { ForkInput } from './forks.ts';

interface ExecutionArn {
  readonly executionArn: string;
}

interface Page {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface ForkedFrom extends ExecutionArn {
  readonly stateName: string;
  /** The event with which the original entered that state; absent when it never did. */
  readonly eventId?: number;
  /** A JSON object. */
  readonly variables: string;
}

export interface ExecutionDetails extends ExecutionArn {
  readonly stateMachineArn: string;
  readonly forkedFrom?: ForkedFrom;
  /** The execution whose task started it. */
  readonly startedBy?: ExecutionArn;
  readonly parkedReason?: string;
}

export interface ParkedExecution extends ExecutionArn {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startDate: number;
  readonly reason: string;
}

interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export interface StepwellOperations {
  readonly DescribeExecution: Operation<ExecutionArn, ExecutionDetails>;
  readonly ForkExecution: Operation<ForkInput, ExecutionArn & { readonly startDate: number }>;
  readonly ListParkedExecutions: Operation<
    Page,
    { readonly executions: readonly ParkedExecution[]; readonly nextToken?: string }
  >;
  readonly ReleaseExecution: Operation<ExecutionArn, Readonly<Record<string, never>>>;
}
