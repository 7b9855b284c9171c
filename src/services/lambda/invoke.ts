/**
 * Invoke. A caller that must write something down before its function starts reserves an execution environment first; for
 * everyone else that happens on the way.
 */
import { INVOKE_ASYNC_REQUEST_BYTES_MAX, INVOKE_REQUEST_BYTES_MAX } from '../../base/limits.ts';
import type { Call, ReservableOperation, Reservation } from '../../base/service.ts';
import { PoolClosedError } from '../../runtimes/environment.ts';
import type { FunctionVersion, Invocation } from '../../runtimes/function-version.ts';
import type { EnvironmentPool, Lease } from '../../runtimes/pool.ts';
import { runsHere } from '../../runtimes/runtime-names.ts';
import { functionNotFound, invalidRuntime, isPending, serviceFailure } from './errors.ts';
import { type FunctionRow, LATEST } from './function-data.ts';
import { type NamedFunction, permissionArn, qualified, resolveName } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import { FUNCTION } from './functions.ts';
import { clientContextOf, eventOf } from './payload.ts';
import * as shapes from './shapes.ts';

export interface InvokeDeps {
  readonly functions: FunctionTable;
  readonly pool: EnvironmentPool;
  readonly onDefect: (error: unknown) => void;
}

export interface InvokeInput extends NamedFunction {
  readonly InvocationType?: 'RequestResponse' | 'Event' | 'DryRun';
  readonly LogType?: 'None' | 'Tail';
  /** Base64 of JSON. */
  readonly ClientContext?: string;
  /** Bytes from the network; JSON text from inside, which is not checked again. */
  readonly Payload?: Uint8Array | string;
}

export interface InvokeOutput {
  readonly StatusCode: number;
  /** JSON text. */
  readonly Payload?: string;
  readonly FunctionError?: 'Unhandled';
  /** Base64. */
  readonly LogResult?: string;
  readonly ExecutedVersion?: string;
}

/** An invocation that passed all checks. */
interface Wanted {
  readonly row: FunctionRow;
  readonly invocation: Invocation;
}

export function invokeOperation(deps: InvokeDeps): ReservableOperation<InvokeInput, InvokeOutput> {
  const { functions, pool } = deps;

  function tryReserve(input: InvokeInput, call: Call): Reservation<InvokeOutput> | undefined {
    const wanted = wantedBy(functions, input, call);
    if (input.InvocationType === 'DryRun') return immediate({ StatusCode: 204 });
    if (input.InvocationType === 'Event') return accepted(deps, wanted, call);
    if (functions.settling(wanted.row) !== undefined) return undefined;
    const lease = open(() => pool.tryAcquire(versionOf(functions, wanted.row, call)));
    return lease && reservation(lease, wanted.invocation);
  }

  async function reserve(input: InvokeInput, call: Call, signal?: AbortSignal): Promise<Reservation<InvokeOutput>> {
    const { row, invocation } = wantedBy(functions, input, call);
    await functions.settling(row);
    const version = versionOf(functions, functions.get(call, row.name) ?? row, call);
    try {
      return reservation(await pool.acquire(version, signal), invocation);
    } catch (error) {
      if (signal?.aborted) throw serviceFailure('The caller has withdrawn the invocation.');
      throw wireError(error);
    }
  }

  return {
    input: shapes.structure({
      ...shapes.qualifiedFunction,
      InvocationType: { type: 'string', enum: ['Event', 'RequestResponse', 'DryRun'] },
      LogType: { type: 'string', enum: ['None', 'Tail'] },
      ClientContext: { type: 'string', max: 3583 },
      Payload: { type: 'blob' },
    }),
    rest: {
      method: 'POST',
      path: `${FUNCTION}/invocations`,
      status: 200,
      statusMember: 'StatusCode',
      query: { Qualifier: 'Qualifier' },
      headers: {
        'x-amz-invocation-type': 'InvocationType',
        'x-amz-log-type': 'LogType',
        'x-amz-client-context': 'ClientContext',
      },
      payload: 'Payload',
      responseHeaders: {
        FunctionError: 'X-Amz-Function-Error',
        LogResult: 'X-Amz-Log-Result',
        ExecutedVersion: 'X-Amz-Executed-Version',
      },
      responsePayload: 'Payload',
    },
    permissions: (input, call) => [{ action: 'lambda:InvokeFunction', resource: permissionArn(input, call) }],
    async run(input, call) {
      return (tryReserve(input, call) ?? (await reserve(input, call, call.signal))).run();
    },
    tryReserve,
    reserve,
  };
}

