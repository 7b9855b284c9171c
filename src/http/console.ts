/** The console on the server's side: signing in, and the files. */

import { consoleFiles, consoleFolder } from './console-files.ts';
import { type ConsoleSessionOptions, consoleSession } from './console-session.ts';
import type { OpenPath } from './gateway.ts';

/** None when the console was not built, as in a checkout where only the server was compiled. */
export function consolePaths(options: ConsoleSessionOptions): readonly OpenPath[] {
  const folder = consoleFolder();
  return folder === undefined ? [] : [consoleSession(options), consoleFiles(folder, options.random)];
}
