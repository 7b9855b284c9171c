/** What an Invoke asks for, once it has passed all checks that do not depend on the moment. */

import type { Clock } from '../../base/clock.ts';
import { INVOKE_ASYNC_REQUEST_BYTES_MAX, INVOKE_REQUEST_BYTES_MAX } from '../../base/limits.ts';
import type { Random } from '../../base/random.ts';
import type { Call } from '../../base/service.ts';
import type { FunctionVersion, Invocation } from '../../runtimes/function-version.ts';
import type { Interpreters } from '../../runtimes/interpreters.ts';
import { versionNamed } from './alias-routing.ts';
import { functionNotFound, invalidRuntime, isPending } from './errors.ts';
import { type FunctionRow, LATEST, snapshotOf } from './function-data.ts';
import { type NamedFunction, qualified, resolveName } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import { clientContextOf, eventOf } from './payload.ts';
import { traceHeader } from './trace-header.ts';

export interface InvokeInput extends NamedFunction {
  readonly InvocationType?: 'RequestResponse' | 'Event' | 'DryRun';
  readonly LogType?: 'None' | 'Tail';
  /** Base64 of JSON. */
  readonly ClientContext?: string;
  /** Bytes from the network; JSON text from inside, which is not checked again. */
  readonly Payload?: Uint8Array | string;
  /** Of X-Ray. */
  readonly TraceHeader?: string;
}

export interface WantedDeps {
  readonly functions: FunctionTable;
  readonly interpreters: Interpreters;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Wanted {
  readonly row: FunctionRow;
  /** As the caller gave it. */
  readonly qualifier: string | undefined;
  /** `$LATEST` or a number: for an alias, the one that was chosen. */
  readonly version: string;
  readonly invocation: Invocation;
}

/** @throws ServiceError when the invocation could not succeed however long it waited */
export function wantedBy(
  { functions, interpreters, clock, random }: WantedDeps,
  input: InvokeInput,
  call: Call,
): Wanted {
  const { name, qualifier, arn } = resolveName(input, call);
  const row = functions.get(call, name);
  const version = row === undefined ? LATEST : versionNamed(row.data, qualifier, random);
  const snapshot = row && snapshotOf(row.data, version);
  // The only operation that shows the qualifier it has assumed (recorded).
  if (row === undefined || snapshot === undefined) throw functionNotFound(qualified(arn, qualifier ?? LATEST));
  const cannotRun = interpreters.refusal(snapshot.settings.Runtime);
  if (cannotRun !== undefined) throw invalidRuntime(cannotRun);
  const isAsync = input.InvocationType === 'Event';
  const clientContext = clientContextOf(input.ClientContext);
  const invocation: Invocation = {
    requestId: call.requestId,
    event: eventOf(input.Payload, isAsync ? INVOKE_ASYNC_REQUEST_BYTES_MAX : INVOKE_REQUEST_BYTES_MAX),
    invokedFunctionArn: qualified(arn, qualifier),
    traceHeader: traceHeader(input.TraceHeader, { row, nowMs: clock.nowMs(), random }),
    wantsLogTail: input.LogType === 'Tail' && !isAsync,
    ...(clientContext !== undefined && { clientContext }),
  };
  return { row, qualifier, version, invocation };
}

/**
 * The code to run, as it is by now: what was accepted before an update runs the new code.
 * @throws ServiceError while it is being made and nothing is about to change that, or when it is gone
 */
export function currentVersion(functions: FunctionTable, { row, version }: Wanted, call: Call): FunctionVersion {
  const { name, data } = functions.get(call, row.name) ?? row;
  const snapshot = snapshotOf(data, version) ?? snapshotOf(row.data, version);
  if (snapshot === undefined || snapshot.state === 'Pending') throw isPending();
  return functions.versionOf(name, snapshot, call);
}
