/** Functions in real processes: the ways to write them, and what their callers get. */
import { afterAll, expect, test } from 'vitest';
import { RealFunctions } from '../../tests/support/real-functions.ts';

const functions = new RealFunctions();
afterAll(() => functions.close());

test.each([
  ['an async function', 'exports.handler = async (event) => ({ got: event.a });'],
  ['a promise', 'exports.handler = (event) => Promise.resolve({ got: event.a });'],
  ['a callback', 'exports.handler = (event, context, callback) => callback(null, { got: event.a });'],
  ['a late callback', 'exports.handler = (e, c, cb) => { setTimeout(() => cb(null, { got: e.a }), 5); };'],
  ['context.succeed', 'exports.handler = (event, context) => context.succeed({ got: event.a });'],
  ['context.done', 'exports.handler = (event, context) => context.done(null, { got: event.a });'],
  ['a nested export', 'exports.handler = async (e) => ({ got: e.a }); exports.deep = { down: exports.handler };'],
])('%s gives its result', async (_style, code) => {
  const { result, functionError } = await functions.oneShot(code, { a: 1 });
  expect([result, functionError]).toEqual([{ got: 1 }, undefined]);
});

test.each([
  ['.mjs', { 'index.mjs': "const x = await Promise.resolve(7); export const handler = async () => x + '';" }],
  ['"type": "module"', { 'package.json': '{"type":"module"}', 'index.js': "export const handler = async () => '7';" }],
  ['.cjs', { 'index.cjs': "exports.handler = async () => '7';" }],
])('modules: %s', async (_kind, files) => {
  expect((await functions.invoke(functions.deploy(files))).result).toBe('7');
});

test('a handler may lie in a folder and below an export', async () => {
  const fn = functions.deploy({ 'src/app.js': 'exports.a = { b: async () => 1 };' }, { handler: 'src/app.a.b' });
  expect((await functions.invoke(fn)).result).toBe(1);
});

test.each([
  ['returns nothing', 'exports.handler = async () => {};'],
  ['returns a function', 'exports.handler = async () => () => {};'],
  ['calls back with nothing', 'exports.handler = (e, c, cb) => cb();'],
  ['never calls back', 'exports.handler = (e, c, cb) => {};'],
  ['awaits what never comes', 'exports.handler = () => new Promise(() => {});'],
])('a handler that %s gives null', async (_what, code) => {
  const { payload, functionError } = await functions.oneShot(code);
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
  const waiting = functions.deploy(code(true));
  await functions.invoke(waiting);
  expect((await functions.invoke(waiting, { ask: true })).result).toBe(true);
  const hasty = functions.deploy(code(false));
  await functions.invoke(hasty);
  expect((await functions.invoke(hasty, { ask: true })).result).toBe(false);
});

test('nodejs24.x has no callbacks', async () => {
  const refused = await functions.oneShot(
    'exports.handler = (e, c, cb) => cb(null, 1);',
    {},
    { runtime: 'nodejs24.x' },
  );
  expect(refused.result.errorType).toBe('Runtime.CallbackHandlerDeprecated');
  const plain = await functions.oneShot('exports.handler = (e, c) => Object.keys(c);', {}, { runtime: 'nodejs24.x' });
  expect(plain.result).not.toContain('done');
});

test('nodejs4.3 runs on the host, and the log says so', async () => {
  const fn = functions.deploy("'use strict'; var n = 1; exports.handler = function (e, c, cb) { cb(null, n); };", {
    runtime: 'nodejs4.3',
  });
  expect((await functions.invoke(fn)).result).toBe(1);
  expect(functions.logOf(fn)[0]).toContain(`nodejs:${process.version} (the function asks for nodejs4.3)`);
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
  const { result, functionError } = await functions.oneShot(code);
  expect(functionError).toBe('Unhandled');
  expect(result.errorType).toBe(errorType);
  expect(result.errorMessage).toContain(message);
  expect(Array.isArray(result.trace)).toBe(true);
});

test.each([
  ['no dot', 'handler', 'Bad handler'],
  ['two dots', '../index.handler', 'not valid in a handler string'],
])('a handler name with %s is malformed', async (_what, handler, message) => {
  const { result } = await functions.oneShot('exports.handler = async () => 1;', {}, { handler });
  expect(result.errorType).toBe('Runtime.MalformedHandlerName');
  expect(result.errorMessage).toContain(message);
});

