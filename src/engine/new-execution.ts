/** Executions that are about to begin. */
import { initialState } from '../asl/advance.ts';
import type { WriteResult } from '../store/execution-store.ts';
import { SharedValues } from './codec.ts';
import type { StartRequest } from './engine-options.ts';
import type { Loaded } from './record.ts';

/** The commit with which an execution was to start, or to go on after its end, did not happen, for a reason of its own. */
export class StartRefused extends Error {
  readonly result: Exclude<WriteResult['type'], 'committed'>;
  constructor(result: Exclude<WriteResult['type'], 'committed'>) {
    super(result);
    this.result = result;
  }
}

export function freshlyLoaded(
  { revision, arn, name, input, through, parent, mapRun, fork }: StartRequest,
  startMs: number,
): Loaded {
  const { machine, machineArn, machineName, roleArn } = revision;
  const identity = { arn, name, roleArn, machineArn, machineName, startMs, ...(through && { through }) };
  const state = {
    ...initialState(machine, identity, input, fork?.beginning),
    ...(parent && { parent }),
    ...(mapRun && { mapRun }),
    ...(fork && { forkedFrom: fork.origin }),
  };
  return { version: 0, state, values: new SharedValues(), revision };
}

export function isSameStart(a: StartRequest, b: StartRequest): boolean {
  if (a.fork !== undefined || b.fork !== undefined) return false;
  return a.revision.machineId === b.revision.machineId && a.input.text === b.input.text;
}
