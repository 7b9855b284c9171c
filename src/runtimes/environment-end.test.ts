/** How execution environments end, and what the caller of the function learns. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { RealFunctions } from '../../tests/support/real-functions.ts';

const functions = new RealFunctions();
afterAll(() => functions.close());

test.each([
  ['process.exit(0)', 'Runtime exited without providing a reason'],
  ['process.exit(3)', 'Runtime exited with error: exit status 3'],
  ["process.kill(process.pid, 'SIGKILL')", 'Runtime exited with error: signal: killed'],
])('a function that leaves by %s is replaced', async (leave, reason) => {
  const fn = functions.deploy(`let calls = 0;
    exports.handler = (event) => {
      if (!event.leave) return Promise.resolve(++calls);
      console.log('last words');
      ${leave};
    };`);
  await functions.invoke(fn);
  const { result, requestId, functionError } = await functions.invoke(fn, { leave: true });
  expect(result).toEqual({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` });
  expect(functionError).toBe('Unhandled');
  expect(functions.logOf(fn).some((line) => line.endsWith('\tINFO\tlast words\n'))).toBe(true);
  expect((await functions.invoke(fn)).result).toBe(1);
});

test('a function that leaves while it is loaded', async () => {
  const { result } = await functions.oneShot('process.exit(0);');
  expect(result.errorMessage).toMatch(/Runtime exited without providing a reason$/);
});

test('a function past its Timeout is killed, also in an endless loop, and replaced', async () => {
  const fn = functions.deploy(
    `let calls = 0;
    exports.handler = async (event) => {
      if (event.spin) for (;;);
      if (event.sleep) await new Promise((resolve) => setTimeout(resolve, 60_000));
      return ++calls;
    };`,
    { timeoutMs: 1000 },
  );
  await functions.invoke(fn);
  for (const event of [{ spin: true }, { sleep: true }]) {
    const { result, requestId, functionError } = await functions.invoke(fn, event);
    expect(result).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(functionError).toBe('Unhandled');
    expect(functions.logOf(fn).at(-1)).toContain('Status: timeout');
  }
  expect((await functions.invoke(fn)).result).toBe(1);
});

test('an environment that failed to load before it was needed tells its first invocation why', async () => {
  const fn = functions.deploy("throw new RangeError('at load');");
  const environments = functions.pool.size;
  const lease = await functions.pool.acquire(fn);
  await expect.poll(() => functions.pool.size).toBe(environments);
  const { payload } = await lease.invoke({ requestId: 'r', event: '{}', invokedFunctionArn: 'arn' });
  expect(JSON.parse(payload)).toMatchObject({ errorType: 'RangeError', errorMessage: 'at load' });
});

test('a function that takes more memory than it has is killed', async () => {
  const fn = functions.deploy(`const kept = [];
    exports.handler = async (event) => {
      if (event.greedy) for (let i = 0; i < 400; i++) { kept.push(Buffer.alloc(1024 * 1024, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); }
      return kept.length;
    };`);
  expect((await functions.invoke(fn)).result).toBe(0);
  const { result, requestId } = await functions.invoke(fn, { greedy: true });
  expect(result).toEqual({
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  });
  expect((await functions.invoke(fn)).result).toBe(0);
});

test('a heap that outgrows MemorySize ends the process', async () => {
  const fn = functions.deploy('exports.handler = async () => { const a = []; for (;;) a.push({ a: [a.length] }); };', {
    timeoutMs: 30_000,
  });
  const { result } = await functions.invoke(fn);
  expect(result.errorMessage).toMatch(/Runtime exited with error: signal: (aborted|killed)$/);
});

test('code that cannot be had is an error of the server, not of the function', async () => {
  const fn = functions.deploy('', { codeDirectory: () => Promise.reject(new Error('no such package')) });
  await expect(functions.invoke(fn)).rejects.toThrow('no such package');
});

test('functions die with the server, also by kill -9, also in an endless loop', async () => {
  const url = (file: string) => JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).href);
  const script = `
    import { EnvironmentPool } from ${url('runtimes/pool.js')};
    import { Interpreters } from ${url('runtimes/interpreters.js')};
    import { plainProcessIsolation } from ${url('runtimes/isolation/plain-process.js')};
    import { systemClock } from ${url('base/clock.js')};
    import { systemRandom } from ${url('base/random.js')};
    import { existsSync } from 'node:fs';
    const pool = new EnvironmentPool({ clock: systemClock, random: systemRandom, endpoint: () => '', logSink: { write() {} },
      isolation: plainProcessIsolation(false, ''), interpreters: new Interpreters(),
      credentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }) });
    const fn = JSON.parse(process.argv[1]);
    for (const what of ['idle', 'sleep', 'spin']) {
      const lease = await pool.acquire({ ...fn, key: what, codeDirectory: async () => fn.directory });
      const event = JSON.stringify({ what, file: fn.directory + '/' + what });
      lease.invoke({ requestId: 'r', event, invokedFunctionArn: 'arn' });
    }
    setInterval(() => {
      if (['idle', 'sleep', 'spin'].every((what) => existsSync(fn.directory + '/' + what))) process.kill(process.pid, 'SIGKILL');
    }, 10);`;
  const fn = functions.deploy(`exports.handler = async ({ what, file }) => {
      require('node:fs').writeFileSync(file + '.new', String(process.pid));
      require('node:fs').renameSync(file + '.new', file);
      if (what === 'sleep') await new Promise((resolve) => setTimeout(resolve, 60_000));
      if (what === 'spin') for (;;);
    };`);
  const directory = await fn.codeDirectory();
  const argument = JSON.stringify({ ...fn, timeoutMs: 60_000, directory });
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script, argument]);
  expect(signal).toBe('SIGKILL');
  const pids = ['idle', 'sleep', 'spin'].map((what) => Number(readFileSync(join(directory, what), 'utf8')));
  expect(pids.every((pid) => pid > 1)).toBe(true);
  // One that nobody has buried yet is dead, too.
  const isThere = (pid: number) =>
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .replace(/^Z.*/, '') !== '';
  await expect.poll(() => pids.filter(isThere), { timeout: 10_000 }).toEqual([]);
});