/** @throws ServiceError when the invocation could not succeed however long it waited */
function wantedBy(functions: FunctionTable, input: InvokeInput, call: Call): Wanted {
  const { name, qualifier, arn } = resolveName(input, call);
  const row = functions.get(call, name);
  // The only operation that shows the qualifier it has assumed (recorded).
  if (row === undefined || (qualifier ?? LATEST) !== LATEST)
    throw functionNotFound(qualified(arn, qualifier ?? LATEST));
  const { Runtime } = row.data.settings;
  if (!runsHere(Runtime)) {
    throw invalidRuntime(`Functions with the runtime '${Runtime}' cannot run here: Stepwell runs Node.js functions.`);
  }
  const isAsync = input.InvocationType === 'Event';
  const clientContext = clientContextOf(input.ClientContext);
  const invocation: Invocation = {
    requestId: call.requestId,
    event: eventOf(input.Payload, isAsync ? INVOKE_ASYNC_REQUEST_BYTES_MAX : INVOKE_REQUEST_BYTES_MAX),
    invokedFunctionArn: qualified(arn, qualifier),
    wantsLogTail: input.LogType === 'Tail' && !isAsync,
    ...(clientContext !== undefined && { clientContext }),
  };
  return { row, invocation };
}

/** @throws ServiceError while the function is being made and nothing is about to change that */
function versionOf(functions: FunctionTable, row: FunctionRow, call: Call): FunctionVersion {
  if (row.data.state === 'Pending') throw isPending();
  return functions.versionOf(row, call);
}

function reservation(lease: Lease, invocation: Invocation): Reservation<InvokeOutput> {
  return {
    async run() {
      try {
        const { payload, functionError, logTail } = await lease.invoke(invocation);
        return {
          StatusCode: 200,
          Payload: payload,
          ExecutedVersion: LATEST,
          ...(functionError !== undefined && { FunctionError: functionError }),
          ...(logTail !== undefined && { LogResult: logTail }),
        };
      } catch (error) {
        throw wireError(error);
      }
    },
    release: () => lease.release(),
  };
}

/** Runs on its own after the answer; the function as it is by then. */
function accepted(deps: InvokeDeps, { row, invocation }: Wanted, call: Call): Reservation<InvokeOutput> {
  return {
    async run() {
      void runLater(deps, row, invocation, call);
      return { StatusCode: 202 };
    },
    release: () => {},
  };
}

async function runLater(
  { functions, pool, onDefect }: InvokeDeps,
  row: FunctionRow,
  invocation: Invocation,
  call: Call,
) {
  try {
    await functions.settling(row);
    const newest = functions.get(call, row.name) ?? row;
    const lease = await pool.acquire(functions.versionOf(newest, call));
    await lease.invoke(invocation);
  } catch (error) {
    if (!(error instanceof PoolClosedError)) onDefect(error);
  }
}

function immediate(output: InvokeOutput): Reservation<InvokeOutput> {
  return { run: async () => output, release: () => {} };
}

function open<T>(take: () => T): T {
  try {
    return take();
  } catch (error) {
    throw wireError(error);
  }
}

function wireError(error: unknown): unknown {
  return error instanceof PoolClosedError ? serviceFailure('The server is stopping.') : error;
}
