/** Which execution a call names, and where executions of the caller are. */
import { parseArn } from '../../base/arn.ts';
import type { Call } from '../../base/service.ts';
import type { Shape } from '../../base/shape.ts';
import type { ExecutionRow, ExecutionStore } from '../../store/execution-store.ts';
import { errors } from './errors.ts';

export const arnShape: Shape = { type: 'string', required: true, min: 1, max: 256 };

/** @throws InvalidArn, ExecutionDoesNotExist */
export async function findExecution(executions: ExecutionStore, executionArn: string): Promise<ExecutionRow> {
  const arn = parseArn(executionArn);
  if (arn?.service !== 'states' || !/^execution:[^:]+:[^:]+$/.test(arn.resource)) {
    throw errors.invalidArn(`Not the ARN of an execution: ${executionArn}`);
  }
  const row = await executions.find(executionArn);
  if (row === undefined) throw errors.executionDoesNotExist(executionArn);
  return row;
}

/** How the ARNs of all executions in the call's account and region begin. */
export function arnPrefixOf({ account, region }: Call): string {
  return `arn:aws:states:${region}:${account}:`;
}
