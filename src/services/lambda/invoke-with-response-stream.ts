/** InvokeWithResponseStream: the result of a function piece by piece, as the function writes it. */
import { EventStream, type StreamEvent } from '../../base/event-stream.ts';
import type { Call, Operation } from '../../base/service.ts';
import type { InvocationResult } from '../../runtimes/function-version.ts';
import { admit, type InvokeDeps, permissionsToInvoke, wireError } from './invoke.ts';
import { PieceQueue } from './piece-queue.ts';
import * as shapes from './shapes.ts';
import type { StreamedResult } from './urls/streamed-response.ts';
import { type InvokeInput, wantedBy } from './wanted.ts';

export function invokeWithResponseStream(deps: InvokeDeps): Operation<InvokeInput, EventStream> {
  const stream = streamedResult(deps);
  return {
    input: shapes.structure({
      ...shapes.qualifiedFunction,
      InvocationType: { type: 'string', enum: ['RequestResponse', 'DryRun'] },
      LogType: { type: 'string', enum: ['None', 'Tail'] },
      ClientContext: { type: 'string', max: 3583 },
      Payload: { type: 'blob' },
      TraceHeader: { type: 'string' },
    }),
    rest: {
      method: 'POST',
      path: '/2021-11-15/functions/{FunctionName}/response-streaming-invocations',
      status: 200,
      query: { Qualifier: 'Qualifier' },
      headers: {
        'x-amz-invocation-type': 'InvocationType',
        'x-amz-log-type': 'LogType',
        'x-amz-client-context': 'ClientContext',
        'x-amzn-trace-id': 'TraceHeader',
      },
      payload: 'Payload',
      responseHeaders: { ExecutedVersion: 'X-Amz-Executed-Version' },
    },
    permissions: (input, call) => permissionsToInvoke(deps.functions, input, call),
    async run(input, call) {
      if (input.InvocationType === 'DryRun') {
        wantedBy(deps, input, call);
        return new EventStream(nothing());
      }
      const { pieces, ended, version } = await stream(input, call, call.signal);
      return new EventStream(eventsOf(pieces, ended), { ExecutedVersion: version });
    },
  };
}

/** For those who send the pieces themselves. @throws ServiceError when it cannot begin */
export const streamedResult =
  (deps: InvokeDeps) =>
  async (input: InvokeInput, call: Call, signal: AbortSignal | undefined): Promise<StreamedResult> => {
    const { wanted, lease, leave } = await admit(deps, input, call, signal);
    const pieces = new PieceQueue();
    let contentType = '';
    const onPiece = (piece: Buffer, type: string) => {
      contentType ||= type;
      return pieces.push(piece);
    };
    const ended = lease.invoke({ ...wanted.invocation, onPiece }).finally(() => {
      leave();
      pieces.end();
    });
    return { version: wanted.version, pieces, ended, contentType: () => contentType };
  };

/** A function that answers with one result is told as one piece. */
async function* eventsOf(pieces: PieceQueue, ended: Promise<InvocationResult>): AsyncGenerator<StreamEvent> {
  // Whoever stops reading early does not want to know how it ended.
  ended.catch(() => {});
  try {
    for await (const payload of pieces) yield { type: 'PayloadChunk', payload };
    const { payload, functionError, logTail } = await ended;
    if (functionError === undefined && payload !== '') {
      yield { type: 'PayloadChunk', payload: Buffer.from(payload) };
    }
    const failure = functionError === undefined ? {} : { ErrorCode: errorTypeIn(payload), ErrorDetails: payload };
    yield { type: 'InvokeComplete', payload: { ...failure, LogResult: logTail } };
  } catch (error) {
    throw wireError(error);
  } finally {
    pieces.close();
  }
}

/** GUESS: the code is the error's type, the details are its payload. */
function errorTypeIn(payload: string): string {
  try {
    const { errorType } = JSON.parse(payload) as { readonly errorType?: unknown };
    return typeof errorType === 'string' ? errorType : 'Unhandled';
  } catch {
    return 'Unhandled';
  }
}

async function* nothing(): AsyncGenerator<StreamEvent> {}
