/** How Python is started for a function: with all its variables, since Python and what it links read many of them at start. */
import { join } from 'node:path';
import type { Interpreter } from '../interpreters.ts';
import type { Program } from '../program.ts';

export function pythonProgram(
  { command, reads }: Interpreter,
  runtimeDirectory: string,
  variables: Readonly<Record<string, string>>,
): Program {
  // -B: the code is shared by all environments of a function, and nobody's to write to.
  return { command, args: ['-B', join(runtimeDirectory, 'python', 'bootstrap.py')], variables, reads };
}
