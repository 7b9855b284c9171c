/** What the caller of a function learns when its environment fails, and the line the log gets. Recorded answers. */
import type { ProcessExit } from './node/node-process.ts';

export function timeoutPayload(requestId: string, timeoutMs: number): { payload: string; line: string } {
  const text = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return {
    payload: errorText('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`),
    line: `${requestId} ${text}`,
  };
}

export function exitPayload(
  requestId: string,
  exit: ProcessExit,
  outOfMemory: boolean,
): { payload: string; line: string; errorType: string } {
  const errorType = outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  const message = `RequestId: ${requestId} Error: ${exitText(exit)}`;
  return { payload: errorText(errorType, message), line: `${message}\n${errorType}`, errorType };
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
