/** Where the log of an invocation is: its function's group, around the time at which the execution called it. */
import { logGroupOfFunction, paths } from '../app/paths.ts';

/** A function runs for at most 15 minutes; what comes before its event is only the clock's grain. */
const BEFORE_MS = 1_000;
const AFTER_MS = 15 * 60_000;

/** @param endMs when the invocation had ended; by default it is not known */
export function logsOfInvocation(functionName: string, startMs: number, endMs = startMs + AFTER_MS): string {
  const window = { fromMs: startMs - BEFORE_MS, toMs: endMs + BEFORE_MS };
  return paths.logGroup(logGroupOfFunction(functionName), window);
}
