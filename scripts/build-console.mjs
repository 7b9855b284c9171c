// Builds console/ with Vite. What went into the last build is noted beside it, so that a change of the server alone does not
// build the console again.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The file in which the build notes its inputs, as paths from the project's root; Vite's plugin of that name writes it. */
export const INPUTS_FILE = 'inputs.json';

/**
 * Whether a built console is missing or older than what it is made from.
 * @param {string} folder
 */
export function consoleIsStale(folder) {
  try {
    const file = join(folder, INPUTS_FILE);
    const builtMs = statSync(file).mtimeMs;
    return JSON.parse(readFileSync(file, 'utf8')).some((path) => statSync(join(root, path)).mtimeMs > builtMs);
  } catch (error) {
    if (error.code === 'ENOENT') return true;
    throw error;
  }
}

/**
 * @param {string} folder where the result goes
 * @param {'inherit' | 'ignore'} output
 * @returns {number} the exit code
 */
export function buildConsole(folder, output) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', 'console', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  // Whoever builds it, tests as well: what is measured and served is what ships.
  const env = { ...process.env, NODE_ENV: 'production' };
  return spawnSync(process.execPath, args, { cwd: root, stdio: output, env }).status ?? 1;
}
