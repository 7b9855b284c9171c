/**
 * The program of a Node.js execution environment, started by the server with its own Node. It waits to be told which
 * function it is, loads the handler, then serves one invocation after the other. Between two it is frozen: no timer of the
 * function runs, as in Lambda.
 */
import Module from 'node:module';
import { FRAME, type InitHeader, type InvocationHeader } from '../frame.ts';
import { resultTooLarge } from '../result-size.ts';
import { dieWithServer, read, write } from './channel.ts';
import { errorPayload, RuntimeError } from './error-payload.ts';
import { invokeHandler, type Outcome, type RunningHandler } from './invoke-handler.ts';
import { type Handler, loadHandler } from './load-handler.ts';
import { captureOutput } from './output.ts';
import { defineAwslambda } from './response-stream.ts';

/** What AWS's runtime leaves with. */
const EXIT_INIT_FAILED = 1;
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

let requestId: string | undefined;
let running: RunningHandler | undefined;

dieWithServer();
const init = waitForFunction();
const log = captureOutput(init, () => requestId);
defineAwslambda();
process.on('uncaughtException', (error) => crash('Uncaught Exception', error, EXIT_UNCAUGHT_EXCEPTION));
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError(
    'UnhandledPromiseRejection',
    String(reason),
    reason instanceof Error ? reason : undefined,
  );
  crash('Unhandled Promise Rejection', error, EXIT_UNHANDLED_REJECTION);
});
process.on('beforeExit', () => running?.loopIsEmpty());
loadHandler(init.codeDirectory, init.handler).then(serve, (error) => {
  crash('Uncaught Exception', error, EXIT_INIT_FAILED);
});

function waitForFunction(): InitHeader {
  const frame = read();
  if (frame === undefined) process.exit();
  const header = JSON.parse(frame.header.toString()) as InitHeader;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, header.variables);
  process.chdir(header.codeDirectory);
  // NODE_PATH is otherwise read once, at the start of the process.
  (Module as unknown as { _initPaths(): void })._initPaths();
  return header;
}

function serve(handler: Handler): void {
  write(FRAME.ready);
  setImmediate(next, handler);
}

function next(handler: Handler): void {
  const frame = read();
  if (frame === undefined) process.exit();
  const invocation = JSON.parse(frame.header.toString()) as InvocationHeader;
  requestId = invocation.requestId;
  if (invocation.traceHeader !== undefined) process.env['_X_AMZN_TRACE_ID'] = invocation.traceHeader;
  const event: unknown = JSON.parse(frame.body.toString());
  running = invokeHandler(handler, event, init, invocation, (outcome) => {
    answer(outcome);
    running = undefined;
    setImmediate(next, handler);
  });
}

function answer(outcome: Outcome): void {
  if (outcome.type === 'error') {
    fail(outcome.error);
    return;
  }
  if (outcome.type === 'streamed') {
    write(FRAME.result);
    return;
  }
  let text: string;
  try {
    text = JSON.stringify(outcome.value) ?? 'null';
  } catch (error) {
    // GUESS: the name of the error; its text is JavaScript's.
    fail(new RuntimeError('MarshalError', `Unable to stringify response body: ${(error as Error).message}`));
    return;
  }
  if (Buffer.byteLength(text) <= init.resultBytesMax) write(FRAME.result, text);
  else write(FRAME.error, resultTooLarge(init.resultBytesMax));
}

function fail(error: unknown): void {
  log.error('Invoke Error', error);
  write(FRAME.error, errorPayload(error));
}

/** An error nobody caught ends the process; whoever waits for it is told first. */
function crash(what: string, error: unknown, exitCode: number): never {
  log.error(what, error);
  write(FRAME.fatal, errorPayload(error));
  process.exit(exitCode);
}
