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

/** The latest of equal ones: of the same principal, action and resource. */
export interface DenialItem {
  /** ARN of a role or user, or the name of a service. */
  readonly principalArn: string;
  readonly action: string;
  readonly resource: string;
  readonly message: string;
  /** The execution whose task it was, or the state machine that needs a role. */
  readonly sourceArn?: string;
  /** False where `--iam audit` let it pass. */
  readonly enforced: boolean;
  readonly count: number;
  readonly firstDate: number;
  readonly lastDate: number;
  /** Statements, as JSON text, that deny. */
  readonly deniedBy: readonly { readonly policyType: string; readonly policy: string; readonly statement: string }[];
  /** Statements, as JSON text, that would have to be added to policies of these resources, all of them. */
  readonly remedies: readonly {
    readonly policyType: string;
    readonly resourceArn: string;
    readonly statement: string;
  }[];
}

interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export interface StepwellOperations {
  readonly DescribeExecution: Operation<ExecutionArn, ExecutionDetails>;
  readonly ForkExecution: Operation<ForkInput, ExecutionArn & { readonly startDate: number }>;
  readonly ListDenials: Operation<
    Page & { readonly principalArn?: string; readonly sourceArn?: string },
    { readonly denials: readonly DenialItem[]; readonly nextToken?: string }
  >;
  readonly ListParkedExecutions: Operation<
    Page,
    { readonly executions: readonly ParkedExecution[]; readonly nextToken?: string }
  >;
  readonly ReleaseExecution: Operation<ExecutionArn, Readonly<Record<string, never>>>;
}
