// Compiles src/ to dist/ with the TypeScript compiler, copies what is shipped as it stands, and builds the console. The result is made aside and
// then swapped in, so that a server or test that runs from dist/ meanwhile finds it whole.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole, consoleIsStale } from './build-console.mjs';
import { withLock } from './lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [src, dist, fresh, old] = ['src', 'dist', '.dist-new', '.dist-old'].map((name) => join(root, name));

/** Whether dist/ is missing or older than anything it is made from. */
export function buildIsStale() {
  if (!existsSync(dist) || consoleIsStale(join(dist, 'console'))) return true;
  const builtMs = statSync(dist).mtimeMs;
  const sources = readdirSync(src, { recursive: true }).map((name) => join(src, String(name)));
  const inputs = [...sources, join(root, 'tsconfig.json'), join(root, 'tsconfig.build.json')];
  return inputs.filter((path) => !isTest(path)).some((path) => statSync(path).mtimeMs > builtMs);
}

/**
 * A type error makes the build fail, yet does not keep back what the compiler wrote.
 * @param {'inherit' | 'ignore'} [output] where the compiler's words go
 * @returns {Promise<number>} the exit code
 */
export function build(output = 'inherit') {
  return withLock(join(root, '.build.lock'), () => {
    const started = new Date();
    for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true });
    const code = compile(output);
    if (!existsSync(fresh)) return code || 1;
    const consoleCode = provideConsole(output);
    cpSync(src, fresh, { recursive: true, filter: (path) => !path.endsWith('.ts') });
    const main = join(fresh, 'cli', 'main.js');
    if (existsSync(main)) chmodSync(main, 0o755);
    // The folder carries the time at which its sources were read: what was edited since makes it stale.
    utimesSync(fresh, started, started);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
    rmSync(old, { recursive: true, force: true });
    return code || consoleCode;
  });
}

/**
 * Takes over the console that is there while nothing it is made from has changed, or while what is new cannot be built.
 * @param {'inherit' | 'ignore'} output
 */
function provideConsole(output) {
  const [built, made] = [dist, fresh].map((folder) => join(folder, 'console'));
  const code = consoleIsStale(built) ? buildConsole(made, output) : 0;
  if (code !== 0) rmSync(made, { recursive: true, force: true });
  if (!existsSync(made) && existsSync(built)) cpSync(built, made, { recursive: true, preserveTimestamps: true });
  return code;
}

/** @param {'inherit' | 'ignore'} output */
function compile(output) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh];
  return spawnSync(process.execPath, args, { cwd: root, stdio: output }).status ?? 1;
}

/** @param {string} path */
function isTest(path) {
  return /\.(test|contract|testing)\.ts$/.test(path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await build();
