/**
 * What a function prints: `console` in the format the function has chosen, one log event per call, and direct writes to
 * standard output and standard error. All goes down the wire, in order with the result, so that each line belongs to the
 * right invocation.
 */
import { format } from 'node:util';
import { FRAME, type InitHeader } from '../frame.ts';
import { write } from './channel.ts';
import { errorForLog, errorMembers } from './error-payload.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

const METHODS = {
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const;

type LineFormat = (requestId: string | undefined, level: Level, args: readonly unknown[]) => string;

export interface FunctionLog {
  /** An error that ended an invocation or the process. */
  error(what: string, error: unknown): void;
}

/** @param requestId of the invocation at work; undefined while the module is loaded */
export function captureOutput(
  { logFormat, logLevel = 'INFO' }: Pick<InitHeader, 'logFormat' | 'logLevel'>,
  requestId: () => string | undefined,
): FunctionLog {
  const isJson = logFormat === 'JSON';
  const line: LineFormat = isJson ? jsonLine : textLine;
  const least = isJson ? LEVELS.indexOf(logLevel as Level) : 0;
  const print = (level: Level, args: readonly unknown[]) => {
    if (LEVELS.indexOf(level) >= least) write(FRAME.log, `${line(requestId(), level, args)}\n`);
  };
  for (const [method, level] of Object.entries(METHODS)) {
    console[method as keyof typeof METHODS] = (...args: unknown[]) => print(level, args);
  }
  console.trace = (...args: unknown[]) => {
    const at = { name: 'Trace', message: format(...args), stack: '' };
    Error.captureStackTrace(at, console.trace);
    print('TRACE', [at.stack]);
  };
  divert('stdout');
  divert('stderr');
  return { error: (what, error) => print('ERROR', isJson ? [error] : [what, `\t${errorForLog(error)}`]) };
}

const textLine: LineFormat = (requestId, level, args) =>
  `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...args)}`;

/** Lambda developer guide, "Using structured JSON format with Node.js". A lone object stays one. */
const jsonLine: LineFormat = (requestId, level, args) => {
  const head = { timestamp: new Date().toISOString(), level, requestId };
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...head, message: args[0] }, errorsAsObjects);
    } catch {
      // What cannot be JSON can be text.
    }
  }
  const error = args.find((arg) => arg instanceof Error);
  return JSON.stringify({ ...head, message: format(...args), ...(error instanceof Error && errorMembers(error)) });
};

function errorsAsObjects(_name: string, value: unknown): unknown {
  return value instanceof Error ? { ...errorMembers(value), ...value } : value;
}

/** Not before somebody asks for the stream: most functions never do, and making one takes time. */
function divert(name: 'stdout' | 'stderr'): void {
  const original = Object.getOwnPropertyDescriptor(process, name)?.get;
  let diverted: NodeJS.WriteStream | undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get() {
      diverted ??= withWire(original?.call(process) as NodeJS.WriteStream);
      return diverted;
    },
  });
}

function withWire(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    write(
      FRAME.output,
      typeof chunk === 'string' && typeof encoding === 'string'
        ? Buffer.from(chunk, encoding as BufferEncoding)
        : chunk,
    );
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback as () => void);
    return true;
  };
  return stream;
}
