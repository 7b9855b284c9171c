/** Which function, and which of its versions, a call names. */
import type { Call } from '../../base/service.ts';
import { functionNotFound } from './errors.ts';
import { aliasOf, type FunctionRow, type FunctionSnapshot, LATEST, snapshotOf } from './function-data.ts';
import { type NamedFunction, qualified, resolveName } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';

export interface FoundFunction {
  readonly row: FunctionRow;
  /** `$LATEST`, the version, or the one most invocations of the alias get. */
  readonly snapshot: FunctionSnapshot;
  /** Without a qualifier. */
  readonly arn: string;
  /** With the caller's. */
  readonly qualifiedArn: string;
}

/** @throws ServiceError `Function not found`, also when there is no such version or alias */
export function findFunction(functions: FunctionTable, input: NamedFunction, call: Call): FoundFunction {
  const { name, qualifier = LATEST, arn, qualifiedArn } = namesOf(input, call);
  const row = functions.get(call, name);
  const snapshot = row && snapshotOf(row.data, aliasOf(row.data, qualifier)?.version ?? qualifier);
  if (row === undefined || snapshot === undefined) throw functionNotFound(qualifiedArn);
  return { row, snapshot, arn, qualifiedArn };
}

/** For operations that change `$LATEST`. @throws ServiceError `Function not found`, also for any other qualifier */
export function findLatest(functions: FunctionTable, input: NamedFunction, call: Call): FoundFunction {
  const { name, qualifier = LATEST, arn, qualifiedArn } = namesOf(input, call);
  const row = functions.get(call, name);
  if (row === undefined || qualifier !== LATEST) throw functionNotFound(qualifiedArn);
  return { row, snapshot: row.data, arn, qualifiedArn };
}

function namesOf(input: NamedFunction, call: Call) {
  const names = resolveName(input, call);
  return { ...names, qualifiedArn: qualified(names.arn, names.qualifier) };
}
