/** What the caller of a function learns when its environment fails, and the line the log gets. Recorded answers. */
import type { Failure } from './platform-log.ts';
import type { ProcessExit } from './runtime-process.ts';

export interface FailedInvocation {
  readonly payload: string;
  readonly failure: Failure;
}

export function timedOut(requestId: string, timeoutMs: number, nowMs: number): FailedInvocation {
  const text = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return {
    payload: errorText('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`),
    failure: { status: 'timeout', line: `${new Date(nowMs).toISOString()} ${requestId} ${text}\n` },
  };
}

export function exited(requestId: string, exit: ProcessExit, outOfMemory: boolean): FailedInvocation {
  return failed(requestId, outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError', exitText(exit));
}

/** Also when it never began. */
export function failed(requestId: string, errorType: string, text: string): FailedInvocation {
  const message = `RequestId: ${requestId} Error: ${text}`;
  return {
    payload: errorText(errorType, message),
    failure: { status: 'error', errorType, line: `${message}\n${errorType}` },
  };
}

function errorText(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorType, errorMessage });
}

function exitText({ code, signal }: ProcessExit): string {
  if (signal !== null) return `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}

/** As Go prints signals, in which Lambda's supervisor is written. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};
