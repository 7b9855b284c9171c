/**
 * Invoke. A caller that must write something down before its function starts reserves an execution environment first; for
 * everyone else that happens on the way.
 */
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Call, Permission, ReservableOperation, Reservation, ServiceError } from '../../base/service.ts';
import { PoolClosedError } from '../../runtimes/environment.ts';
import type { Interpreters } from '../../runtimes/interpreters.ts';
import type { EnvironmentPool, Lease } from '../../runtimes/pool.ts';
import type { Concurrency } from './concurrency.ts';
import { serviceFailure } from './errors.ts';
import type { EventQueue } from './events/event-queue.ts';
import type { QueuedEvent } from './events/queued-event.ts';
import { type NamedFunction, namesIn, permissionArn } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import { FUNCTION } from './functions.ts';
import type { Provisioning } from './provisioned/provisioning.ts';
import * as shapes from './shapes.ts';
import { currentVersion, type InvokeInput, type Wanted, wantedBy } from './wanted.ts';

export interface InvokeDeps {
  readonly functions: FunctionTable;
  readonly pool: EnvironmentPool;
  readonly concurrency: Concurrency;
  readonly events: EventQueue;
  readonly provisioning: Provisioning;
  readonly clock: Clock;
  readonly random: Random;
  readonly interpreters: Interpreters;
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
  const { functions, pool, concurrency, provisioning } = deps;

  function tryReserve(input: InvokeInput, call: Call): Reservation<InvokeOutput> | undefined {
    const wanted = wantedBy(deps, input, call);
    if (input.InvocationType === 'DryRun') return immediate({ StatusCode: 204 });
    if (input.InvocationType === 'Event') return queued(deps, wanted, call);
    const taken = provisioning.tryTake(wanted.row, wanted.version);
    if (taken !== undefined) return reservation(taken.lease, wanted, taken.leave);
    if (concurrency.isExhausted(wanted.row)) {
      if (provisioning.hasPlace(wanted.row, wanted.version)) return undefined;
      throw concurrency.refusal(wanted.row);
    }
    if (functions.settling(wanted.row) !== undefined) return undefined;
    const lease = open(() => pool.tryAcquire(currentVersion(functions, wanted, call)));
    return lease && reservation(lease, wanted, concurrency.enter(wanted.row));
  }

  async function reserve(input: InvokeInput, call: Call, signal?: AbortSignal): Promise<Reservation<InvokeOutput>> {
    const { lease, wanted, leave } = await admit(deps, input, call, signal);
    return reservation(lease, wanted, leave);
  }

  return {
    input: shapes.structure({
      ...shapes.qualifiedFunction,
      InvocationType: { type: 'string', enum: ['Event', 'RequestResponse', 'DryRun'] },
      LogType: { type: 'string', enum: ['None', 'Tail'] },
      ClientContext: { type: 'string', max: 3583 },
      Payload: { type: 'blob' },
      TraceHeader: { type: 'string' },
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
        'x-amzn-trace-id': 'TraceHeader',
      },
      payload: 'Payload',
      responseHeaders: {
        FunctionError: 'X-Amz-Function-Error',
        LogResult: 'X-Amz-Log-Result',
        ExecutedVersion: 'X-Amz-Executed-Version',
      },
      responsePayload: 'Payload',
    },
    permissions: (input, call) => permissionsToInvoke(functions, input, call),
    async run(input, call) {
      return (tryReserve(input, call) ?? (await reserve(input, call, call.signal))).run();
    },
    tryReserve,
    reserve,
  };
}

/** An invocation that has an environment, and counts in its function's concurrency. */
export interface Admitted {
  readonly wanted: Wanted;
  readonly lease: Lease;
  /** Ends its part in the concurrency. */
  readonly leave: () => void;
}

/** Waits its turn. @throws ServiceError */
export async function admit(deps: InvokeDeps, input: InvokeInput, call: Call, signal?: AbortSignal): Promise<Admitted> {
  const { functions, pool, concurrency, provisioning } = deps;
  const wanted = wantedBy(deps, input, call);
  const { row, version } = wanted;
  const taken = provisioning.tryTake(row, version);
  if (taken !== undefined) return { wanted, ...taken };
  if (concurrency.isExhausted(row) && provisioning.hasPlace(row, version)) {
    return { wanted, ...(await withdrawable(provisioning.take(row, version, signal), signal)) };
  }
  const leave = concurrency.enter(row);
  try {
    await functions.settling(row);
    return { wanted, leave, lease: await pool.acquire(currentVersion(functions, wanted, call), { signal }) };
  } catch (error) {
    leave();
    throw withdrawn(signal) ?? wireError(error);
  }
}

async function withdrawable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw withdrawn(signal) ?? wireError(error);
  }
}

function withdrawn(signal: AbortSignal | undefined): ServiceError | undefined {
  return signal?.aborted ? serviceFailure('The caller has withdrawn the invocation.') : undefined;
}

/** The policy of what is named, the function or one version or alias of it, has a say. */
export function permissionsToInvoke(functions: FunctionTable, input: NamedFunction, call: Call): readonly Permission[] {
  const { name, qualifier = '' } = namesIn(input);
  const policy = functions.get(call, name)?.data.policies?.[qualifier];
  return [
    {
      action: 'lambda:InvokeFunction',
      resource: permissionArn(input, call),
      ...(policy !== undefined && { resourcePolicy: policy.document }),
    },
  ];
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

/** The answer comes once the event is durable. */
function queued({ events, clock }: InvokeDeps, wanted: Wanted, call: Call): Reservation<InvokeOutput> {
  const { row, qualifier, invocation } = wanted;
  return {
    async run() {
      const nowMs = clock.nowMs();
      const event: QueuedEvent = {
        id: invocation.requestId,
        functionId: row.id,
        functionName: row.name,
        account: call.account,
        region: call.region,
        qualifier,
        clientContext: invocation.clientContext,
        traceHeader: invocation.traceHeader,
        acceptedMs: nowMs,
        dueMs: nowMs,
        failures: 0,
      };
      await events.accept(event, invocation.event);
      return { StatusCode: 202 };
    },
    release: () => {},
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

export function wireError(error: unknown): unknown {
  return error instanceof PoolClosedError ? serviceFailure('The server is stopping.') : error;
}
