/** An asynchronous invocation that was accepted and has not come to its end. */

export interface QueuedEvent {
  /** The invocation's request id, the same for each attempt. */
  readonly id: string;
  /** The function's internal id: one deleted and made again under the same name does not get it. */
  readonly functionId: string;
  readonly functionName: string;
  readonly account: string;
  readonly region: string;
  /** As the caller gave it. */
  readonly qualifier?: string | undefined;
  /** JSON text. */
  readonly clientContext?: string | undefined;
  readonly traceHeader?: string | undefined;
  readonly acceptedMs: number;
  /** Not to be run before. */
  readonly dueMs: number;
  /** How many attempts have ended in an error of the function. */
  readonly failures: number;
}
