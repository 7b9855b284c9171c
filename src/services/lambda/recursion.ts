/** PutFunctionRecursionConfig and GetFunctionRecursionConfig: whether a function may call itself in circles. */
import type { Operation } from '../../base/service.ts';
import { functionNotFound } from './errors.ts';
import { findLatest } from './find-function.ts';
import { type NamedFunction, permissionOn } from './function-name.ts';
import type { FunctionTable } from './function-table.ts';
import * as shapes from './shapes.ts';

interface Deps {
  readonly functions: FunctionTable;
}

const PATH = '/2024-08-31/functions/{FunctionName}/recursion-config';

const putFunctionRecursionConfig = ({
  functions,
}: Deps): Operation<NamedFunction & { readonly RecursiveLoop: 'Allow' | 'Terminate' }> => ({
  input: shapes.structure({
    ...shapes.namedFunction,
    RecursiveLoop: { type: 'string', required: true, enum: ['Allow', 'Terminate'] },
  }),
  rest: { method: 'PUT', path: PATH, status: 200 },
  permissions: permissionOn('lambda:PutFunctionRecursionConfig'),
  async run({ RecursiveLoop, ...input }, call) {
    const { row, arn } = findLatest(functions, input, call);
    const changed = await functions.change(row, (data) => ({ ...data, recursiveLoop: RecursiveLoop }));
    if (changed === undefined) throw functionNotFound(arn);
    return { RecursiveLoop };
  },
});

const getFunctionRecursionConfig = ({ functions }: Deps): Operation<NamedFunction> => ({
  input: shapes.structure(shapes.namedFunction),
  rest: { method: 'GET', path: PATH, status: 200 },
  permissions: permissionOn('lambda:GetFunctionRecursionConfig'),
  run: async (input, call) => ({
    RecursiveLoop: findLatest(functions, input, call).row.data.recursiveLoop ?? 'Terminate',
  }),
});

export function recursionOperations(deps: Deps): Record<string, Operation> {
  return {
    PutFunctionRecursionConfig: putFunctionRecursionConfig(deps),
    GetFunctionRecursionConfig: getFunctionRecursionConfig(deps),
  };
}
