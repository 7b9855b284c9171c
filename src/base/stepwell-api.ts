/** What the operations of Stepwell's own service take and answer, as it stands on the wire. Times are seconds since 1970. */

interface ExecutionArn {
  readonly executionArn: string;
}

interface Page {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface SearchInput extends Page {
  readonly stateMachineArn?: string;
  readonly statuses?: readonly ExecutionStatus[];
  /** Inclusive. */
  readonly startedFrom?: number;
  /** Exclusive. */
  readonly startedTo?: number;
  readonly namePrefix?: string;
  readonly error?: string;
  /** Words of the input, the output, the error or its cause, or how they begin. */
  readonly text?: string;
  /** Default START_DATE. */
  readonly sortBy?: 'START_DATE' | 'STOP_DATE' | 'NAME' | 'DURATION' | 'STATUS';
  /** Default DESCENDING. */
  readonly sortOrder?: 'ASCENDING' | 'DESCENDING';
}

export interface FoundExecution extends ExecutionArn {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly error?: string;
  /** ARN of the execution it was forked from. */
  readonly forkedFrom?: string;
}

/** What happened in some time. */
export interface Happened {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
}

export interface Overview extends Happened {
  /** Now. */
  readonly running: number;
  /** Oldest first; the last minute is not over. */
  readonly perMinute: readonly (Happened & { readonly startDate: number })[];
  readonly stateMachines: readonly (Happened & { readonly stateMachineArn: string; readonly running: number })[];
  readonly indexing?: true;
}

export interface ForkInput extends ExecutionArn {
  /** One of the machine's own states; default: the first. */
  readonly stateName?: string;
  /** Which of the events that entered the state; default: the last. */
  readonly eventId?: number;
  /** Of the new execution; default: a UUID. */
  readonly name?: string;
  /** Default: that of the original. */
  readonly definition?: string;
  /** JSON; default: what the state was given. */
  readonly input?: string;
  /** A JSON object of them all; default: as they were when the state was entered. */
  readonly variables?: string;
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

/** What TestState is asked of one state, and what it is expected to say. */
export interface TestCase {
  readonly name: string;
  readonly stateName: string;
  /** JSON. */
  readonly input: string;
  /** A JSON object. */
  readonly variables?: string;
  /** In the place of the state's work: its result as JSON, or how it fails. */
  readonly mock?: {
    readonly result?: string;
    readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  };
  /** Absent: nothing is expected yet. */
  readonly expected?: {
    readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
    /** JSON. */
    readonly output?: string;
    readonly error?: string;
    readonly nextState?: string;
  };
}

interface OfMachine {
  readonly stateMachineArn: string;
}

interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export interface StepwellOperations {
  readonly SearchExecutions: Operation<
    SearchInput,
    {
      readonly executions: readonly FoundExecution[];
      readonly nextToken?: string;
      /** After a start that has to make the index again: some executions may be missing yet. */
      readonly indexing?: true;
    }
  >;
  /** Of one service or of all. */
  readonly ListOperations: Operation<
    { readonly service?: string },
    {
      readonly operations: readonly {
        readonly service: string;
        readonly name: string;
        /** False: it is refused by its name. */
        readonly supported: boolean;
      }[];
    }
  >;
  /** Of the last so many minutes, by default an hour. */
  readonly GetOverview: Operation<{ readonly minutes?: number }, Overview>;
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
  /** Replaces one of that name. */
  readonly PutTestCase: Operation<OfMachine & TestCase, Readonly<Record<string, never>>>;
  /** In order of name. */
  readonly ListTestCases: Operation<OfMachine, { readonly testCases: readonly TestCase[] }>;
  readonly DeleteTestCase: Operation<OfMachine & { readonly name: string }, Readonly<Record<string, never>>>;
  readonly ReleaseExecution: Operation<ExecutionArn, Readonly<Record<string, never>>>;
}
