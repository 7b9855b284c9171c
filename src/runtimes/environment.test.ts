/** Functions in real processes: what their callers and their logs get. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import type { FunctionVersion, Invocation, LogEvent } from './function-version.ts';
import { EnvironmentPool } from './pool.ts';

const root = mkdtempSync(join(tmpdir(), 'stepwell-functions-'));
const logs = new Map<string, LogEvent[]>();
const pool = new EnvironmentPool(
  {
    clock: systemClock,
    random: systemRandom,
    endpoint: () => 'http://127.0.0.1:4900',
    credentials: (roleArn, sessionName) => ({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: `secret of ${roleArn}`,
      sessionToken: `session ${sessionName}`,
    }),
    logSink: {
      write(logGroup, _stream, events) {
        logs.set(logGroup, [...(logs.get(logGroup) ?? []), ...events]);
      },
    },
  },
  { sparesMax: 1 },
);

afterAll(async () => {
  await pool.close();
  rmSync(root, { recursive: true });
});

let count = 0;

function deploy(files: string | Record<string, string>, changes: Partial<FunctionVersion> = {}): FunctionVersion {
  const name = `f${count++}`;
  const directory = join(root, name);
  for (const [file, text] of Object.entries(typeof files === 'string' ? { 'index.js': files } : files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  return {
    key: name,
    name,
    version: '$LATEST',
    region: 'us-east-1',
    runtime: 'nodejs20.x',
    handler: 'index.handler',
    memoryMb: 128,
    timeoutMs: 5000,
    roleArn: 'arn:aws:iam::123456789012:role/r',
    variables: {},
    logGroup: `/aws/lambda/${name}`,
    codeDirectory: async () => directory,
    ...changes,
  };
}

let requests = 0;

async function invoke(fn: FunctionVersion, event: unknown = {}, changes: Partial<Invocation> = {}) {
  const lease = await pool.acquire(fn);
  const invocation = { requestId: `request-${requests++}`, event: JSON.stringify(event), invokedFunctionArn: 'arn' };
  const { payload, functionError, logTail } = await lease.invoke({ ...invocation, ...changes });
  const tail = logTail === undefined ? undefined : Buffer.from(logTail, 'base64').toString();
  return { requestId: invocation.requestId, result: JSON.parse(payload), payload, functionError, tail };
}

const logOf = (fn: FunctionVersion) => (logs.get(fn.logGroup) ?? []).map(({ message }) => message);
const oneShot = async (code: string, event?: unknown, changes?: Partial<FunctionVersion>) =>
  invoke(deploy(code, changes), event);

test.each([
  ['an async function', 'exports.handler = async (event) => ({ got: event.a });'],
  ['a promise', 'exports.handler = (event) => Promise.resolve({ got: event.a });'],
  ['a callback', 'exports.handler = (event, context, callback) => callback(null, { got: event.a });'],
  ['a late callback', 'exports.handler = (e, c, cb) => { setTimeout(() => cb(null, { got: e.a }), 5); };'],
  ['context.succeed', 'exports.handler = (event, context) => context.succeed({ got: event.a });'],
  ['context.done', 'exports.handler = (event, context) => context.done(null, { got: event.a });'],
  ['a nested export', 'exports.handler = async (e) => ({ got: e.a }); exports.deep = { down: exports.handler };'],
])('%s gives its result', async (_style, code) => {
  const { result, functionError } = await oneShot(code, { a: 1 });
  expect([result, functionError]).toEqual([{ got: 1 }, undefined]);
});

test.each([
  ['.mjs', { 'index.mjs': "const x = await Promise.resolve(7); export const handler = async () => x + '';" }],
  ['"type": "module"', { 'package.json': '{"type":"module"}', 'index.js': "export const handler = async () => '7';" }],
  ['.cjs', { 'index.cjs': "exports.handler = async () => '7';" }],
])('modules: %s', async (_kind, files) => {
  expect((await invoke(deploy(files))).result).toBe('7');
});

test('a handler may lie in a folder and below an export', async () => {
  const fn = deploy({ 'src/app.js': 'exports.a = { b: async () => 1 };' }, { handler: 'src/app.a.b' });
  expect((await invoke(fn)).result).toBe(1);
});

test.each([
  ['returns nothing', 'exports.handler = async () => {};'],
  ['returns a function', 'exports.handler = async () => () => {};'],
  ['calls back with nothing', 'exports.handler = (e, c, cb) => cb();'],
  ['never calls back', 'exports.handler = (e, c, cb) => {};'],
  ['awaits what never comes', 'exports.handler = () => new Promise(() => {});'],
])('a handler that %s gives null', async (_what, code) => {
  const { payload, functionError } = await oneShot(code);
  expect([payload, functionError]).toEqual(['null', undefined]);
});

test('a callback waits for an empty event loop unless it is told not to', async () => {
  const code = (wait: boolean) => `let done = false;
    exports.handler = (event, context, callback) => {
      if (event.ask) return callback(null, done);
      context.callbackWaitsForEmptyEventLoop = ${wait};
      setTimeout(() => { done = true; }, 30);
      callback(null, 'answered');
    };`;
  const waiting = deploy(code(true));
  await invoke(waiting);
  expect((await invoke(waiting, { ask: true })).result).toBe(true);
  const hasty = deploy(code(false));
  await invoke(hasty);
  expect((await invoke(hasty, { ask: true })).result).toBe(false);
});

test('nodejs24.x has no callbacks', async () => {
  const refused = await oneShot('exports.handler = (e, c, cb) => cb(null, 1);', {}, { runtime: 'nodejs24.x' });
  expect(refused.result.errorType).toBe('Runtime.CallbackHandlerDeprecated');
  const plain = await oneShot('exports.handler = (e, c) => Object.keys(c);', {}, { runtime: 'nodejs24.x' });
  expect(plain.result).not.toContain('done');
});

test('nodejs4.3 runs on the host, and the log says so', async () => {
  const fn = deploy("'use strict'; var n = 1; exports.handler = function (e, c, cb) { cb(null, n); };", {
    runtime: 'nodejs4.3',
  });
  expect((await invoke(fn)).result).toBe(1);
  expect(logOf(fn)[0]).toContain(`nodejs:${process.version} (the function asks for nodejs4.3)`);
});

test.each([
  ['a thrown error', "exports.handler = async () => { throw new TypeError('no'); };", 'TypeError', 'no'],
  ['a callback error', "exports.handler = (e, c, cb) => cb(new Error('no'));", 'Error', 'no'],
  ['context.fail', "exports.handler = (e, c) => c.fail(new Error('no'));", 'Error', 'no'],
  ['a thrown string', "exports.handler = async () => { throw 'no'; };", 'string', 'no'],
  ['a synchronous throw', "exports.handler = () => { throw new RangeError('no'); };", 'RangeError', 'no'],
  [
    'an uncaught exception',
    "exports.handler = () => new Promise(() => setTimeout(() => { throw new RangeError('no'); }));",
    'RangeError',
    'no',
  ],
  [
    'an unhandled rejection',
    "exports.handler = () => new Promise(() => { Promise.reject(new Error('no')); setTimeout(() => {}, 1000); });",
    'Runtime.UnhandledPromiseRejection',
    'Error: no',
  ],
  ['a missing module', "require('nowhere'); exports.handler = async () => 1;", 'Runtime.ImportModuleError', 'nowhere'],
  ['a syntax error', 'exports.handler = async () => {', 'Runtime.UserCodeSyntaxError', 'SyntaxError: Unexpected end'],
  ['a missing export', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
  [
    'a handler that is no function',
    'exports.handler = 1;',
    'Runtime.HandlerNotFound',
    'index.handler is not a function',
  ],
  ['an error while loading', "throw new RangeError('at load');", 'RangeError', 'at load'],
  [
    'a result that is no JSON',
    'exports.handler = async () => { const a = {}; a.a = a; return a; };',
    'Runtime.MarshalError',
    'circular',
  ],
])('%s is reported with its type, message and trace', async (_what, code, errorType, message) => {
  const { result, functionError } = await oneShot(code);
  expect(functionError).toBe('Unhandled');
  expect(result.errorType).toBe(errorType);
  expect(result.errorMessage).toContain(message);
  expect(Array.isArray(result.trace)).toBe(true);
});

test.each([
  ['no dot', 'handler', 'Bad handler'],
  ['two dots', '../index.handler', 'not valid in a handler string'],
])('a handler name with %s is malformed', async (_what, handler, message) => {
  const { result } = await oneShot('exports.handler = async () => 1;', {}, { handler });
  expect(result.errorType).toBe('Runtime.MalformedHandlerName');
  expect(result.errorMessage).toContain(message);
});

test('a module that is not there is an import error', async () => {
  const { result } = await oneShot('', {}, { handler: 'other.handler' });
  expect(result.errorType).toBe('Runtime.ImportModuleError');
  expect(result.errorMessage).toMatch(/^Error: Cannot find module '.*other'\nRequire stack:/);
});

test.each([
  ['process.exit(0)', 'Runtime exited without providing a reason'],
  ['process.exit(3)', 'Runtime exited with error: exit status 3'],
  ["process.kill(process.pid, 'SIGKILL')", 'Runtime exited with error: signal: killed'],
])('a function that leaves by %s is replaced', async (leave, reason) => {
  const fn = deploy(`let calls = 0;
    exports.handler = (event) => {
      if (!event.leave) return Promise.resolve(++calls);
      console.log('last words');
      ${leave};
    };`);
  await invoke(fn);
  const { result, requestId, functionError } = await invoke(fn, { leave: true });
  expect(result).toEqual({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` });
  expect(functionError).toBe('Unhandled');
  expect(logOf(fn).some((line) => line.endsWith('\tINFO\tlast words\n'))).toBe(true);
  expect((await invoke(fn)).result).toBe(1);
});

test('a function that leaves while it is loaded', async () => {
  const { result } = await oneShot('process.exit(0);');
  expect(result.errorMessage).toMatch(/Runtime exited without providing a reason$/);
});

test('a function past its Timeout is killed, also in an endless loop, and replaced', async () => {
  const fn = deploy(
    `let calls = 0;
    exports.handler = async (event) => {
      if (event.spin) for (;;);
      if (event.sleep) await new Promise((resolve) => setTimeout(resolve, 60_000));
      return ++calls;
    };`,
    { timeoutMs: 1000 },
  );
  await invoke(fn);
  for (const event of [{ spin: true }, { sleep: true }]) {
    const { result, requestId, functionError } = await invoke(fn, event);
    expect(result).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(functionError).toBe('Unhandled');
    expect(logOf(fn).at(-1)).toContain('Status: timeout');
  }
  expect((await invoke(fn)).result).toBe(1);
});

test('module state survives from one invocation to the next', async () => {
  const fn = deploy('let counter = 0; exports.handler = async () => ({ counter: counter++ });');
  expect([(await invoke(fn)).result, (await invoke(fn)).result]).toEqual([{ counter: 0 }, { counter: 1 }]);
});

test('between two invocations nothing of the function runs', async () => {
  const fn = deploy(`let ticks = 0;
    setInterval(() => { ticks++; }, 5);
    exports.handler = async (event) => {
      if (event.pause) await new Promise((resolve) => setTimeout(resolve, event.pause));
      return ticks;
    };`);
  const { result: before } = await invoke(fn, { pause: 50 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { result: after } = await invoke(fn);
  expect(before).toBeGreaterThan(2);
  expect(after - before).toBeLessThan(4);
});

test('an answer that comes too late is not taken for the next invocation', async () => {
  const fn = deploy(`exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      if (event.first) { setTimeout(() => callback(null, 'late'), 1); setTimeout(() => callback(null, 'late'), 20); return context.succeed('first'); }
      setTimeout(() => callback(null, 'second'), 60);
    };`);
  expect((await invoke(fn, { first: true })).result).toBe('first');
  expect((await invoke(fn)).result).toBe('second');
});

test('the context is complete', async () => {
  const fn = deploy(`exports.handler = async (event, context) => ({
      ...context, remaining: context.getRemainingTimeInMillis(), here: process.cwd() === process.env.LAMBDA_TASK_ROOT });`);
  const { result, requestId } = await invoke(fn, {}, { clientContext: '{"custom":{"a":1}}' });
  expect(result).toMatchObject({
    functionVersion: '$LATEST',
    functionName: fn.name,
    memoryLimitInMB: '128',
    logGroupName: fn.logGroup,
    invokedFunctionArn: 'arn',
    awsRequestId: requestId,
    clientContext: { custom: { a: 1 } },
    callbackWaitsForEmptyEventLoop: true,
    here: true,
  });
  expect(result.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  expect(result.remaining).toBeGreaterThan(4000);
  expect(result.remaining).toBeLessThanOrEqual(5000);
});

test('the environment is Lambda’s and the function’s own, nothing of the server’s', async () => {
  process.env['STEPWELL_SECRET'] = 'not for functions';
  const fn = deploy('exports.handler = async () => ({ ...process.env });', { variables: { MINE: 'yes', TZ: 'UTC' } });
  const { result } = await invoke(fn);
  delete process.env['STEPWELL_SECRET'];
  expect(result).toMatchObject({
    MINE: 'yes',
    TZ: 'UTC',
    _HANDLER: 'index.handler',
    AWS_REGION: 'us-east-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4900',
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SESSION_TOKEN: `session ${fn.name}`,
  });
  expect(Object.keys(result).sort()).toEqual(
    [
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'AWS_XRAY_CONTEXT_MISSING',
      'LAMBDA_RUNTIME_DIR',
      'LAMBDA_TASK_ROOT',
      'LANG',
      'LD_LIBRARY_PATH',
      'MINE',
      'NODE_PATH',
      'PATH',
      'PWD',
      'SHLVL',
      'TZ',
      '_HANDLER',
    ].sort(),
  );
});

test('variables that Node reads when it starts have their effect', async () => {
  const fn = deploy('exports.handler = async () => typeof gc;', { variables: { NODE_OPTIONS: '--expose-gc' } });
  expect((await invoke(fn)).result).toBe('function');
});

test('a wrapper that is not there ends the runtime as a shell would', async () => {
  const { result } = await oneShot(
    'exports.handler = async () => 1;',
    {},
    {
      variables: { AWS_LAMBDA_EXEC_WRAPPER: '/nowhere.sh' },
    },
  );
  expect(result.errorMessage).toMatch(/Runtime exited with error: exit status 127$/);
});

test('an environment that failed to load before it was needed tells its first invocation why', async () => {
  const fn = deploy("throw new RangeError('at load');");
  const lease = await pool.acquire(fn);
  await expect.poll(() => logOf(fn).some((line) => line.includes('Uncaught Exception'))).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { payload } = await lease.invoke({ requestId: 'r', event: '{}', invokedFunctionArn: 'arn' });
  expect(JSON.parse(payload)).toMatchObject({ errorType: 'RangeError', errorMessage: 'at load' });
});

test('the log has START, the lines with their level, END and REPORT', async () => {
  const fn = deploy(`exports.handler = async () => {
      console.log('a %d', 1, { b: 2 });
      console.warn('two\\nlines'); console.error('e'); console.debug('d'); console.info('i'); console.trace('t');
      process.stdout.write('raw 1\\nraw 2\\npart'); process.stderr.write(' of a line');
      return null;
    };`);
  const { requestId, tail } = await invoke(fn, {}, { wantsLogTail: true });
  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  const log = logOf(fn);
  expect(log[0]).toMatch(/^INIT_START Runtime Version: nodejs:/);
  expect(log[1]).toBe(`START RequestId: ${requestId} Version: $LATEST\n`);
  expect(log[2]).toMatch(new RegExp(`^${time}\t${requestId}\tINFO\ta 1 \\{ b: 2 \\}\n$`));
  expect(log[3]).toMatch(/\tWARN\ttwo\nlines\n$/);
  expect(log.slice(4, 8).map((line) => line.split('\t')[2])).toEqual(['ERROR', 'DEBUG', 'INFO', 'TRACE']);
  expect(log[7]).toMatch(/\tTRACE\tTrace: t\n {4}at /);
  expect(log.slice(8, 12)).toEqual(['raw 1\n', 'raw 2\n', 'part of a line\n', `END RequestId: ${requestId}\n`]);
  expect(log[12]).toMatch(
    new RegExp(
      `^REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t\n$`,
    ),
  );
  expect(tail).toBe(log.slice(1).join(''));
  const second = await invoke(fn, {}, { wantsLogTail: true });
  expect(second.tail).not.toContain('Init Duration');
});

test('an error is logged with its own members', async () => {
  const fn = deploy("exports.handler = async () => { throw Object.assign(new Error('x'), { code: 'E1' }); };");
  await invoke(fn);
  const line = logOf(fn).find((text) => text.includes('\tERROR\tInvoke Error'));
  expect(JSON.parse(line?.slice(line.indexOf('{')) ?? '')).toMatchObject({
    errorType: 'Error',
    errorMessage: 'x',
    code: 'E1',
  });
});

test('a result above the limit is refused, one at the limit passes', async () => {
  const fn = deploy("exports.handler = async ({ bytes }) => 'a'.repeat(bytes - 2);", { memoryMb: 512 });
  const tooLarge = await invoke(fn, { bytes: 6_291_557 });
  expect(tooLarge.result).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  });
  expect((await invoke(fn, { bytes: 6_291_556 })).payload).toHaveLength(6_291_556);
});

test('the text of event and result is not touched on the way', async () => {
  const fn = deploy('exports.handler = async (event) => event;');
  const { payload } = await invoke(fn, { b: 'ä€😀"\\', a: [1, null, true] });
  expect(payload).toBe('{"b":"ä€😀\\"\\\\","a":[1,null,true]}');
});

test('a function that takes more memory than it has is killed', async () => {
  const fn = deploy(`const kept = [];
    exports.handler = async (event) => {
      if (event.greedy) for (let i = 0; i < 400; i++) { kept.push(Buffer.alloc(1024 * 1024, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); }
      return kept.length;
    };`);
  expect((await invoke(fn)).result).toBe(0);
  const { result, requestId } = await invoke(fn, { greedy: true });
  expect(result).toEqual({
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  });
  expect((await invoke(fn)).result).toBe(0);
});

test('a heap that outgrows MemorySize ends the process', async () => {
  const fn = deploy('exports.handler = async () => { const a = []; for (;;) a.push({ a: [a.length] }); };', {
    timeoutMs: 30_000,
  });
  const { result } = await invoke(fn);
  expect(result.errorMessage).toMatch(/Runtime exited with error: signal: (aborted|killed)$/);
});

test('code that cannot be had is an error of the server, not of the function', async () => {
  const fn = deploy('', { codeDirectory: () => Promise.reject(new Error('no such package')) });
  await expect(invoke(fn)).rejects.toThrow('no such package');
});

test('what a child of the function prints is in the log', async () => {
  const fn = deploy(`const { execFileSync } = require('node:child_process');
    exports.handler = async () => { execFileSync('sh', ['-c', 'echo from a child'], { stdio: 'inherit' }); };`);
  await invoke(fn);
  await invoke(fn);
  expect(logOf(fn)).toContain('from a child\n');
});

test('a function that logs faster than its log is taken waits, and no line is lost', async () => {
  const lines: string[] = [];
  let atOnce = 0;
  let atOnceMax = 0;
  const slow = new EnvironmentPool({
    clock: systemClock,
    random: systemRandom,
    endpoint: () => '',
    credentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
    logSink: {
      async write(_group, _stream, events) {
        atOnceMax = Math.max(atOnceMax, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 2));
        lines.push(...events.map(({ message }) => message));
        atOnce--;
      },
    },
  });
  const fn = deploy(
    "exports.handler = async () => { for (let i = 0; i < 5000; i++) console.log('x'.repeat(200), i); };",
  );
  const lease = await slow.acquire(fn);
  await lease.invoke({ requestId: 'r', event: '{}', invokedFunctionArn: 'arn' });
  await slow.close();
  expect(lines.filter((line) => line.includes('\tINFO\t'))).toHaveLength(5000);
  expect(atOnceMax).toBe(1);
});

test('functions die with the server, also by kill -9', async () => {
  const script = `
    import { EnvironmentPool } from ${JSON.stringify(new URL('../../dist/runtimes/pool.js', import.meta.url).href)};
    import { systemClock } from ${JSON.stringify(new URL('../../dist/base/clock.js', import.meta.url).href)};
    import { systemRandom } from ${JSON.stringify(new URL('../../dist/base/random.js', import.meta.url).href)};
    const pool = new EnvironmentPool({ clock: systemClock, random: systemRandom, endpoint: () => '', logSink: { write() {} },
      credentials: () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }) });
    const fn = JSON.parse(process.argv[1]);
    const lease = await pool.acquire({ ...fn, codeDirectory: async () => fn.directory });
    const { payload } = await lease.invoke({ requestId: 'r', event: '{}', invokedFunctionArn: 'arn' });
    const busy = await pool.acquire({ ...fn, key: 'busy', codeDirectory: async () => fn.directory });
    busy.invoke({ requestId: 'r', event: '{"sleep":true}', invokedFunctionArn: 'arn' });
    setTimeout(() => { console.log(payload); process.kill(process.pid, 'SIGKILL'); }, 300);`;
  const fn = deploy(`exports.handler = async (event) => {
      if (event.sleep) await new Promise((resolve) => setTimeout(resolve, 60_000));
      return process.pid; };`);
  const argument = JSON.stringify({ ...fn, directory: await fn.codeDirectory() });
  let output = '';
  try {
    execFileSync(process.execPath, ['--input-type=module', '-e', script, argument], { encoding: 'utf8' });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  const pid = Number(output);
  expect(pid).toBeGreaterThan(1);
  // One that nobody has buried yet is dead, too.
  const isThere = () =>
    spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.match(/^[^Z]/) !== null;
  await expect.poll(isThere, { timeout: 5000 }).toBe(false);
});
