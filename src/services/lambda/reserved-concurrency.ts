/** PutFunctionConcurrency, GetFunctionConcurrency, DeleteFunctionConcurrency. */
import type { Call, Operation } from '../../base/service.ts';
import type { UnreservedLimit } from './concurrency.ts';
import { functionNotFound, invalidParameterValue, reservedBelowProvisioned, unreservedTooFew } from './errors.ts';
import { type FunctionRow, LATEST } from './function-data.ts';
import { functionArn, type NamedFunction, permissionOn, qualified, resolveName } from './function-name.ts';
import type { FunctionTable, Place } from './function-table.ts';
import { provisionedTotal } from './provisioned/provisioning.ts';
import * as shapes from './shapes.ts';

/** Lambda quotas: "Concurrent executions", of an account that has asked for no more. */
export const CONCURRENT_EXECUTIONS = 1000;
/** What has to remain for functions that reserve nothing. */
export const UNRESERVED_MIN = 100;

const concurrency = (date: string) => `/${date}/functions/{FunctionName}/concurrency`;

interface Deps {
  readonly functions: FunctionTable;
}

interface PutInput extends NamedFunction {
  readonly ReservedConcurrentExecutions: number;
}

/** What the functions of the call's account and region leave to those that reserve nothing. */
export function unreservedConcurrency(functions: FunctionTable, call: Place): number {
  const reserved = functions.list(call).map(({ data }) => data.reservedConcurrency ?? provisionedTotal(data));
  return reserved.reduce((rest, count) => rest - count, CONCURRENT_EXECUTIONS);
}

/** The limit of an account as AWS has it. */
export function unreservedLimit(functions: FunctionTable): UnreservedLimit {
  return ({ scope }) => {
    const [account = '', region = ''] = scope.split('/');
    return unreservedConcurrency(functions, { account, region });
  };
}

/** Also what is not found is named with the qualifier (recorded). */
function findWhole(functions: FunctionTable, input: NamedFunction, call: Call): FunctionRow {
  const { name, qualifier, arn } = resolveName(input, call);
  if (qualifier !== undefined) {
    throw invalidParameterValue(
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    );
  }
  const row = functions.get(call, name);
  if (row === undefined) throw functionNotFound(qualified(arn, LATEST));
  return row;
}

const putFunctionConcurrency = ({ functions }: Deps): Operation<PutInput> => ({
  input: shapes.structure({
    ...shapes.namedFunction,
    ReservedConcurrentExecutions: { type: 'integer', required: true, min: 0 },
  }),
  rest: { method: 'PUT', path: concurrency('2017-10-31'), status: 200 },
  permissions: permissionOn('lambda:PutFunctionConcurrency'),
  async run(input, call) {
    const { ReservedConcurrentExecutions: reservedConcurrency } = input;
    const row = findWhole(functions, input, call);
    const changed = await functions.change(row, (data) => {
      const provisioned = provisionedTotal(data);
      if (reservedConcurrency < provisioned) throw reservedBelowProvisioned(reservedConcurrency, provisioned);
      const unreserved = unreservedConcurrency(functions, call) + (data.reservedConcurrency ?? provisioned);
      // GUESS: that 0 can always be set, also where earlier reservations already exceed what is allowed.
      if (reservedConcurrency > 0 && unreserved - reservedConcurrency < UNRESERVED_MIN) {
        throw unreservedTooFew('ReservedConcurrentExecutions', UNRESERVED_MIN);
      }
      return { ...data, reservedConcurrency };
    });
    if (changed === undefined) throw functionNotFound(qualified(functionArn(row.name, call), LATEST));
    return { ReservedConcurrentExecutions: reservedConcurrency };
  },
});

const getFunctionConcurrency = ({ functions }: Deps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.namedFunction),
  rest: { method: 'GET', path: concurrency('2019-09-30'), status: 200 },
  permissions: permissionOn('lambda:GetFunctionConcurrency'),
  run: async (input, call) => ({
    ReservedConcurrentExecutions: findWhole(functions, input, call).data.reservedConcurrency,
  }),
});

const deleteFunctionConcurrency = ({ functions }: Deps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.namedFunction),
  rest: { method: 'DELETE', path: concurrency('2017-10-31'), status: 204 },
  permissions: permissionOn('lambda:DeleteFunctionConcurrency'),
  async run(input, call) {
    await functions.change(findWhole(functions, input, call), ({ reservedConcurrency: _gone, ...data }) => data);
    return {};
  },
});

export function reservedConcurrencyOperations(deps: Deps): Record<string, Operation> {
  return {
    PutFunctionConcurrency: putFunctionConcurrency(deps),
    GetFunctionConcurrency: getFunctionConcurrency(deps),
    DeleteFunctionConcurrency: deleteFunctionConcurrency(deps),
  };
}
