/** InvokeAsync, which Invoke with the invocation type Event has replaced and which old clients still call. */
import type { Call, Operation, Reservation } from '../../base/service.ts';
import type { FunctionTable } from './function-table.ts';
import { type InvokeOutput, permissionsToInvoke } from './invoke.ts';
import * as shapes from './shapes.ts';
import type { InvokeInput } from './wanted.ts';

export interface InvokeAsyncDeps {
  readonly functions: FunctionTable;
  readonly invoke: { tryReserve(input: InvokeInput, call: Call): Reservation<InvokeOutput> | undefined };
}

interface InvokeAsyncInput {
  readonly FunctionName: string;
  readonly InvokeArgs?: Uint8Array;
}

export function invokeAsyncOperation({ functions, invoke }: InvokeAsyncDeps): Operation<InvokeAsyncInput> {
  return {
    input: shapes.structure({ ...shapes.namedFunction, InvokeArgs: { type: 'blob' } }),
    rest: {
      method: 'POST',
      path: '/2014-11-13/functions/{FunctionName}/invoke-async',
      status: 202,
      statusMember: 'Status',
      payload: 'InvokeArgs',
    },
    permissions: (input, call) => permissionsToInvoke(functions, input, call),
    async run({ FunctionName, InvokeArgs }, call) {
      const input = { FunctionName, InvocationType: 'Event' as const, ...(InvokeArgs && { Payload: InvokeArgs }) };
      const answer = await invoke.tryReserve(input, call)?.run();
      return { Status: answer?.StatusCode };
    },
  };
}
