/**
 * PutRuntimeManagementConfig and GetRuntimeManagementConfig: when a function gets a new version of its runtime. Kept and shown
 * only: here a function runs on what is installed.
 */
import type { Operation } from '../../base/service.ts';
import { functionNotFound, invalidParameterValue } from './errors.ts';
import { findFunction } from './find-function.ts';
import { LATEST } from './function-data.ts';
import { isVersionNumber, type NamedFunction, permissionOn, qualified } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import * as shapes from './shapes.ts';

interface Deps {
  readonly functions: FunctionTable;
}

interface PutInput extends NamedFunction {
  readonly UpdateRuntimeOn: 'Auto' | 'Manual' | 'FunctionUpdate';
  readonly RuntimeVersionArn?: string;
}

const PATH = '/2021-07-20/functions/{FunctionName}/runtime-management-config';
const query = { Qualifier: 'Qualifier' };

const putRuntimeManagementConfig = ({ functions }: Deps): Operation<PutInput> => ({
  input: shapes.structure({
    ...shapes.qualifiedFunction,
    UpdateRuntimeOn: { type: 'string', required: true, enum: ['Auto', 'Manual', 'FunctionUpdate'] },
    RuntimeVersionArn: {
      type: 'string',
      min: 26,
      max: 2048,
      pattern: 'arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}::runtime:.+',
    },
  }),
  rest: { method: 'PUT', path: PATH, status: 200, query },
  permissions: permissionOn('lambda:PutRuntimeManagementConfig'),
  async run({ UpdateRuntimeOn, RuntimeVersionArn, ...input }, call) {
    const { row, qualifier, arn, qualifiedArn } = findManaged(functions, input, call);
    // GUESS: the wordings; that a version goes with Manual and with nothing else is documented.
    if (UpdateRuntimeOn === 'Manual' && RuntimeVersionArn === undefined) {
      throw invalidParameterValue('RuntimeVersionArn is required when UpdateRuntimeOn is Manual.');
    }
    if (UpdateRuntimeOn !== 'Manual' && RuntimeVersionArn !== undefined) {
      throw invalidParameterValue('RuntimeVersionArn can only be given when UpdateRuntimeOn is Manual.');
    }
    const config = { updateRuntimeOn: UpdateRuntimeOn, runtimeVersionArn: RuntimeVersionArn };
    const changed = await functions.change(row, (data) => ({
      ...data,
      runtimeManagement: { ...data.runtimeManagement, [qualifier]: config },
    }));
    if (changed === undefined) throw functionNotFound(arn);
    return { UpdateRuntimeOn, RuntimeVersionArn, FunctionArn: qualifiedArn };
  },
});

const getRuntimeManagementConfig = ({ functions }: Deps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.qualifiedFunction),
  rest: { method: 'GET', path: PATH, status: 200, query },
  permissions: permissionOn('lambda:GetRuntimeManagementConfig'),
  async run(input, call) {
    const { row, qualifier, qualifiedArn } = findManaged(functions, input, call);
    const { updateRuntimeOn = 'Auto', runtimeVersionArn } = row.data.runtimeManagement?.[qualifier] ?? {};
    return { UpdateRuntimeOn: updateRuntimeOn, RuntimeVersionArn: runtimeVersionArn, FunctionArn: qualifiedArn };
  },
});

/** `$LATEST` or a published version. @throws ServiceError, also for an alias */
function findManaged(functions: FunctionTable, input: NamedFunction, call: Parameters<typeof findFunction>[2]) {
  const { row, arn, qualifiedArn } = findFunction(functions, input, call);
  const qualifier = qualifiedArn === arn ? LATEST : qualifiedArn.slice(arn.length + 1);
  // GUESS: that an alias is not found; the API reference names versions only.
  if (qualifier !== LATEST && !isVersionNumber(qualifier)) throw functionNotFound(qualifiedArn);
  return { row, qualifier, arn, qualifiedArn: qualified(arn, qualifier) };
}

export function runtimeManagementOperations(deps: Deps): Record<string, Operation> {
  return {
    PutRuntimeManagementConfig: putRuntimeManagementConfig(deps),
    GetRuntimeManagementConfig: getRuntimeManagementConfig(deps),
  };
}
