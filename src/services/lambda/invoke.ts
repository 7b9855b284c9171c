/**
 * Invoke. A caller that must write something down before its function starts reserves an execution environment first; for
 * everyone else that happens on the way.
 */
import type { Random } from '../../base/random.ts';
import type { Call, ReservableOperation, Reservation } from '../../base/service.ts';
import { PoolClosedError } from '../../runtimes/environment.ts';
import type { Lease } from '../../runtimes/pool.ts';
import { reservedConcurrencyExceeded, serviceFailure } from './errors.ts';
import { accepted, type EventDeps } from './event-invocations.ts';
import { namesIn, permissionArn } from './function-name.ts';
import { FUNCTION } from './functions.ts';
import * as shapes from './shapes.ts';
import { currentVersion, type InvokeInput, type Wanted, wantedBy } from './wanted.ts';

export interface InvokeDeps extends EventDeps {
  readonly random: Random;
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

export function invokeOperation(deps: InvokeDeps): ReservableOperation<InvokeInput, InvokeOutput> {
  const { functions, pool, concurrency } = deps;

  function tryReserve(input: InvokeInput, call: Call): Reservation<InvokeOutput> | undefined {
    const wanted = wantedBy(deps, input, call);
    if (input.InvocationType === 'DryRun') return immediate({ StatusCode: 204 });
    if (input.InvocationType === 'Event') return accepted(deps, wanted, call);
    if (concurrency.isExhausted(wanted.row)) throw reservedConcurrencyExceeded();
    if (functions.settling(wanted.row) !== undefined) return undefined;
    const lease = open(() => pool.tryAcquire(currentVersion(functions, wanted, call)));
    return lease && reservation(lease, wanted, concurrency.enter(wanted.row));
  }

  async function reserve(input: InvokeInput, call: Call, signal?: AbortSignal): Promise<Reservation<InvokeOutput>> {
    const wanted = wantedBy(deps, input, call);
    const leave = concurrency.enter(wanted.row);
    try {
      await functions.settling(wanted.row);
      return reservation(await pool.acquire(currentVersion(functions, wanted, call), { signal }), wanted, leave);
    } catch (error) {
      leave();
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
    permissions(input, call) {
      const { name, qualifier = '' } = namesIn(input);
      const policy = functions.get(call, name)?.data.policies?.[qualifier];
      return [
        {
          action: 'lambda:InvokeFunction',
          resource: permissionArn(input, call),
          ...(policy !== undefined && { resourcePolicy: policy.document }),
        },
      ];
    },
    async run(input, call) {
      return (tryReserve(input, call) ?? (await reserve(input, call, call.signal))).run();
    },
    tryReserve,
    reserve,
  };
}

/** @param leave ends the invocation's part in its function's concurrency */
function reservation(lease: Lease, { version, invocation }: Wanted, leave: () => void): Reservation<InvokeOutput> {
  return {
    async run() {
      try {
        const { payload, functionError, logTail } = await lease.invoke(invocation);
        return {
          StatusCode: 200,
          Payload: payload,
          ExecutedVersion: version,
          ...(functionError !== undefined && { FunctionError: functionError }),
          ...(logTail !== undefined && { LogResult: logTail }),
        };
      } catch (error) {
        throw wireError(error);
      } finally {
        leave();
      }
    },
    release() {
      lease.release();
      leave();
    },
  };
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
