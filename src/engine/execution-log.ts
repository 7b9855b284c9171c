/** The port to where the events of executions are logged, and what a state machine says of that. CloudWatch Logs implements it. */

export interface LoggingSettings {
  /** A machine with level OFF has no settings. */
  readonly level: 'ALL' | 'ERROR' | 'FATAL';
  readonly includeExecutionData: boolean;
  /** Ends in `:*`. */
  readonly logGroupArn: string;
}

/** Events for one stream, in order of time. */
export interface LogLines {
  readonly logGroupArn: string;
  /** Made when it is missing. */
  readonly stream: string;
  readonly events: readonly { readonly timestampMs: number; readonly message: string }[];
}

/** Lines for a group that is gone are dropped: executions do not mind (recorded). */
export interface ExecutionLog {
  /** Whether the ARN names a group that exists. */
  hasGroup(logGroupArn: string): Promise<boolean>;
  /** Resolves once the lines are stored. @throws when the store failed */
  append(lines: LogLines): Promise<void>;
  /** Has the lines stored soon. Returns a promise when too much waits: the writer should hold back until it resolves. */
  post(lines: LogLines): Promise<void> | undefined;
  /** Resolves when all that was posted is stored, or could not be. */
  settle(): Promise<void>;
}
