/** Functions that bring their own runtime, through the Lambda Runtime API. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { skips } from '../../../tests/optional-parts.ts';
import { bootstrapFunction } from '../../../tests/support/bootstrap-runtime.ts';
import { RealFunctions } from '../../../tests/support/real-functions.ts';
import type { FunctionVersion } from '../function-version.ts';
import { belongsToSession } from './caller.ts';

const functions = new RealFunctions();
afterAll(() => functions.close());

const deploy = (code: string, changes: Partial<FunctionVersion> = {}) =>
  functions.deploy(bootstrapFunction(code), { runtime: 'provided.al2023', ...changes });

describe.skipIf(skips('python'))('provided.al2023', () => {
  test('the bootstrap answers one invocation after the other', async () => {
    const fn = deploy('count = 0\ndef handler(event, headers):\n  global count\n  count += 1\n  return [event, count]');
    expect((await functions.invoke(fn, { a: 'ä' })).result).toEqual([{ a: 'ä' }, 1]);
    expect((await functions.invoke(fn, 2)).result).toEqual([2, 2]);
  });

  test('an invocation comes with its id, deadline, ARN and client context', async () => {
    const fn = deploy('def handler(event, headers): return {name.lower(): value for name, value in headers.items()}');
    const { result, requestId } = await functions.invoke(fn, {}, { clientContext: '{"custom":1}' });
    expect(result).toMatchObject({
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-invoked-function-arn': 'arn',
      'lambda-runtime-client-context': '{"custom":1}',
      'content-type': 'application/json',
    });
    expect(Number(result['lambda-runtime-deadline-ms']) - Date.now()).toBeGreaterThan(3000);
  });

  test('an error that the runtime reports goes to the caller as it is', async () => {
    const { result, functionError } = await functions.invoke(
      deploy("def handler(event, headers): raise ValueError('no')"),
    );
    expect([result, functionError]).toEqual([
      { errorMessage: 'no', errorType: 'ValueError', stackTrace: [] },
      'Unhandled',
    ]);
  });

  test('an error of the init does, too', async () => {
    const { result } = await functions.invoke(deploy("raise RuntimeError('at load')"));
    expect(result).toEqual({ errorMessage: 'at load', errorType: 'RuntimeError', stackTrace: [] });
  });

  test('a runtime that exits is replaced', async () => {
    const fn = deploy(
      "def handler(event, headers):\n  print('last words', flush=True)\n  if event.get('leave'): os._exit(3)\n  return 1",
    );
    const { result, requestId } = await functions.invoke(fn, { leave: true });
    expect(result).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 3`,
    });
    expect(functions.logOf(fn)).toContain('last words\n');
    expect((await functions.invoke(fn)).result).toBe(1);
  });

  test('what it prints stands between START and END', async () => {
    const fn = deploy("def handler(event, headers): print('hello', flush=True)");
    await functions.invoke(fn);
    const [, start, line, end] = functions.logOf(fn);
    expect([start?.slice(0, 5), line, end?.slice(0, 3)]).toEqual(['START', 'hello\n', 'END']);
  });

  test('a result that is too large is refused, to the runtime and to the caller', async () => {
    const fn = deploy(`def handler(event, headers):
    global last
    if not event.get('large'): return last
    last = post('invocation/' + headers['Lambda-Runtime-Aws-Request-Id'] + '/response', 'x' * 6291557)[0]
    raise Done()`);
    expect((await functions.invoke(fn, { large: true })).result.errorType).toBe('Function.ResponseSizeTooLarge');
    expect((await functions.invoke(fn)).result).toBe(413);
  });

  test('nothing but the invocation at work can be answered', async () => {
    const fn = deploy(`def handler(event, headers):
    id = headers['Lambda-Runtime-Aws-Request-Id']
    return [post('invocation/other/response', '1')[0], post('elsewhere', '')[0]]`);
    expect((await functions.invoke(fn)).result).toEqual([400, 404]);
  });

  test('a result in pieces reaches the caller piece by piece, or whole', async () => {
    const fn = deploy(`def handler(event, headers):
    def pieces():
        for text in ['one ', 'two ', 'three']: yield text.encode()
    path = BASE + 'invocation/' + headers['Lambda-Runtime-Aws-Request-Id'] + '/response'
    api.request('POST', path, pieces(), {'Lambda-Runtime-Function-Response-Mode': 'streaming', 'Transfer-Encoding': 'chunked'}, encode_chunked=True)
    api.getresponse().read()
    raise Done()`);
    const pieces: string[] = [];
    const lease = await functions.pool.acquire(fn);
    const onPiece = (piece: Buffer) => void pieces.push(piece.toString());
    const streamed = await lease.invoke({ requestId: 'r', event: '{}', invokedFunctionArn: 'arn', onPiece });
    expect([pieces.join(''), streamed]).toEqual(['one two three', { payload: '' }]);
    const whole = await (await functions.pool.acquire(fn)).invoke({
      requestId: 's',
      event: '{}',
      invokedFunctionArn: 'arn',
    });
    expect(whole.payload).toBe('one two three');
  });
});

test('a package without a bootstrap is an invalid entry point', async () => {
  const fn = functions.deploy({ 'index.js': '' }, { runtime: 'provided.al2023' });
  const { result, requestId } = await functions.invoke(fn);
  expect(result).toEqual({
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage: `RequestId: ${requestId} Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]`,
  });
});

test.runIf(process.platform === 'linux')('a caller is known by the session its process runs in', async () => {
  const server = createServer();
  const connected = new Promise<{ callerPort: number; ownPort: number }>((resolve) => {
    server.on('connection', ({ remotePort = 0, localPort = 0 }) =>
      resolve({ callerPort: remotePort, ownPort: localPort }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fn = functions.deploy(`exports.handler = async ({ port }) => {
      require('node:net').connect(port, '127.0.0.1');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return process.pid;
    };`);
  const invoked = functions.invoke(fn, { port });
  const connection = await connected;
  const isOwn = (pid: number) => belongsToSession(pid, connection);
  const mine = await isOwn(process.pid);
  const candidates = Promise.all((await import('node:fs')).readdirSync('/proc').filter(Number).map(Number).map(isOwn));
  expect(mine).toBe(false);
  expect((await candidates).filter(Boolean)).toHaveLength(1);
  await invoked;
  server.close();
});
