/**
 * Calls a handler in any of the styles Lambda knows (async, promise, callback, `context.done`) and tells its one outcome,
 * exactly once. The caller passes on when the event loop has run empty.
 */
import type { InitHeader, InvocationHeader } from '../frame.ts';
import { RuntimeError } from './error-payload.ts';
import type { Handler } from './load-handler.ts';
import { invokeStreaming, isStreaming } from './response-stream.ts';

export type Outcome =
  | { readonly type: 'result'; readonly value: unknown }
  /** All of it has been written. */
  | { readonly type: 'streamed' }
  | { readonly type: 'error'; readonly error: unknown };

export interface RunningHandler {
  /** Nothing is left to wait for: a result that waited for this is told now, a handler that forgot to give one gave null. */
  loopIsEmpty(): void;
}

export function invokeHandler(
  handler: Handler,
  event: unknown,
  init: InitHeader,
  invocation: InvocationHeader,
  onOutcome: (outcome: Outcome) => void,
): RunningHandler {
  if (isStreaming(handler)) return invokeStreaming(handler, event, contextOf(init, invocation), onOutcome);
  let told = false;
  let waiting: Outcome = { type: 'result', value: null };
  let answered = false;
  const tell = (outcome: Outcome) => {
    if (told) return;
    told = true;
    onOutcome(outcome);
  };
  /** Whoever answers first, by callback or by context, decides; errors do not wait for the event loop. */
  const answer = (error: unknown, value: unknown) => {
    if (answered) return;
    answered = true;
    waiting = isPresent(error) ? { type: 'error', error } : { type: 'result', value };
    if (waiting.type === 'error' || context['callbackWaitsForEmptyEventLoop'] === false) tell(waiting);
  };
  const answerNow = (error: unknown, value: unknown) => {
    context['callbackWaitsForEmptyEventLoop'] = false;
    answer(error, value);
  };
  const context = contextOf(init, invocation);
  if (init.callbacksAllowed) {
    context['callbackWaitsForEmptyEventLoop'] = true;
    context['succeed'] = (value: unknown) => answerNow(null, value);
    context['fail'] = (error: unknown) => answerNow(isPresent(error) ? error : 'handled', undefined);
    context['done'] = answerNow;
  }
  try {
    if (!init.callbacksAllowed && handler.length > 2) throw callbackError();
    const returned = init.callbacksAllowed ? handler(event, context, answer) : handler(event, context);
    if (isThenable(returned)) {
      returned.then(
        (value) => tell({ type: 'result', value }),
        (error) => tell({ type: 'error', error }),
      );
    } else if (!init.callbacksAllowed) tell({ type: 'result', value: returned });
  } catch (error) {
    tell({ type: 'error', error });
  }
  return { loopIsEmpty: () => tell(waiting) };
}

function contextOf(init: InitHeader, invocation: InvocationHeader): Record<string, unknown> {
  return {
    functionVersion: init.functionVersion,
    functionName: init.functionName,
    memoryLimitInMB: String(init.memoryMb),
    logGroupName: init.logGroup,
    logStreamName: init.logStream,
    clientContext: invocation.clientContext === undefined ? undefined : JSON.parse(invocation.clientContext),
    identity: undefined,
    invokedFunctionArn: invocation.invokedFunctionArn,
    awsRequestId: invocation.requestId,
    tenantId: undefined,
    getRemainingTimeInMillis: () => Math.max(invocation.deadlineMs - Date.now(), 0),
  };
}

/** GUESS: the error's text; that such handlers are refused from Node.js 24 on is known. */
function callbackError(): RuntimeError {
  return new RuntimeError(
    'CallbackHandlerDeprecated',
    'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
  );
}

function isPresent(error: unknown): boolean {
  return error !== undefined && error !== null;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined | null)?.then === 'function';
}