test('a module that is not there is an import error', async () => {
  const { result } = await functions.oneShot('', {}, { handler: 'other.handler' });
  expect(result.errorType).toBe('Runtime.ImportModuleError');
  expect(result.errorMessage).toMatch(/^Error: Cannot find module '.*other'\nRequire stack:/);
});

test('module state survives from one invocation to the next', async () => {
  const fn = functions.deploy('let counter = 0; exports.handler = async () => ({ counter: counter++ });');
  expect([(await functions.invoke(fn)).result, (await functions.invoke(fn)).result]).toEqual([
    { counter: 0 },
    { counter: 1 },
  ]);
});

test('between two invocations nothing of the function runs', async () => {
  const fn = functions.deploy(`let ticks = 0;
    setInterval(() => { ticks++; }, 5);
    exports.handler = async (event) => {
      if (event.pause) await new Promise((resolve) => setTimeout(resolve, event.pause));
      return ticks;
    };`);
  const { result: before } = await functions.invoke(fn, { pause: 50 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { result: after } = await functions.invoke(fn);
  expect(before).toBeGreaterThan(2);
  expect(after - before).toBeLessThan(4);
});

test('an answer that comes too late is not taken for the next invocation', async () => {
  const fn = functions.deploy(`exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      if (event.first) { setTimeout(() => callback(null, 'late'), 1); setTimeout(() => callback(null, 'late'), 20); return context.succeed('first'); }
      setTimeout(() => callback(null, 'second'), 60);
    };`);
  expect((await functions.invoke(fn, { first: true })).result).toBe('first');
  expect((await functions.invoke(fn)).result).toBe('second');
});

test('the context is complete', async () => {
  const fn = functions.deploy(`exports.handler = async (event, context) => ({
      ...context, remaining: context.getRemainingTimeInMillis(), here: process.cwd() === process.env.LAMBDA_TASK_ROOT });`);
  const { result, requestId } = await functions.invoke(fn, {}, { clientContext: '{"custom":{"a":1}}' });
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
  const fn = functions.deploy('exports.handler = async () => ({ ...process.env });', {
    variables: { MINE: 'yes', TZ: 'UTC' },
  });
  const { result } = await functions.invoke(fn);
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
      'TMPDIR',
      'TZ',
      '_HANDLER',
    ].sort(),
  );
});

test('variables that Node reads when it starts have their effect', async () => {
  const fn = functions.deploy('exports.handler = async () => typeof gc;', {
    variables: { NODE_OPTIONS: '--expose-gc' },
  });
  expect((await functions.invoke(fn)).result).toBe('function');
});

test('a wrapper that is not there ends the runtime as a shell would', async () => {
  const { result } = await functions.oneShot(
    'exports.handler = async () => 1;',
    {},
    {
      variables: { AWS_LAMBDA_EXEC_WRAPPER: '/nowhere.sh' },
    },
  );
  expect(result.errorMessage).toMatch(/Runtime exited with error: exit status 127$/);
});

test('a result above the limit is refused, one at the limit passes', async () => {
  const fn = functions.deploy("exports.handler = async ({ bytes }) => 'a'.repeat(bytes - 2);", { memoryMb: 512 });
  const tooLarge = await functions.invoke(fn, { bytes: 6_291_557 });
  expect(tooLarge.result).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  });
  expect((await functions.invoke(fn, { bytes: 6_291_556 })).payload).toHaveLength(6_291_556);
});

test('the text of event and result is not touched on the way', async () => {
  const fn = functions.deploy('exports.handler = async (event) => event;');
  const { payload } = await functions.invoke(fn, { b: 'ä€😀"\\', a: [1, null, true] });
  expect(payload).toBe('{"b":"ä€😀\\"\\\\","a":[1,null,true]}');
});

test('a TypeScript file is a handler where Node runs such files, and says what to do where it does not', async () => {
  const fn = functions.deploy({ 'index.mts': 'export const handler = async (event: { a: number }) => event.a;' });
  const { result } = await functions.invoke(fn, { a: 1 });
  if ('typescript' in process.features) expect(result).toBe(1);
  else expect(result).toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError' });
});
