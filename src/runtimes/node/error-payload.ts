/** How errors of a function read for its caller and in its log; the shapes of AWS's Node.js runtime. */
import { types } from 'node:util';

/** An error the runtime itself reports. Its name is the `errorType`. */
export class RuntimeError extends Error {
  constructor(type: string, message: string, cause?: Error) {
    super(message);
    this.name = `Runtime.${type}`;
    if (cause?.stack !== undefined) this.stack = `${this.name}: ${cause.stack}`;
  }
}

/** An error as JSON logs show it. */
export function errorMembers(error: Error): Record<string, unknown> {
  const { errorType, errorMessage, trace } = describe(error);
  return { errorType, errorMessage, stackTrace: trace };
}

interface Described {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** JSON text for the caller. */
export function errorPayload(error: unknown): string {
  return JSON.stringify(describe(error));
}

/** JSON text for the log, with the error's own members (`code` ...) beside the usual ones. */
export function errorForLog(error: unknown): string {
  const { errorType, errorMessage, trace } = describe(error);
  const own = types.isNativeError(error) ? { ...error } : {};
  try {
    return JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}

function describe(error: unknown): Described {
  try {
    if (types.isNativeError(error) || error instanceof Error) {
      return {
        errorType: String(error.name),
        errorMessage: String(error.message),
        trace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
      };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return { errorType: 'handled', errorMessage: 'callback called with an error that cannot be shown', trace: [] };
  }
}
