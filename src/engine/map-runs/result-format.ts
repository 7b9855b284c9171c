/** How the results of a Map Run are formatted: the child execution with all that is known of it, its output, or what that holds. */
import { isJsonArray, type Json, stringifyJson } from '../../base/json.ts';
import { Payload } from '../../base/payload.ts';
import type { ChildResult } from './result-sink.ts';

export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** JSON texts: none, one, or several for an array that is flattened. A child that did not succeed is always shown whole (documented). */
export function formatResult(result: ChildResult, transformation: Transformation): readonly string[] {
  const { status, output } = result;
  if (transformation === 'NONE' || status !== 'SUCCEEDED' || output === undefined) return [describe(result)];
  if (transformation === 'COMPACT') return [output];
  const { value } = Payload.ofText(output);
  return isJsonArray(value) ? value.map(stringifyJson) : [output];
}

/** With its members in the order of their names, as AWS's files have them. */
function describe(result: ChildResult): string {
  const { status, input, output } = result;
  const included = { Included: true };
  const pending: Record<string, Json> = { Input: input, InputDetails: included, Status: status };
  if (status === 'PENDING') return stringifyJson(pending);
  const { cause, error, executionArn, name, startMs, stateMachineArn, stopMs } = result;
  return stringifyJson({
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: executionArn,
    Input: input,
    InputDetails: included,
    Name: name,
    ...(output !== undefined && { Output: output, OutputDetails: included }),
    ...(startMs !== undefined && { StartDate: new Date(startMs).toISOString() }),
    StateMachineArn: stateMachineArn,
    Status: status,
    ...(stopMs !== undefined && { StopDate: new Date(stopMs).toISOString() }),
  });
}
