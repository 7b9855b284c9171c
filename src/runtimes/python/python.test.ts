/** Functions in Python, in real processes: what their callers and their logs get. */
import { afterAll, describe, expect, test } from 'vitest';
import { skips } from '../../../tests/optional-parts.ts';
import { RealFunctions } from '../../../tests/support/real-functions.ts';
import type { FunctionVersion } from '../function-version.ts';

const functions = new RealFunctions();
afterAll(() => functions.close());

const deploy = (code: string, changes: Partial<FunctionVersion> = {}) =>
  functions.deploy({ 'app.py': code }, { runtime: 'python3.12', handler: 'app.handler', ...changes });

describe.skipIf(skips('python'))('python', () => {
  test('a handler gives its result, and module state survives', async () => {
    const fn = deploy(
      "count = 0\ndef handler(event, context):\n  global count\n  count += 1\n  return {'got': event['a'], 'count': count}",
    );
    expect((await functions.invoke(fn, { a: 'ä€😀' })).payload).toBe('{"got": "ä€😀", "count": 1}');
    expect((await functions.invoke(fn, { a: 0 })).payload).toBe('{"got": 0, "count": 2}');
  });

  test('numbers keep the form that Python gives them, and None is null', async () => {
    const fn = deploy('def handler(event, context): return event.get("value")');
    const lease = await functions.pool.acquire(fn);
    const { payload } = await lease.invoke({ requestId: 'r', event: '{"value":0.0}', invokedFunctionArn: 'arn' });
    expect(payload).toBe('0.0');
    expect((await functions.invoke(fn)).payload).toBe('null');
  });

  test('before python3.12 characters beyond ASCII are escaped', async () => {
    const fn = deploy("def handler(event, context): return 'ä'", { runtime: 'python3.11' });
    expect((await functions.invoke(fn)).payload).toBe('"\\u00e4"');
  });

  test('an exception is told with its type, message, request id and stack', async () => {
    const fn = deploy("class Odd(ValueError): pass\ndef handler(event, context):\n    raise Odd('no')");
    const { result, functionError, requestId } = await functions.invoke(fn);
    expect(functionError).toBe('Unhandled');
    expect(result).toEqual({
      errorMessage: 'no',
      errorType: 'Odd',
      requestId,
      stackTrace: [expect.stringMatching(/^ {2}File ".*app\.py", line 3, in handler\n {4}raise Odd\('no'\)\n$/)],
    });
    expect(Object.keys(result)).toEqual(['errorMessage', 'errorType', 'requestId', 'stackTrace']);
    const line = functions.logOf(fn).find((text) => text.startsWith('[ERROR]'));
    expect(line).toMatch(
      /^\[ERROR\] Odd: no\nTraceback \(most recent call last\):\n {2}File ".*", line 3, in handler\n/,
    );
  });

  test.each([
    [
      'a missing module',
      'import nowhere',
      'Runtime.ImportModuleError',
      "Unable to import module 'app': No module named",
    ],
    ['a syntax error', 'def handler(', 'Runtime.UserCodeSyntaxError', "Syntax error in module 'app': "],
    ['a missing handler', 'x = 1', 'Runtime.HandlerNotFound', "Handler 'handler' missing on module 'app'"],
    ['an error while loading', "raise RuntimeError('at load')", 'RuntimeError', 'at load'],
  ])('%s is an error of the init, without request id', async (_what, code, errorType, message) => {
    const { result } = await functions.invoke(deploy(code));
    expect(result).toMatchObject({ errorType, requestId: '', errorMessage: expect.stringContaining(message) });
  });

  test('a handler name without a dot is malformed', async () => {
    const { result } = await functions.invoke(deploy('', { handler: 'app' }));
    expect(result).toMatchObject({
      errorType: 'Runtime.MalformedHandlerName',
      errorMessage: "Bad handler 'app': not enough values to unpack (expected 2, got 1)",
    });
  });

  test('a result that is no JSON is a marshal error', async () => {
    const { result } = await functions.invoke(deploy('def handler(event, context): return {1, 2}'));
    expect(result).toMatchObject({
      errorType: 'Runtime.MarshalError',
      errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
    });
  });

  test.each([
    ['sys.exit(0)', 'Runtime exited without providing a reason'],
    ['sys.exit(3)', 'Runtime exited with error: exit status 3'],
    ['os._exit(4)', 'Runtime exited with error: exit status 4'],
    ['os.kill(os.getpid(), 9)', 'Runtime exited with error: signal: killed'],
  ])('a function that leaves by %s is replaced', async (leave, reason) => {
    const fn = deploy(
      `import os, sys\ndef handler(event, context):\n  print('last words')\n  if event.get('leave'): ${leave}\n  return 1`,
    );
    const { result, requestId } = await functions.invoke(fn, { leave: true });
    expect(result).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: ${reason}`,
    });
    expect(functions.logOf(fn)).toContain('last words\n');
    expect((await functions.invoke(fn)).result).toBe(1);
  });

  test('what is printed becomes a line each, what is logged carries level, time and request id', async () => {
    const fn = deploy(`import logging, sys
def handler(event, context):
    print('one\\ntwo')
    sys.stderr.write('three\\n')
    logging.warning('careful: %s', 7)
    logging.info('too little')`);
    const { requestId } = await functions.invoke(fn);
    const lines = functions.logOf(fn).slice(2, -2);
    expect(lines.slice(0, 3)).toEqual(['one\n', 'two\n', 'three\n']);
    expect(lines[3]).toMatch(new RegExp(`^\\[WARNING\\]\t\\d{4}-.*T.*\\.\\d+Z\t${requestId}\tcareful: 7\n$`));
    expect(lines).toHaveLength(4);
  });

  test('with JSON logs, records are objects at the level asked for', async () => {
    const code = `import logging
log = logging.getLogger('mine')
def handler(event, context):
    log.debug('no')
    log.info('yes')
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception('oops')`;
    const fn = deploy(code, { logging: { format: 'JSON', applicationLevel: 'INFO', systemLevel: 'WARN' } });
    const { requestId } = await functions.invoke(fn);
    const lines = functions.logOf(fn).map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { timestamp: expect.stringMatching(/Z$/), level: 'INFO', message: 'yes', logger: 'mine', requestId },
      expect.objectContaining({ level: 'ERROR', errorType: 'ZeroDivisionError', message: 'oops', requestId }),
    ]);
  });

  test('the context is complete', async () => {
    const fn = deploy(`def handler(event, context):
    names = ['function_name', 'function_version', 'memory_limit_in_mb', 'log_group_name', 'invoked_function_arn', 'aws_request_id']
    found = {name: getattr(context, name) for name in names}
    return dict(found, remaining=context.get_remaining_time_in_millis(), custom=context.client_context.custom)`);
    const { result, requestId } = await functions.invoke(fn, {}, { clientContext: '{"custom":{"a":1}}' });
    expect(result).toMatchObject({
      function_name: fn.name,
      function_version: '$LATEST',
      memory_limit_in_mb: '128',
      log_group_name: fn.logGroup,
      invoked_function_arn: 'arn',
      aws_request_id: requestId,
      custom: { a: 1 },
    });
    expect(result.remaining).toBeGreaterThan(4000);
  });

  test('modules lie beside the handler, and its folder is the working one', async () => {
    const files = {
      'pkg/app.py':
        'import beside, os\ndef handler(e, c): return [beside.X, os.getcwd() == os.environ["LAMBDA_TASK_ROOT"]]',
      'beside.py': 'X = 1',
    };
    const fn = functions.deploy(files, { runtime: 'python3.9', handler: 'pkg/app.handler' });
    expect((await functions.invoke(fn)).result).toEqual([1, true]);
  });
});
