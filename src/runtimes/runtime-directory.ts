/** Where Stepwell's own part of the runtimes lies: compiled code, even when this file runs from its source, since the processes of functions run plain Node. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const RUNTIME_DIRECTORY = runtimeDirectory();

function runtimeDirectory(): string {
  const here = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]$/, '');
  if (existsSync(join(here, 'node', 'bootstrap.js'))) return here;
  return here.replace(/([\\/])src([\\/]runtimes)$/, '$1dist$2');
}
