/**
 * What a function prints: `console` in Lambda's text format, one log event per call, and direct writes to standard output
 * and standard error. Both go down the wire, in order with the result, so that each line belongs to the right invocation.
 */
import { format } from 'node:util';
import { FRAME } from '../frame.ts';
import { write } from './channel.ts';

const LEVELS = {
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  debug: 'DEBUG',
} as const;

/** @param requestId of the invocation at work; undefined while the module is loaded */
export function captureOutput(requestId: () => string | undefined): void {
  const print = (level: string, message: string) =>
    write(FRAME.log, `${new Date().toISOString()}\t${requestId()}\t${level}\t${message}\n`);
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method as keyof typeof LEVELS] = (...args: unknown[]) => print(level, format(...args));
  }
  console.trace = (...args: unknown[]) => {
    const at = { name: 'Trace', message: format(...args), stack: '' };
    Error.captureStackTrace(at, console.trace);
    print('TRACE', at.stack);
  };
  divert('stdout');
  divert('stderr');
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
