// Starts the built Stepwell as a process of its own, for the demo, the benchmark and the tests that want the real thing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/**
 * @typedef {object} ServerProcess
 * @property {string} url
 * @property {number} pid
 * @property {string} greeting what it had printed when it was ready, the first key of strict mode among it
 * @property {number} readyMs from the start of the process until it said that it serves
 * @property {(signal?: NodeJS.Signals) => Promise<number | null>} stop resolves with the exit code
 */

/**
 * Resolves when it serves; rejects with what it wrote to stderr when it ends before that.
 * @param {readonly string[]} args options of `stepwell start`; without `--port` it takes a free one
 * @returns {Promise<ServerProcess>}
 */
export async function startServer(args) {
  const startedMs = performance.now();
  // Detached, so that Ctrl-C in a terminal reaches whoever started the server, which then stops it in its own time.
  const child = spawn(process.execPath, [main, 'start', '--port', '0', ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const killChild = () => child.kill();
  process.on('exit', killChild);
  child.on('exit', () => process.off('exit', killChild));
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-10_000);
  });
  const failed = exited.then(([code]) => {
    throw new Error(`stepwell start ended with code ${code}: ${complaint.trim()}`);
  });
  const greeting = await Promise.race([readGreeting(child.stdout), failed]);
  failed.catch(() => {});
  return {
    url: /** @type {string} */ (/^Stepwell is ready: (\S+)$/m.exec(greeting)?.[1]),
    greeting,
    pid: /** @type {number} */ (child.pid),
    readyMs: performance.now() - startedMs,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

/** The last line comes with the first: all is written at once. */
const LAST_LINE = /^export AWS_DISABLE_HOST_PREFIX_INJECTION=.*$/m;

/**
 * @param {import('node:stream').Readable} stdout
 * @returns {Promise<string>}
 */
function readGreeting(stdout) {
  return new Promise((resolve) => {
    let text = '';
    stdout.setEncoding('utf8').on('data', (chunk) => {
      text = (text + chunk).slice(-10_000);
      if (LAST_LINE.test(text)) resolve(text);
    });
  });
}
