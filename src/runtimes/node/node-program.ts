/** How Node.js is started for a function, and what of the function's it must know by then. */
import { join } from 'node:path';
import type { Interpreter } from '../interpreters.ts';
import type { Program } from '../program.ts';

export interface NodeOptions {
  readonly interpreter: Interpreter;
  /** Where Stepwell's part of the runtimes lies, for the process. */
  readonly runtimeDirectory: string;
  readonly memoryMb: number;
  /** Those Node reads when it starts; the rest comes with `init`. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

export function nodeProgram({ interpreter, runtimeDirectory, memoryMb, variables = {} }: NodeOptions): Program {
  return {
    command: interpreter.command,
    args: [...nodeFlags(memoryMb), join(runtimeDirectory, 'node', 'bootstrap.js')],
    variables,
    reads: interpreter.reads,
  };
}

/**
 * The heap's bounds follow MemorySize as in Lambda's own start script (a young generation of 5 %), with room left for what
 * is not heap. The environment's watch over resident memory is what enforces the limit.
 */
function nodeFlags(memoryMb: number): string[] {
  const young = Math.min(Math.max(Math.floor(memoryMb * 0.05), 2), 16);
  const old = Math.floor(memoryMb * 0.9) - 16;
  return [`--max-semi-space-size=${young}`, `--max-old-space-size=${old}`];
}

/** Names Node (or what it links) reads once, when a process starts: a function that sets one cannot take a spare process. */
const READ_AT_START = /^(NODE_(?!PATH$|ENV$)|UV_|SSL_CERT_|OPENSSL_|LD_|ICU_)/;

export function variablesReadAtStart(variables: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const entries = Object.entries(variables).filter(([name]) => READ_AT_START.test(name));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
