/** What goes into an execution environment and what comes out: the words the pool, its environments and the Lambda service share. */
import type { Logging } from './platform-log.ts';

/** One version of a function, code and configuration, as an environment runs it. */
export interface FunctionVersion {
  /** Equal keys share environments; any change of code or configuration makes a new key. */
  readonly key: string;
  readonly name: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly region: string;
  /** AWS's identifier: `nodejs20.x`. */
  readonly runtime: string;
  /** `folder/file.export` */
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly roleArn: string;
  /** The function's own environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** Whether its environments are made ahead of need; absent: on demand. */
  readonly isProvisioned?: true;
  readonly logging: Logging;
  /** How much it may write to its `/tmp`. */
  readonly ephemeralMb: number;
  /** Where the unpacked code lies; called once per environment. */
  codeDirectory(): Promise<string>;
  /** The merged content of its layers, when it has any; called once per environment. */
  optDirectory?(): Promise<string | undefined>;
}

export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly invokedFunctionArn: string;
  /** JSON text. */
  readonly clientContext?: string;
  /** Of X-Ray. */
  readonly traceHeader?: string;
  /** Keep the end of the log for the caller. */
  readonly wantsLogTail?: boolean;
  /**
   * Takes a streamed result piece by piece; a promise holds the function back. Without it the result comes whole.
   * @param contentType empty unless the function has named one
   */
  onPiece?(piece: Buffer, contentType: string): Promise<void> | undefined;
}

export interface InvocationResult {
  /** JSON text: the function's result, or the error payload when there is a `functionError`. Empty after pieces. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
  /** Base64 of the last 4 KB of the invocation's log, when asked for. */
  readonly logTail?: string;
}

export interface LogEvent {
  readonly timestampMs: number;
  readonly message: string;
}

/** Where log lines go. A promise holds back the function that writes faster than its log is taken. */
export interface LogSink {
  write(fn: FunctionVersion, logStream: string, events: readonly LogEvent[]): void | Promise<void>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When they stop working; an environment is replaced before that. */
  readonly expiresMs?: number;
}

/** Temporary credentials of a function's role. */
export type CredentialsPort = (roleArn: string, sessionName: string) => Credentials | Promise<Credentials>;
